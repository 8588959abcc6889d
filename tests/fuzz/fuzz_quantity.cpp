// Hex quantities and data as JSON-RPC writes them.
#include <algorithm>
#include <string>

#include "dexarb/base/hex.hpp"
#include "dexarb/rpc/quantity.hpp"

#include "fuzz.hpp"

namespace {

using namespace dexarb;

std::string lower_case(std::string_view text) {
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'F' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return lower;
}

}  // namespace

/// A text is read as its one number or refused: written again, it is the same text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const auto narrow = u64_from_quantity(text);
    const auto wide = u256_from_quantity(text);
    check(!narrow || (wide && *wide == U256{*narrow}), "what fits 64 bits is the same number in 256");
    check(!narrow || to_quantity(*narrow) == lower_case(text), "a number of 64 bits comes back");
    check(!wide || to_quantity(*wide) == lower_case(text), "a number of 256 bits comes back");
    check(narrow || !wide || !wide->fits_u64(), "what fits is not refused");

    const auto bytes = bytes_from_hex(text);
    const bool has_prefix = text.starts_with("0x") || text.starts_with("0X");
    check(!bytes || to_hex(*bytes) == lower_case(text.substr(has_prefix ? 2 : 0)), "data comes back");
    return 0;
}

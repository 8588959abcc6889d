#include "dexarb/rpc/quantity.hpp"

namespace dexarb {

namespace {

constexpr int kNoDigit = 16;

unsigned digit_of(char letter) {
    if (letter >= '0' && letter <= '9') return static_cast<unsigned>(letter - '0');
    if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a') + 10;
    if (letter >= 'A' && letter <= 'F') return static_cast<unsigned>(letter - 'A') + 10;
    return kNoDigit;
}

/// The digits behind "0x", if they are a well-formed number of at most `most`.
std::optional<std::string_view> digits_of(std::string_view text, std::size_t most) {
    if (!text.starts_with("0x")) return std::nullopt;
    text.remove_prefix(2);
    if (text.empty() || text.size() > most || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    return text;
}

}  // namespace

std::optional<std::uint64_t> u64_from_quantity(std::string_view text) {
    const auto digits = digits_of(text, 16);
    if (!digits) return std::nullopt;
    std::uint64_t value = 0;
    for (const char letter : *digits) {
        const unsigned digit = digit_of(letter);
        if (digit == kNoDigit) return std::nullopt;
        value = (value << 4) | digit;
    }
    return value;
}

std::optional<U256> u256_from_quantity(std::string_view text) {
    const auto digits = digits_of(text, 64);
    if (!digits) return std::nullopt;
    U256 value;
    for (const char letter : *digits) {
        const unsigned digit = digit_of(letter);
        if (digit == kNoDigit) return std::nullopt;
        value = (value << 4) | U256{digit};
    }
    return value;
}

std::string to_quantity(std::uint64_t value) {
    return to_quantity(U256{value});
}

std::string to_quantity(const U256& value) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = "0x";
    for (unsigned nibble = (value.bit_length() + 3) / 4; nibble-- > 0;)
        text.push_back(kDigits[(value >> (4 * nibble)).low_u64() & 15]);
    return value.is_zero() ? "0x0" : text;
}

}  // namespace dexarb

#include "service/base64.hpp"

namespace dexarb {

std::optional<std::string> decode_base64(std::string_view text) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    while (text.ends_with('='))
        text.remove_suffix(1);
    std::string bytes;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char letter : text) {
        const auto digit = kDigits.find(letter);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = (bits << 6U | static_cast<unsigned>(digit)) & 0xffffffU;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<char>(bits >> count & 0xffU));
    }
    return bytes;
}

}  // namespace dexarb

#include "dexarb/base/hex.hpp"

namespace dexarb {

namespace {

/// The value of a hex digit, or 255. Without a branch, so that the loop below runs in vector registers: decoding a
/// block's logs is mostly this.
std::uint8_t digit_value(char digit) {
    const auto decimal = static_cast<std::uint8_t>(digit - '0');
    const auto letter = static_cast<std::uint8_t>((digit | 0x20) - 'a');
    const auto value_of_letter = static_cast<std::uint8_t>(letter < 6 ? letter + 10 : 255);
    return decimal < 10 ? decimal : value_of_letter;
}

constexpr std::size_t kChunk = 32;

/// Decodes `count` bytes, at most `kChunk`; whether all were hex digits.
bool decode_chunk(const char* text, std::uint8_t* out, std::size_t count) {
    std::uint8_t seen = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t high = digit_value(text[2 * i]);
        const std::uint8_t low = digit_value(text[2 * i + 1]);
        seen = static_cast<std::uint8_t>(seen | high | low);
        out[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return seen < 16;
}

std::string_view without_prefix(std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    return text;
}

}  // namespace

std::string to_hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        text.push_back(kDigits[byte >> 4]);
        text.push_back(kDigits[byte & 15]);
    }
    return text;
}

bool fill_from_hex(std::string_view text, std::span<std::uint8_t> out) {
    text = without_prefix(text);
    if (text.size() != 2 * out.size()) return false;
    bool all_digits = true;
    std::size_t done = 0;
    for (; done + kChunk <= out.size(); done += kChunk)
        all_digits &= decode_chunk(text.data() + 2 * done, out.data() + done, kChunk);
    return decode_chunk(text.data() + 2 * done, out.data() + done, out.size() - done) && all_digits;
}

std::optional<std::vector<std::uint8_t>> bytes_from_hex(std::string_view text) {
    std::vector<std::uint8_t> bytes(without_prefix(text).size() / 2);
    if (!fill_from_hex(text, bytes)) return std::nullopt;
    return bytes;
}

}  // namespace dexarb

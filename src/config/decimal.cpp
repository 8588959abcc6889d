#include "dexarb/config/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace dexarb {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();

/// Digits with the point taken out, and how many of them stood behind it (negative: zeros to append).
struct Digits {
    std::string text;
    int behind_point = 0;
};

Error no_number(std::string_view text) {
    return {ErrorCode::kInvalidInput, fmt::format("\"{}\" is not a number", text)};
}

Result<Digits> read_digits(std::string_view text) {
    Digits digits;
    bool after_point = false;
    std::string_view rest = text;
    for (; !rest.empty() && rest[0] != 'e' && rest[0] != 'E'; rest.remove_prefix(1)) {
        if (rest[0] == '.' && !after_point && !digits.text.empty()) {
            after_point = true;
            continue;
        }
        if (rest[0] < '0' || rest[0] > '9') return no_number(text);
        digits.text += rest[0];
        digits.behind_point += after_point ? 1 : 0;
    }
    if (digits.text.empty() || (after_point && digits.behind_point == 0)) return no_number(text);
    if (rest.empty()) return digits;
    rest.remove_prefix(1);
    if (rest.starts_with('+')) rest.remove_prefix(1);
    int exponent = 0;
    const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
    if (parsed.ec != std::errc{} || parsed.ptr != rest.data() + rest.size() || std::abs(exponent) > 400)
        return no_number(text);
    digits.behind_point -= exponent;
    return digits;
}

bool multiply_by_ten(std::uint64_t& value, unsigned digit) {
    if (value > (kLargest - digit) / 10) return false;
    value = value * 10 + digit;
    return true;
}

}  // namespace

Result<std::uint64_t> parse_scaled(std::string_view text, unsigned places) {
    if (text.starts_with('-')) return Error{ErrorCode::kInvalidInput, fmt::format("{} is negative", text)};
    auto digits = read_digits(text);
    if (!digits) return digits.error();
    while (digits->text.size() > 1 && digits->text.ends_with('0')) {
        digits->text.pop_back();
        --digits->behind_point;
    }
    if (digits->text == "0") return std::uint64_t{0};
    const int zeros = static_cast<int>(places) - digits->behind_point;
    if (zeros < 0)
        return Error{ErrorCode::kInvalidInput, places == 0 ? fmt::format("{} is not a whole number", text)
                                                           : fmt::format("{} has more than {} decimals", text, places)};
    std::uint64_t value = 0;
    bool fits = zeros < 20;
    for (const char digit : digits->text)
        fits = fits && multiply_by_ten(value, static_cast<unsigned>(digit - '0'));
    for (int i = 0; fits && i < zeros; ++i)
        fits = multiply_by_ten(value, 0);
    if (!fits) return Error{ErrorCode::kInvalidInput, fmt::format("{} is too large", text)};
    return value;
}

std::string format_scaled(std::uint64_t value, unsigned places) {
    std::string digits = fmt::format("{:0{}}", value, places + 1);
    if (places == 0) return digits;
    digits.insert(digits.size() - places, 1, '.');
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.')) digits.pop_back();
    return digits;
}

}  // namespace dexarb

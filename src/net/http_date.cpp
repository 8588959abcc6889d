#include "dexarb/net/http_date.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace dexarb {

namespace {

constexpr std::size_t kLength = std::string_view{"Tue, 15 Nov 1994 08:12:31 GMT"}.size();
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// A number of decimal digits only, at most `most`.
std::optional<unsigned> number(std::string_view digits, unsigned most) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool is_whole = error == std::errc{} && end == digits.data() + digits.size();
    return is_whole && value <= most ? std::optional{value} : std::nullopt;
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) {
    if (text.size() != kLength || !text.ends_with(" GMT")) return std::nullopt;
    const auto month = std::ranges::find(kMonths, text.substr(8, 3));
    const auto day = number(text.substr(5, 2), 31);
    const auto year = number(text.substr(12, 4), 9999);
    const auto hour = number(text.substr(17, 2), 23);
    const auto minute = number(text.substr(20, 2), 59);
    const auto second = number(text.substr(23, 2), 60);
    if (month == kMonths.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                           std::chrono::month{static_cast<unsigned>(month - kMonths.begin()) + 1},
                                           std::chrono::day{*day}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second};
}

}  // namespace dexarb

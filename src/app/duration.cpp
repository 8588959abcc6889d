#include <array>
#include <charconv>
#include <string_view>

#include "dexarb/app/command_line.hpp"

namespace dexarb {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};
constexpr std::array<Unit, 5> kUnits{{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::int64_t kLongest = 365 * kUnits[0].milliseconds;

Error not_a_duration(const std::string& text) {
    return {ErrorCode::kInvalidInput, "'" + text + "' is not a duration; write 90s, 5m, 1h30m or 250ms"};
}

/// Splits the next "12h" off `rest`; false if there is none.
bool take_part(std::string_view& rest, std::int64_t& count, std::string_view& unit) {
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    if (error != std::errc{} || count < 0 || count > kLongest) return false;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    const std::size_t length = std::min(rest.find_first_of("0123456789"), rest.size());
    unit = rest.substr(0, length);
    rest.remove_prefix(length);
    return true;
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(const std::string& text) {
    std::string_view rest = text;
    std::int64_t total = 0;
    std::size_t next_unit = 0;
    while (!rest.empty()) {
        std::int64_t count = 0;
        std::string_view name;
        if (!take_part(rest, count, name)) return not_a_duration(text);
        while (next_unit < kUnits.size() && kUnits[next_unit].name != name)
            ++next_unit;
        if (next_unit == kUnits.size() || count > kLongest / kUnits[next_unit].milliseconds)
            return not_a_duration(text);
        total += count * kUnits[next_unit++].milliseconds;
    }
    if (total == 0 || total > kLongest) return not_a_duration(text);
    return std::chrono::milliseconds{total};
}

}  // namespace dexarb

#include "rpc/retry_hint.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "dexarb/base/hex.hpp"

namespace dexarb {

namespace {

using Milliseconds = std::chrono::milliseconds;
constexpr double kMostMs = 24.0 * 3600.0 * 1000.0;

struct Number {
    double value = 0;
    std::string_view rest;
};

std::optional<Number> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || !(value >= 0)) return std::nullopt;
    return Number{value, text.substr(static_cast<std::size_t>(end - text.data()))};
}

Milliseconds bounded(double milliseconds) {
    return Milliseconds{static_cast<std::int64_t>(std::min(milliseconds, kMostMs))};
}

struct Unit {
    std::string_view name;
    double milliseconds;
};
// "ms" stands before "m", which it begins with.
constexpr std::array<Unit, 5> kUnits{{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"\xC2\xB5s", 0.001}}};

std::string_view behind(std::string_view text, std::string_view phrase) {
    const auto at = text.find(phrase);
    return at == std::string_view::npos ? std::string_view{} : text.substr(at + phrase.size());
}

std::optional<Milliseconds> hint_in_data(std::string_view data) {
    std::string_view rest = behind(data, "\"backoff_seconds\"");
    rest.remove_prefix(std::min(rest.find_first_not_of(": \t"), rest.size()));
    const auto seconds = parse_number(rest);
    if (!seconds) return std::nullopt;
    return bounded(seconds->value * 1000);
}

std::optional<Milliseconds> hint_in_header(const std::optional<std::string>& header) {
    if (!header) return std::nullopt;
    const auto seconds = parse_number(*header);
    if (!seconds || !seconds->rest.empty()) return std::nullopt;
    return bounded(seconds->value * 1000);
}

}  // namespace

std::optional<Milliseconds> parse_go_duration(std::string_view text) {
    double total = 0;
    bool any = false;
    while (const auto number = parse_number(text)) {
        const auto unit = std::ranges::find_if(kUnits, [&](const Unit& u) { return number->rest.starts_with(u.name); });
        if (unit == kUnits.end()) break;
        total += number->value * unit->milliseconds;
        text = number->rest.substr(unit->name.size());
        any = true;
    }
    if (!any) return std::nullopt;
    return bounded(total);
}

std::optional<Milliseconds> find_retry_hint(const RpcComplaint& complaint) {
    if (const auto hint = hint_in_header(complaint.retry_after)) return hint;
    if (const auto hint = hint_in_data(complaint.data)) return hint;
    for (const std::string_view phrase : {"try again in ", "retry in "})
        if (const auto hint = parse_go_duration(behind(complaint.message, phrase))) return hint;
    return std::nullopt;
}

std::vector<std::uint8_t> find_revert_data(const RpcComplaint& complaint) {
    return bytes_from_hex(complaint.data).value_or(std::vector<std::uint8_t>{});
}

}  // namespace dexarb

#include "dexarb/config/endpoint_limits.hpp"

#include <array>
#include <optional>

#include <fmt/format.h>

#include "dexarb/config/decimal.hpp"

#include "config/split.hpp"

namespace dexarb {
namespace {

constexpr std::string_view kKnown = "rps, cups, units_per_day, units_per_month, month_starts";
constexpr std::uint64_t kLastMonthDay = 28;
/// More than any plan sells; sums stay far from 64 bits.
constexpr std::uint64_t kMostUnits = 1'000'000'000'000'000;

struct Scale {
    char letter;
    unsigned places;
};
constexpr std::array<Scale, 3> kScales{{{'k', 3}, {'M', 6}, {'G', 9}}};

/// "25", "2.5M"; nothing for what is no whole number above zero.
std::optional<std::uint64_t> count_of(std::string_view text) {
    unsigned places = 0;
    for (const Scale& scale : kScales)
        if (text.ends_with(scale.letter)) places = scale.places;
    if (places > 0) text.remove_suffix(1);
    const auto value = parse_scaled(text, places);
    if (!value || *value == 0 || *value > kMostUnits) return std::nullopt;
    return *value;
}

class LimitsReader {
  public:
    void read(std::string_view text) {
        const auto equals = text.find('=');
        const std::string_view name = text.substr(0, equals);
        std::optional<std::uint64_t>* slot = find(name);
        if (equals == std::string_view::npos || slot == nullptr)
            return refuse(fmt::format("something that is no limit; known: {}", kKnown));
        if (*slot) return refuse(fmt::format("{} is given twice", name));
        *slot = count_of(text.substr(equals + 1));
        if (!*slot) refuse(fmt::format("{} must be a whole number above 0, such as 25, 300k or 2.5M", name));
    }

    Result<EndpointLimits> result() {
        if (month_starts_ && *month_starts_ > kLastMonthDay) refuse("month_starts must be a day from 1 to 28");
        if (month_starts_ && !limits_.units_per_month) refuse("month_starts needs units_per_month beside it");
        if (limits_.units_per_day && limits_.units_per_month && *limits_.units_per_day > *limits_.units_per_month)
            refuse("units_per_day is more than units_per_month");
        if (!refusals_.empty()) return Error{ErrorCode::kInvalidInput, refusals_};
        limits_.month_starts = static_cast<unsigned>(month_starts_.value_or(1));
        return limits_;
    }

  private:
    std::optional<std::uint64_t>* find(std::string_view name) {
        if (name == "rps") return &limits_.requests_per_second;
        if (name == "cups") return &limits_.units_per_second;
        if (name == "units_per_day") return &limits_.units_per_day;
        if (name == "units_per_month") return &limits_.units_per_month;
        if (name == "month_starts") return &month_starts_;
        return nullptr;
    }
    void refuse(const std::string& reason) { refusals_ += (refusals_.empty() ? "" : "; ") + reason; }

    EndpointLimits limits_;
    std::optional<std::uint64_t> month_starts_;
    std::string refusals_;
};

}  // namespace

std::vector<EndpointText> split_endpoints(std::string_view text) {
    std::vector<EndpointText> endpoints;
    bool has_limits = false;
    for (const std::string& part : split(text, ',')) {
        if (has_limits && part.find("://") == std::string::npos) {
            endpoints.back().limits += "," + part;
            continue;
        }
        const auto hash = part.find('#');
        has_limits = hash != std::string::npos;
        endpoints.push_back({part.substr(0, hash), has_limits ? part.substr(hash + 1) : ""});
    }
    return endpoints;
}

Result<EndpointLimits> parse_endpoint_limits(std::string_view text) {
    LimitsReader reader;
    if (!text.empty())
        for (const std::string& part : split(text, ','))
            reader.read(part);
    return reader.result();
}

}  // namespace dexarb

#pragma once

#include <cstdint>
#include <optional>

namespace dexarb {

/// What one endpoint's plan allows, as its user says; nothing for no limit.
struct EndpointLimits {
    std::optional<std::uint64_t> requests_per_second;  ///< HTTP exchanges; a batch is one.
    std::optional<std::uint64_t> units_per_second;
    std::optional<std::uint64_t> units_per_day;    ///< Until 00:00 UTC.
    std::optional<std::uint64_t> units_per_month;  ///< Until 00:00 UTC of `month_starts`.
    unsigned month_starts = 1;                     ///< Day of the month on which its quota begins anew, 1 to 28.

    [[nodiscard]] bool has_quota() const { return units_per_day || units_per_month; }

    friend bool operator==(const EndpointLimits&, const EndpointLimits&) = default;
};

}  // namespace dexarb

#pragma once

#include <string>

#include "dexarb/report/run_report.hpp"

#include "report/json_values.hpp"

namespace dexarb {

/// What the trades can support, configuration by configuration; empty before anybody acted. Columns of dashes are left
/// out, and what is too wide for one table stands in a second.
[[nodiscard]] std::string evidence_section(const RunReport& report);

/// Every figure of the family, and the report's last sentence.
[[nodiscard]] Json evidence_json(const RunReport& report);
/// Every figure of one configuration; null where it was not weighed.
[[nodiscard]] Json evidence_json(const TraderReport& trader);

/// What its actions would have netted some blocks later, and up to where that is above zero; null of a past run.
[[nodiscard]] Json latency_json(const TraderReport& trader);

/// Share of what was settled to a known end that filled; expired actions count, unknown ones do not. Nothing below
/// `kFewestTrades`.
struct FillRate {
    std::uint64_t filled = 0;
    std::uint64_t settled = 0;
    Interval interval;

    [[nodiscard]] double share() const { return static_cast<double>(filled) / static_cast<double>(settled); }
};
[[nodiscard]] std::optional<FillRate> fill_rate(const TraderMetrics& metrics);

}  // namespace dexarb

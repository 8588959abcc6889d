#pragma once

#include <string>

#include "dexarb/report/run_report.hpp"

#include "report/json_values.hpp"

namespace dexarb {

/// How far the routes of a configuration's pairs came before a filter saw any: blocks of a pair, by its best route at
/// its best size.
struct Reach {
    std::uint64_t routes = 0;
    std::uint64_t looked_at = 0;   ///< Pools and price were certain.
    std::uint64_t with_gross = 0;  ///< More came out than went in.
    std::uint64_t open = 0;        ///< And more than its gas at the market's tip.
};
[[nodiscard]] Reach reach_of(const RunReport& report, const TraderReport& trader);

/// Configurations of the same pairs share a line. Empty where no pair is counted.
[[nodiscard]] std::string reach_section(const RunReport& report);

/// The first steps of a funnel. After a loan's fee is null for a configuration that pays one: what it pays on a route
/// is known from its episodes on.
[[nodiscard]] Json reach_json(const RunReport& report, const TraderReport& trader);

}  // namespace dexarb

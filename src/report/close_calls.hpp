#pragma once

#include <string>

#include "dexarb/report/run_report.hpp"

#include "report/json_values.hpp"

namespace dexarb {

/// How often the best route of a pair came how close, as bars: all pairs together.
[[nodiscard]] std::string net_edges(const RunReport& report);

/// The best net of a route that was not open, and what each configuration came closest to. What several share is said
/// once.
[[nodiscard]] std::string nearest_misses(const RunReport& report);

/// Per pair its histogram; lowest bucket first, no bound at the ends.
[[nodiscard]] Json edges_json(const std::vector<PairEdges>& pairs);
[[nodiscard]] Json miss_json(const std::optional<RouteMiss>& miss);

}  // namespace dexarb

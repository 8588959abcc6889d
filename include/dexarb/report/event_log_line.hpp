#pragma once

#include <string>
#include <vector>

#include "dexarb/engine/engine.hpp"
#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// What the names in the lines refer to. Holds references; all must outlive it.
struct EventLogNames {
    const MarketDefinition& market;
    const RouteBook& routes;
    const std::vector<StrategyConfig>& configs;
};

/// The first line of an event log: version, chain, configurations with all their values, and the assumptions.
[[nodiscard]] std::string event_log_header(const EventLogNames& names, const RunContext& context);

/// One record as one line of JSON, without a line break. Amounts are decimal strings in the token's smallest unit, USD
/// and gwei numbers, addresses EIP-55, times RFC 3339 UTC. The same record gives the same line in every run.
[[nodiscard]] std::string event_log_line(const EventLogNames& names, const EngineRecord& record);

/// 16 digits of keccak256 of the route's key, and the first block: "3fa9c1d20b7e44aa-56123456".
[[nodiscard]] std::string episode_name(const RouteBook& routes, const EpisodeId& episode);
/// Configuration and episode, which together name one action: "moderate:3fa9c1d20b7e44aa-56123456".
[[nodiscard]] std::string action_name(const EventLogNames& names, ConfigIndex config, const EpisodeId& episode);

}  // namespace dexarb

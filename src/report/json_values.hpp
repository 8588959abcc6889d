#pragma once

#include <nlohmann/json_fwd.hpp>

#include "dexarb/report/run_report.hpp"

namespace dexarb {

using Json = nlohmann::ordered_json;

/// Dollars as a number.
[[nodiscard]] double usd_number(MicroUsd amount);
[[nodiscard]] double gwei_number(std::uint64_t wei);

/// A configuration under the keys of the strategies file, with its id.
[[nodiscard]] Json config_json(const StrategyConfig& config, const std::vector<std::string>& pairs);
[[nodiscard]] Json assumptions_json(const Assumptions& assumptions, const std::vector<StrategyConfig>& configs);
[[nodiscard]] Json metrics_json(const TraderMetrics& metrics);
[[nodiscard]] Json feed_json(const FeedStatus& feed);

}  // namespace dexarb

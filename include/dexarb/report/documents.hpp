#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// Parts of a report as JSON texts without line breaks, for what keeps them. Equal values give equal texts.

/// A configuration under the keys of the strategies file, with its id and the symbols of its pairs.
[[nodiscard]] std::string config_document(const StrategyConfig& config, const MarketDefinition& market);
[[nodiscard]] std::string assumptions_document(const Assumptions& assumptions,
                                               const std::vector<StrategyConfig>& configs);
[[nodiscard]] std::string metrics_document(const TraderMetrics& metrics);

/// A configuration as its document tells it: every field but `pairs`, whose symbols stand beside it.
struct ReadConfig {
    StrategyConfig config;
    std::vector<std::string> pairs;
};
/// The way back. Refused, as kMalformed: what is not such a document.
[[nodiscard]] Result<ReadConfig> read_config_document(std::string_view document);
[[nodiscard]] Result<Assumptions> read_assumptions_document(std::string_view document);

}  // namespace dexarb

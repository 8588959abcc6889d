#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dexarb/app/finding.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/market/market_definition.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

/// What a reload of `next` would do to the daemon whose /api/v1/configs answered `running`: a finding per
/// configuration that is new, changed (key by key) or left out, and one of how many go on. Names alone change no books.
/// kMalformed where the answer is no such document.
[[nodiscard]] Result<Findings> compare_configs(std::string_view running, const std::vector<StrategyConfig>& next,
                                               const MarketDefinition& market);

}  // namespace dexarb

#pragma once

#include "dexarb/base/hash.hpp"
#include "dexarb/market/market_definition.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

struct EngineOptions;

/// One number for all that one configuration's books depend on besides the chain: its own values (not its name as
/// shown), the market's tokens, pools and pairs, the seed, and how "open" and gas are judged. Books go on after a
/// restart where it is the same.
[[nodiscard]] Hash configuration_fingerprint(const MarketDefinition& market, const StrategyConfig& config,
                                             const EngineOptions& options);

/// The part of it that all configurations of a run share.
[[nodiscard]] Hash market_fingerprint(const MarketDefinition& market, const EngineOptions& options);

}  // namespace dexarb

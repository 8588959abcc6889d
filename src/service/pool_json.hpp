#pragma once

#include <nlohmann/json_fwd.hpp>

#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// One pool with its state, as of `newest`; null before the first snapshot.
[[nodiscard]] nlohmann::ordered_json pool_json(const MarketDefinition& market, PoolIndex index,
                                               const MarketSnapshot* newest);

}  // namespace dexarb

#pragma once

#include <span>
#include <vector>

#include "dexarb/collector/pool_reading.hpp"
#include "dexarb/rpc/multicall.hpp"

namespace dexarb {

/// How many calls `append_pool_calls` makes for this pool.
[[nodiscard]] std::size_t pool_call_count(const MarketDefinition& market, PoolIndex pool);

/// The calls that say whether a pool is the one the market means, and its state but for ticks.
void append_pool_calls(const MarketDefinition& market, PoolIndex pool, std::vector<MulticallCall>& calls);

/// What their answers say, in the same order. A concentrated pool comes without known ticks, an uninitialised one with
/// all of its none.
[[nodiscard]] PoolReading read_pool_answers(const MarketDefinition& market, PoolIndex pool,
                                            std::span<const MulticallResult> answers);

}  // namespace dexarb

#pragma once

#include <memory>
#include <vector>

#include "dexarb/amm/pool_state.hpp"
#include "dexarb/amm/sqrt_price_math.hpp"
#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// A pool contract of the simulated chain: its state and what tokens it holds.
struct SimulatedPool {
    Pool pool;
    U256 balance0;
    U256 balance1;
};

/// One entry per pool of the market after a block; null where there is no contract. Blocks share what did not change.
using WorldState = std::vector<std::shared_ptr<const SimulatedPool>>;
using WorldStatePtr = std::shared_ptr<const WorldState>;

/// Liquidity between two ticks.
struct LiquidityRange {
    std::int32_t lower = 0;
    std::int32_t upper = 0;
    u128 liquidity = 0;
};

struct TokenAmounts {
    U256 amount0;
    U256 amount1;
};

/// What a range is worth in tokens at the pool's price. Source: UniswapV3Pool._modifyPosition, which rounds up what is
/// paid in and down what is paid out.
[[nodiscard]] TokenAmounts range_amounts(const ConcentratedState& pool, const LiquidityRange& range, Rounding rounding);

}  // namespace dexarb

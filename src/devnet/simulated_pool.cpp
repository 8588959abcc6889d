#include "dexarb/devnet/simulated_pool.hpp"

#include "dexarb/amm/tick_math.hpp"

namespace dexarb {

TokenAmounts range_amounts(const ConcentratedState& pool, const LiquidityRange& range, Rounding rounding) {
    const U256 lower = sqrt_ratio_at_tick(range.lower);
    const U256 upper = sqrt_ratio_at_tick(range.upper);
    if (pool.tick < range.lower) return {amount0_delta(lower, upper, range.liquidity, rounding), U256{}};
    if (pool.tick >= range.upper) return {U256{}, amount1_delta(lower, upper, range.liquidity, rounding)};
    return {amount0_delta(pool.sqrt_price_x96, upper, range.liquidity, rounding),
            amount1_delta(lower, pool.sqrt_price_x96, range.liquidity, rounding)};
}

}  // namespace dexarb

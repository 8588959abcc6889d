#pragma once

#include <cstdint>

#include "dexarb/amm/concentrated_liquidity.hpp"
#include "dexarb/base/result.hpp"

namespace dexarb {

/// After `Initialize`. Refused if the pool already has a price, or the price and tick do not belong together.
[[nodiscard]] Result<ConcentratedState> apply_initialize(const ConcentratedState& pool, const U256& sqrt_price_x96,
                                                         std::int32_t tick);

/// What a `Swap` event says of the pool after it.
struct SwapEvent {
    U256 sqrt_price_x96;
    u128 liquidity = 0;
    std::int32_t tick = 0;
};

/// After `Swap`. Refused if the pool has no price, price and tick do not belong together, or the active liquidity is
/// not what the known ticks between the old and the new tick make of the old one: then an event is missing.
[[nodiscard]] Result<ConcentratedState> apply_swap(const ConcentratedState& pool, const SwapEvent& event);

/// After `Mint` (positive) or `Burn` (negative): the ticks, and the active liquidity if lower <= tick < upper.
/// Refused where the contract reverts (see TickMap::with_liquidity), or active liquidity leaves its range.
[[nodiscard]] Result<ConcentratedState> apply_liquidity(const ConcentratedState& pool, std::int32_t lower,
                                                        std::int32_t upper, i128 delta);

}  // namespace dexarb

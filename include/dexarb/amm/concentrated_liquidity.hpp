#pragma once

#include <cstdint>
#include <memory>

#include "dexarb/amm/fee.hpp"
#include "dexarb/amm/quote.hpp"
#include "dexarb/amm/swap_step.hpp"
#include "dexarb/amm/tick_map.hpp"
#include "dexarb/base/result.hpp"

namespace dexarb {

/// A Uniswap V3 pool. A price of zero means not initialised. `tick` is the contract's own: after a downward crossing
/// it is one below the tick of the price.
struct ConcentratedState {
    U256 sqrt_price_x96;
    std::int32_t tick = 0;
    u128 liquidity = 0;
    std::int32_t tick_spacing = 1;
    FeePpm fee;
    std::shared_ptr<const TickMap> ticks;  ///< Never null; shared between states while it does not change.
};

/// One call of the pool's `swap`.
struct SwapRequest {
    bool zero_for_one = true;
    SwapKind kind = SwapKind::kExactInput;
    U256 amount;  ///< Input with fee, or output.
    U256 sqrt_price_limit_x96;
};

/// The limit that lets a swap go as far as the scale: one inside kMinSqrtRatio or kMaxSqrtRatio, as the routers pass
/// it.
[[nodiscard]] U256 extreme_sqrt_price_limit(bool zero_for_one);

/// What a swap did, and the pool after it.
struct SwapResult {
    U256 amount_in;  ///< Fee included.
    U256 amount_out;
    U256 sqrt_price_x96;
    std::int32_t tick = 0;
    u128 liquidity = 0;
    std::uint32_t ticks_crossed = 0;  ///< Initialised ones.
    QuoteEnd end = QuoteEnd::kComplete;
};

/// Bit for bit UniswapV3Pool.swap: word by word through the bitmap. No allocation.
///
/// What the contract reverts with is an error with the contract's reason first: "AS" (zero amount, or 2^255 and more),
/// "LOK" (not initialised), "SPL" (price limit on the wrong side or off the scale), "LS" and "LA" (liquidity leaves its
/// range). An end before the amount is a result: `end` says why.
[[nodiscard]] Result<SwapResult> swap(const ConcentratedState& pool, const SwapRequest& request);

[[nodiscard]] Quote quote_exact_input(const ConcentratedState& pool, bool zero_for_one, const U256& amount_in);
[[nodiscard]] Quote quote_exact_output(const ConcentratedState& pool, bool zero_for_one, const U256& amount_out);

/// The pool after a swap: price, tick and active liquidity from `result`.
[[nodiscard]] ConcentratedState state_after(const ConcentratedState& pool, const SwapResult& result);

}  // namespace dexarb

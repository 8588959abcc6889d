#pragma once

#include <optional>

#include "dexarb/amm/fee.hpp"
#include "dexarb/base/integers.hpp"
#include "dexarb/base/u256.hpp"

namespace dexarb {

enum class SwapKind { kExactInput, kExactOutput };

/// What one step within constant liquidity did.
struct SwapStep {
    U256 sqrt_price;  ///< Where it ended: the target, or short of it if the amount ran out.
    U256 amount_in;   ///< With the fee: the contract's amountIn + feeAmount, which the pool only uses together.
    U256 amount_out;
};

/// Where a step starts and what it may use.
struct SwapStepInput {
    U256 sqrt_price;
    U256 sqrt_price_target;
    u128 liquidity = 0;
    FeePpm fee;
};

/// Swaps `remaining` (input still to spend, fee included, or output still to get) towards the target.
/// Bit for bit SwapMath.computeSwapStep; nothing where it reverts.
[[nodiscard]] std::optional<SwapStep> compute_swap_step(const SwapStepInput& from, SwapKind kind,
                                                        const U256& remaining);

}  // namespace dexarb

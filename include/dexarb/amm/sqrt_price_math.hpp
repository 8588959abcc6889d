#pragma once

#include <optional>

#include "dexarb/base/integers.hpp"
#include "dexarb/base/u256.hpp"

namespace dexarb {

enum class Rounding { kDown, kUp };

/// Token0 between two prices at `liquidity`. Prices in any order, above zero. Source: SqrtPriceMath.getAmount0Delta.
[[nodiscard]] U256 amount0_delta(const U256& sqrt_price_a, const U256& sqrt_price_b, u128 liquidity, Rounding rounding);
/// Token1 between two prices at `liquidity`, in any order. Source: SqrtPriceMath.getAmount1Delta.
[[nodiscard]] U256 amount1_delta(const U256& sqrt_price_a, const U256& sqrt_price_b, u128 liquidity, Rounding rounding);

/// The price after `amount_in` went into the pool, rounded so that it never moves too far.
/// Nothing where SqrtPriceMath.getNextSqrtPriceFromInput reverts.
[[nodiscard]] std::optional<U256> next_sqrt_price_from_input(const U256& sqrt_price, u128 liquidity,
                                                             const U256& amount_in, bool zero_for_one);
/// The price after `amount_out` left the pool, rounded so that it moves far enough.
/// Nothing where SqrtPriceMath.getNextSqrtPriceFromOutput reverts.
[[nodiscard]] std::optional<U256> next_sqrt_price_from_output(const U256& sqrt_price, u128 liquidity,
                                                              const U256& amount_out, bool zero_for_one);

}  // namespace dexarb

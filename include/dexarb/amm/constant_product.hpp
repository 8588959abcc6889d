#pragma once

#include <optional>

#include "dexarb/amm/fee.hpp"
#include "dexarb/amm/quote.hpp"
#include "dexarb/base/integers.hpp"
#include "dexarb/base/u256.hpp"

namespace dexarb {

/// A Uniswap V2 pair: reserves in each token's smallest unit, at most 2^112 - 1, and its factory's fee.
struct ConstantProductState {
    u128 reserve0 = 0;
    u128 reserve1 = 0;
    FeePpm fee;

    friend bool operator==(const ConstantProductState&, const ConstantProductState&) = default;
};

/// The largest balance a pair accepts (uint112); a swap that would lift a reserve above it reverts with OVERFLOW.
inline constexpr u128 kMaxReserve = (static_cast<u128>(1) << 112) - 1;

/// Output of selling `amount_in` into the reserves, in units of the token bought, rounded down.
///
/// Equals UniswapV2Library.getAmountOut to the wei. Zero for an empty pool or a zero amount. Reserves and amount are at
/// most `kMaxReserve`, the contract's own limit; more is a bug.
[[nodiscard]] U256 constant_product_output(u128 reserve_in, u128 reserve_out, u128 amount_in, FeePpm fee);

/// The least input that yields at least `amount_out`, in units of the token sold; nothing if none does
/// (`amount_out` is not below the reserve, or the pool is empty).
///
/// UniswapV2Library.getAmountIn adds one to a quotient and so asks one unit too much where it divides evenly; this is
/// truly the least. May exceed what the pair can hold (`kMaxReserve`): `quote_exact_output` looks at that.
[[nodiscard]] std::optional<U256> constant_product_input(u128 reserve_in, u128 reserve_out, u128 amount_out,
                                                         FeePpm fee);

[[nodiscard]] Quote quote_exact_input(const ConstantProductState& pool, bool zero_for_one, const U256& amount_in);
[[nodiscard]] Quote quote_exact_output(const ConstantProductState& pool, bool zero_for_one, const U256& amount_out);

/// The reserves after a complete `quote` in this direction.
[[nodiscard]] ConstantProductState state_after(const ConstantProductState& pool, bool zero_for_one, const Quote& quote);

}  // namespace dexarb

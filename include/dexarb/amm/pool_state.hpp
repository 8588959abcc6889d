#pragma once

#include <variant>

#include "dexarb/amm/concentrated_liquidity.hpp"
#include "dexarb/amm/constant_product.hpp"
#include "dexarb/amm/quote.hpp"

namespace dexarb {

/// A pool of any kind we can quote.
using PoolState = std::variant<ConstantProductState, ConcentratedState>;

/// What the pool pays for `amount_in`. Exact to the wei; a partial quote says why and what was taken. No allocation.
[[nodiscard]] Quote quote_exact_input(const PoolState& pool, bool zero_for_one, const U256& amount_in);

/// What the pool asks for `amount_out`: V2 the least input that yields at least that much, V3 what the pool's
/// exact-output swap takes. Exact to the wei; a partial quote says why and what was delivered.
[[nodiscard]] Quote quote_exact_output(const PoolState& pool, bool zero_for_one, const U256& amount_out);

[[nodiscard]] FeePpm fee_of(const PoolState& pool);

}  // namespace dexarb

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dexarb/amm/concentrated_liquidity.hpp"

namespace dexarb {

/// One step of UniswapV3Pool.swap: to the next initialised tick, the end of a bitmap word, or where the input ran out.
struct TracedStep {
    U256 sqrt_price_start;
    U256 sqrt_price_end;
    u128 liquidity = 0;
    U256 amount_in;  ///< Fee included.
    U256 amount_out;
    std::optional<Tick> crossed;
};

/// The walk of an exact input, step by step, written down as the contract makes it. At most `most` steps.
[[nodiscard]] std::vector<TracedStep> trace_swap(const ConcentratedState& pool, bool zero_for_one,
                                                 const U256& amount_in, std::size_t most);

}  // namespace dexarb

#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include <boost/multiprecision/cpp_int.hpp>

#include "dexarb/amm/concentrated_liquidity.hpp"

namespace dexarb::test {

using boost::multiprecision::cpp_int;

inline cpp_int wide(const U256& value) {
    cpp_int sum = 0;
    for (std::size_t i = 4; i-- > 0;)
        sum = (sum << 64) | value.limb(i);
    return sum;
}

/// What the reference says a swap did.
struct ReferenceResult {
    cpp_int amount_in;
    cpp_int amount_out;
    cpp_int sqrt_price;
    std::int32_t tick = 0;
    cpp_int liquidity;
    std::uint32_t ticks_crossed = 0;
};

/// UniswapV3Pool.swap and its libraries in unbounded integers, one bitmap word after the other, without a short cut.
/// For pools of which every word is known.
[[nodiscard]] ReferenceResult reference_swap(const ConcentratedState& pool, const SwapRequest& request);

}  // namespace dexarb::test

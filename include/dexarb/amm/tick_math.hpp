#pragma once

#include <cstdint>

#include "dexarb/base/u256.hpp"

namespace dexarb {

/// The ticks of Uniswap V3: price 1.0001^tick. Source: v3-core TickMath.
inline constexpr std::int32_t kMinTick = -887272;
inline constexpr std::int32_t kMaxTick = 887272;
/// sqrt_ratio_at_tick(kMinTick) and sqrt_ratio_at_tick(kMaxTick).
inline constexpr U256 kMinSqrtRatio{4295128739ULL};
inline constexpr U256 kMaxSqrtRatio{
    std::array<std::uint64_t, 4>{0x5d951d5263988d26ULL, 0xefd1fc6a50648849ULL, 0xfffd8963ULL, 0}};

/// sqrt(1.0001^tick) * 2^96 as TickMath.getSqrtRatioAtTick computes it. A tick outside [kMinTick, kMaxTick] is a bug.
[[nodiscard]] U256 sqrt_ratio_at_tick(std::int32_t tick);

/// The greatest tick whose ratio is at most `sqrt_price_x96`. Source: TickMath.getTickAtSqrtRatio.
/// A price outside [kMinSqrtRatio, kMaxSqrtRatio) is a bug: ask `is_valid_sqrt_price` about foreign data first.
[[nodiscard]] std::int32_t tick_at_sqrt_ratio(const U256& sqrt_price_x96);

/// Whether the contract could hold this price: in [kMinSqrtRatio, kMaxSqrtRatio).
[[nodiscard]] constexpr bool is_valid_sqrt_price(const U256& sqrt_price_x96) {
    return sqrt_price_x96 >= kMinSqrtRatio && sqrt_price_x96 < kMaxSqrtRatio;
}

}  // namespace dexarb

#pragma once

#include <algorithm>

#include "support/pools.hpp"
#include "support/random.hpp"

namespace dexarb::test {

struct FeeTier {
    std::int32_t spacing;
    FeePpm fee;
};
inline constexpr FeeTier kFeeTiers[] = {{1, {100}}, {10, {500}}, {60, {3000}}, {200, {10000}}};

/// A V3 pool at any price with up to a dozen positions near it, and gaps between them as they come.
inline ConcentratedState random_concentrated(Random& random) {
    const FeeTier tier = kFeeTiers[random.between(0, 3)];
    const bool far_out = random.between(0, 9) == 0;
    const auto tick =
        static_cast<std::int32_t>(far_out ? random.between(kMinTick, kMaxTick - 1) : random.between(-300'000, 300'000));
    const U256 low = sqrt_ratio_at_tick(tick);
    const U256 width = sqrt_ratio_at_tick(tick + 1) - low;
    const U256 price = random.coin() ? low : low + random.magnitude(160) % width;
    auto pool = pool_at_price(tier.spacing, tier.fee, price);
    const std::int32_t last = kMaxTick / tier.spacing;
    const std::int32_t middle = tick / tier.spacing;
    const auto positions = random.between(0, 12);
    for (std::int64_t i = 0; i < positions; ++i) {
        const auto from = static_cast<std::int32_t>(random.between(-400, 390)) + middle;
        const auto to = from + static_cast<std::int32_t>(random.between(1, 300));
        const std::int32_t lower = std::clamp(from, -last, last - 1) * tier.spacing;
        const std::int32_t upper = std::clamp(to, lower / tier.spacing + 1, last) * tier.spacing;
        pool = with_position(pool, lower, upper, random.magnitude(90).low_u128());
    }
    return pool;
}

inline ConstantProductState random_constant_product(Random& random) {
    return {random.magnitude(111).low_u128(), random.magnitude(111).low_u128(), kFeeTiers[random.between(0, 3)].fee};
}

inline PoolState random_pool(Random& random) {
    if (random.coin()) return random_constant_product(random);
    return random_concentrated(random);
}

}  // namespace dexarb::test

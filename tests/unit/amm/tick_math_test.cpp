#include "dexarb/amm/tick_math.hpp"

#include <gtest/gtest.h>

#include "support/pools.hpp"
#include "support/random.hpp"

namespace dexarb {
namespace {

using test::decimal;

TEST(TickMath, EndsOfTheScaleAreTheContracts) {
    EXPECT_EQ(sqrt_ratio_at_tick(kMinTick), kMinSqrtRatio);
    EXPECT_EQ(sqrt_ratio_at_tick(kMaxTick), kMaxSqrtRatio);
    EXPECT_EQ(kMinSqrtRatio, decimal("4295128739"));
    EXPECT_EQ(kMaxSqrtRatio, decimal("1461446703485210103287273052203988822378723970342"));
    EXPECT_EQ(sqrt_ratio_at_tick(kMinTick + 1), decimal("4295343490"));
    EXPECT_EQ(sqrt_ratio_at_tick(kMaxTick - 1), decimal("1461373636630004318706518188784493106690254656249"));
    EXPECT_EQ(sqrt_ratio_at_tick(0), decimal("79228162514264337593543950336"));
}

TEST(TickMath, TickAtTheEndsOfTheScale) {
    EXPECT_EQ(tick_at_sqrt_ratio(kMinSqrtRatio), kMinTick);
    EXPECT_EQ(tick_at_sqrt_ratio(decimal("4295343489")), kMinTick);
    EXPECT_EQ(tick_at_sqrt_ratio(decimal("4295343490")), kMinTick + 1);
    EXPECT_EQ(tick_at_sqrt_ratio(kMaxSqrtRatio - 1), kMaxTick - 1);
    EXPECT_FALSE(is_valid_sqrt_price(kMinSqrtRatio - 1));
    EXPECT_TRUE(is_valid_sqrt_price(kMinSqrtRatio));
    EXPECT_FALSE(is_valid_sqrt_price(kMaxSqrtRatio));
}

TEST(TickMath, TickIsTheFloorOfItsPriceEverywhere) {
    // A stride that is no power of two and no multiple of a spacing, so every bit pattern of the tick is met.
    for (std::int32_t tick = kMinTick + 1; tick < kMaxTick; tick += 37) {
        const U256 price = sqrt_ratio_at_tick(tick);

        ASSERT_EQ(tick_at_sqrt_ratio(price), tick);
        ASSERT_EQ(tick_at_sqrt_ratio(price - 1), tick - 1);
    }
}

TEST(TickMath, TickOfAnyPriceBracketsIt) {
    test::Random random{4};
    for (int i = 0; i < 20'000; ++i) {
        const U256 price = kMinSqrtRatio + random.magnitude(160) % (kMaxSqrtRatio - kMinSqrtRatio);
        const std::int32_t tick = tick_at_sqrt_ratio(price);

        ASSERT_LE(sqrt_ratio_at_tick(tick), price);
        ASSERT_GT(sqrt_ratio_at_tick(tick + 1), price);
    }
}

/// TickMath.getSqrtRatioAtTick word for word, at the contract's full width, for two of its factors.
TEST(TickMath, ProductOfFactorsIsTruncatedAfterEachAsInTheContract) {
    U256 ratio = (U256{0xfffcb933bd6fad37ULL} << 64) + 0xaa2d162d1a594001ULL;
    ratio = (ratio * ((U256{0xfff97272373d4132ULL} << 64) + 0x59a46990580e213aULL)) >> 128;

    EXPECT_EQ(sqrt_ratio_at_tick(-3), (ratio >> 32) + 1);
    EXPECT_EQ(sqrt_ratio_at_tick(3), ((U256::max() / ratio) >> 32) + 1);
}

TEST(TickMathDeathTest, OffTheScaleIsABug) {
    EXPECT_DEATH((void)sqrt_ratio_at_tick(kMaxTick + 1), "off the scale");
    EXPECT_DEATH((void)tick_at_sqrt_ratio(kMaxSqrtRatio), "off the scale");
}

}  // namespace
}  // namespace dexarb

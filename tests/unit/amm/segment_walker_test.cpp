#include "dexarb/amm/segment_walker.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "support/pools.hpp"

namespace dexarb {
namespace {

std::vector<PriceSegment> walk(const PoolState& pool, bool zero_for_one) {
    std::vector<PriceSegment> segments;
    SegmentWalker walker{pool, zero_for_one};
    while (const auto segment = walker.next())
        segments.push_back(*segment);
    return segments;
}

double sqrt_price_at(std::int32_t tick) {
    return std::pow(1.0001, tick / 2.0);
}

ConcentratedState three_positions() {
    auto pool = test::pool_at_price(60, {3000}, test::kPriceOne);
    pool = test::with_position(pool, -120, 120, 1'000);
    pool = test::with_position(pool, -60, 60, 500);
    return test::with_position(pool, 240, 300, 70);
}

TEST(SegmentWalker, PairIsOneEndlessSegment) {
    const PoolState pair = ConstantProductState{1'000'000, 4'000'000, {3000}};

    const auto down = walk(pair, true);
    const auto up = walk(pair, false);

    ASSERT_EQ(down.size(), 1U);
    EXPECT_DOUBLE_EQ(down[0].liquidity, 2'000'000.0);
    EXPECT_DOUBLE_EQ(down[0].sqrt_price_start, 2.0);
    EXPECT_EQ(down[0].sqrt_price_end, 0.0);
    ASSERT_EQ(up.size(), 1U);
    EXPECT_EQ(up[0].sqrt_price_end, std::numeric_limits<double>::infinity());
}

TEST(SegmentWalker, EmptyAndUninitialisedPoolsHaveNoSegment) {
    EXPECT_TRUE(walk(ConstantProductState{0, 0, {3000}}, true).empty());
    EXPECT_TRUE(walk(ConstantProductState{7, 0, {3000}}, true).empty());
    EXPECT_TRUE(walk(test::blank_pool(60, {3000}), true).empty());
    EXPECT_TRUE(walk(test::pool_at_price(60, {3000}, test::kPriceOne), false).empty());
}

TEST(SegmentWalker, UpwardsThroughAGapToTheLastLiquidity) {
    const auto up = walk(three_positions(), false);

    ASSERT_EQ(up.size(), 4U);
    const double liquidity[] = {1'500, 1'000, 0, 70};
    const std::int32_t ends[] = {60, 120, 240, 300};
    double start = 1.0;
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_DOUBLE_EQ(up[i].liquidity, liquidity[i]);
        EXPECT_DOUBLE_EQ(up[i].sqrt_price_start, start);
        EXPECT_NEAR(up[i].sqrt_price_end, sqrt_price_at(ends[i]), 1e-12);
        EXPECT_EQ(up[i].ticks_crossed_before, i);
        EXPECT_FALSE(up[i].ends_unknown);
        start = up[i].sqrt_price_end;
    }
}

TEST(SegmentWalker, DownwardsToTheLastLiquidity) {
    const auto down = walk(three_positions(), true);

    ASSERT_EQ(down.size(), 2U);
    EXPECT_DOUBLE_EQ(down[0].liquidity, 1'500);
    EXPECT_NEAR(down[1].sqrt_price_end, sqrt_price_at(-120), 1e-12);
}

TEST(SegmentWalker, TickOfThePresentPriceIsCrossedWithoutASegment) {
    auto pool = test::pool_at_price(60, {3000}, test::kPriceOne);
    pool = test::with_position(pool, 0, 60, 10);
    pool = test::with_position(pool, -60, 0, 20);

    const auto down = walk(pool, true);

    ASSERT_EQ(down.size(), 1U);
    EXPECT_DOUBLE_EQ(down[0].liquidity, 20);
    EXPECT_EQ(down[0].ticks_crossed_before, 1U);
}

TEST(SegmentWalker, FullRangePositionEndsWithTheScale) {
    const auto pool = test::with_position(test::pool_at_price(1, {100}, test::kPriceOne), kMinTick, kMaxTick, 9);

    const auto up = walk(pool, false);

    ASSERT_EQ(up.size(), 1U);
    EXPECT_NEAR(up[0].sqrt_price_end / sqrt_price_at(kMaxTick), 1.0, 1e-9);
}

TEST(SegmentWalker, SaysWhereTheKnownTicksEnd) {
    const auto wide = test::with_position(test::pool_at_price(1, {100}, test::kPriceOne), -2000, 2000, 9);
    const PoolState pool = test::with_known_words(wide, {-1, 0});

    const auto up = walk(pool, false);
    const auto down = walk(pool, true);

    ASSERT_EQ(up.size(), 1U);
    EXPECT_TRUE(up[0].ends_unknown);
    EXPECT_NEAR(up[0].sqrt_price_end, sqrt_price_at(255), 1e-12);
    ASSERT_EQ(down.size(), 1U);
    EXPECT_TRUE(down[0].ends_unknown);
    EXPECT_NEAR(down[0].sqrt_price_end, sqrt_price_at(-256), 1e-12);
}

TEST(SegmentWalker, FeeLessAmountsOfItsSegmentsAreTheExactSwaps) {
    auto exact = test::pool_at_price(60, {0}, test::kPriceOne);
    exact = test::with_position(exact, -6000, 6000, 1'000'000'000'000'000'000);
    exact = test::with_position(exact, -600, -120, 4'000'000'000'000'000'000);
    const PoolState pool = exact;
    double amount0 = 0.0;
    double amount1 = 0.0;
    for (const PriceSegment& part : walk(pool, true)) {
        amount0 += part.liquidity * (1.0 / part.sqrt_price_end - 1.0 / part.sqrt_price_start);
        amount1 += part.liquidity * (part.sqrt_price_start - part.sqrt_price_end);
    }

    const Quote drained = quote_exact_input(pool, true, U256::power_of_two(200));

    EXPECT_EQ(drained.end, QuoteEnd::kOutOfLiquidity);
    EXPECT_NEAR(drained.amount_in.to_double() / amount0, 1.0, 1e-12);
    EXPECT_NEAR(drained.amount_out.to_double() / amount1, 1.0, 1e-12);
}

}  // namespace
}  // namespace dexarb

#include "dexarb/amm/concentrated_events.hpp"

#include <gtest/gtest.h>

#include "support/pools.hpp"

namespace dexarb {
namespace {

ConcentratedState pool_at_one() {
    return test::pool_at_price(60, {3000}, test::kPriceOne);
}

SwapEvent event_of(const SwapResult& result) {
    return {result.sqrt_price_x96, result.liquidity, result.tick};
}

TEST(ConcentratedEvents, InitializeSetsPriceAndTickOnce) {
    const auto pool = test::blank_pool(60, {3000});

    const auto after = apply_initialize(pool, test::kPriceOne, 0);

    ASSERT_TRUE(after.has_value());
    EXPECT_EQ(after->sqrt_price_x96, test::kPriceOne);
    EXPECT_EQ(after->tick, 0);
    EXPECT_EQ(apply_initialize(*after, test::kPriceOne, 0).error().detail, "initialised twice");
}

TEST(ConcentratedEvents, PriceAndTickMustBelongTogether) {
    const auto pool = test::blank_pool(60, {3000});

    EXPECT_FALSE(apply_initialize(pool, test::kPriceOne, 1).has_value());
    EXPECT_FALSE(apply_initialize(pool, test::kPriceOne + 1, -1).has_value());
    EXPECT_FALSE(apply_initialize(pool, U256{1}, kMinTick).has_value());
    EXPECT_TRUE(apply_initialize(pool, test::kPriceOne, -1).has_value()) << "what a downward crossing of tick 0 leaves";
}

TEST(ConcentratedEvents, LiquidityIsActiveFromLowerUpToButNotAtUpper) {
    const auto pool = pool_at_one();

    EXPECT_EQ(test::with_position(pool, 0, 60, 5).liquidity, u128{5});
    EXPECT_EQ(test::with_position(pool, -60, 0, 5).liquidity, u128{0});
    EXPECT_EQ(test::with_position(pool, -60, 60, 5).liquidity, u128{5});
    EXPECT_EQ(test::with_position(pool, 60, 120, 5).liquidity, u128{0});
}

TEST(ConcentratedEvents, BurnOfWhatIsNotThereIsRefused) {
    const auto pool = test::with_position(pool_at_one(), -60, 60, 5);

    EXPECT_FALSE(apply_liquidity(pool, -60, 60, -6).has_value());
    EXPECT_EQ(apply_liquidity(pool, -60, 60, -5)->liquidity, u128{0});
    EXPECT_EQ(apply_liquidity(pool, -60, 60, 0)->liquidity, u128{5}) << "a poke: Burn of nothing";
}

TEST(ConcentratedEvents, ActiveLiquidityBelowZeroIsRefused) {
    auto pool = test::with_known_words(pool_at_one(), {5, 5});

    EXPECT_EQ(apply_liquidity(pool, -60, 60, -1).error().detail.substr(0, 2), "LS");
    pool.liquidity = ~u128{0};
    EXPECT_EQ(apply_liquidity(pool, -60, 60, 1).error().detail.substr(0, 2), "LA");
}

TEST(ConcentratedEvents, NothingHappensBeforeInitialize) {
    const auto pool = test::blank_pool(60, {3000});

    EXPECT_FALSE(apply_swap(pool, {test::kPriceOne, 0, 0}).has_value());
    EXPECT_FALSE(apply_liquidity(pool, -60, 60, 1).has_value());
}

TEST(ConcentratedEvents, SwapEventOfOurOwnSwapGivesItsState) {
    auto pool = test::with_position(pool_at_one(), -6000, 6000, 1'000'000'000);
    pool = test::with_position(pool, -120, 60, 5'000'000'000);
    for (const bool down : {true, false}) {
        const auto swapped =
            swap(pool, {down, SwapKind::kExactInput, 80'000'000, extreme_sqrt_price_limit(down)}).value();
        ASSERT_GT(swapped.ticks_crossed, 0U);

        const auto after = apply_swap(pool, event_of(swapped));

        ASSERT_TRUE(after.has_value()) << after.error().detail;
        EXPECT_EQ(after->liquidity, u128{1'000'000'000});
        EXPECT_EQ(after->tick, state_after(pool, swapped).tick);
    }
}

TEST(ConcentratedEvents, SwapWithALiquidityThatTheTicksDoNotExplainIsRefused) {
    auto pool = test::with_position(pool_at_one(), -6000, 6000, 1'000'000'000);
    pool = test::with_position(pool, -120, 60, 5'000'000'000);
    SwapEvent event =
        event_of(swap(pool, {true, SwapKind::kExactInput, 80'000'000, extreme_sqrt_price_limit(true)}).value());
    event.liquidity += 1;

    EXPECT_EQ(apply_swap(pool, event).error().detail, "liquidity is not what the known ticks make it");
    EXPECT_TRUE(apply_swap(test::with_known_words(pool, {0, 0}), event).has_value())
        << "it left the known words: nothing to compare with";
}

}  // namespace
}  // namespace dexarb

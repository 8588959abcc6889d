#include "dexarb/amm/concentrated_liquidity.hpp"

#include <gtest/gtest.h>

#include "support/pools.hpp"
#include "unit/amm/random_pools.hpp"
#include "unit/amm/reference_swap.hpp"

namespace dexarb {
namespace {

ConcentratedState simple_pool() {
    return test::with_position(test::pool_at_price(60, {3000}, test::kPriceOne), -6000, 6000, 1'000'000'000'000);
}

SwapRequest sell(bool zero_for_one, const U256& amount) {
    return {zero_for_one, SwapKind::kExactInput, amount, extreme_sqrt_price_limit(zero_for_one)};
}

std::string reason_of(const Result<SwapResult>& result) {
    if (result.has_value()) return "none";
    return result.error().detail.substr(0, result.error().detail.find(':'));
}

void expect_same(const SwapResult& ours, const test::ReferenceResult& reference) {
    EXPECT_EQ(test::wide(ours.amount_in), reference.amount_in);
    EXPECT_EQ(test::wide(ours.amount_out), reference.amount_out);
    EXPECT_EQ(test::wide(ours.sqrt_price_x96), reference.sqrt_price);
    EXPECT_EQ(ours.tick, reference.tick);
    EXPECT_EQ(test::wide(U256{ours.liquidity}), reference.liquidity);
    EXPECT_EQ(ours.ticks_crossed, reference.ticks_crossed);
}

TEST(ConcentratedSwap, EqualsTheContractsStepsWithoutShortCutsOnRandomPools) {
    test::Random random{11};
    int crossed = 0;
    for (int i = 0; i < 600; ++i) {
        const auto pool = test::random_concentrated(random);
        SwapRequest request = sell(random.coin(), random.magnitude(120));
        if (random.coin()) request.kind = SwapKind::kExactOutput;
        if (random.coin()) {
            const std::int64_t distance = random.between(1, 3'000) * (request.zero_for_one ? -1 : 1);
            const auto limit = static_cast<std::int32_t>(pool.tick + distance);
            if (limit > kMinTick && limit < kMaxTick) request.sqrt_price_limit_x96 = sqrt_ratio_at_tick(limit);
        }
        const auto ours = swap(pool, request);
        if (!ours) {
            EXPECT_EQ(reason_of(ours), "SPL");
            continue;
        }

        expect_same(*ours, test::reference_swap(pool, request));
        crossed += ours->ticks_crossed > 0 ? 1 : 0;
        if (HasFailure()) FAIL() << "pool " << i;
    }
    EXPECT_GT(crossed, 100);
}

TEST(ConcentratedSwap, EqualsTheContractsStepsAtTheEndsOfTheScale) {
    for (const std::int32_t spacing : {1, 60, 200}) {
        const std::int32_t last = kMaxTick / spacing * spacing;
        for (const U256& price : {kMinSqrtRatio + 2, sqrt_ratio_at_tick(kMinTick + 1), kMaxSqrtRatio - 2}) {
            const auto pool = test::with_position(test::pool_at_price(spacing, {3000}, price), -last, last, 1ULL << 62);
            for (const bool down : {true, false}) {
                for (const unsigned bits : {30U, 200U}) {
                    const SwapRequest request = sell(down, U256::power_of_two(bits));
                    const auto ours = swap(pool, request);
                    ASSERT_TRUE(ours.has_value());
                    expect_same(*ours, test::reference_swap(pool, request));
                }
            }
        }
    }
}

TEST(ConcentratedSwap, RefusesWithTheContractsReason) {
    const auto pool = simple_pool();

    EXPECT_EQ(reason_of(swap(pool, sell(true, 0))), "AS");
    EXPECT_EQ(reason_of(swap(pool, sell(true, U256::power_of_two(255)))), "AS");
    EXPECT_EQ(reason_of(swap(test::blank_pool(60, {3000}), sell(true, 1))), "LOK");
    EXPECT_EQ(reason_of(swap(pool, {true, SwapKind::kExactInput, 1, test::kPriceOne})), "SPL");
    EXPECT_EQ(reason_of(swap(pool, {true, SwapKind::kExactInput, 1, kMinSqrtRatio})), "SPL");
    EXPECT_EQ(reason_of(swap(pool, {false, SwapKind::kExactInput, 1, test::kPriceOne})), "SPL");
    EXPECT_EQ(reason_of(swap(pool, {false, SwapKind::kExactInput, 1, kMaxSqrtRatio})), "SPL");
    EXPECT_EQ(reason_of(swap(pool, {false, SwapKind::kExactInput, 1, test::kPriceOne + 1})), "none");
}

TEST(ConcentratedSwap, LiquidityOutOfItsRangeReverts) {
    auto pool = simple_pool();
    pool.liquidity = 1;
    EXPECT_EQ(reason_of(swap(pool, sell(false, 1'000'000))), "LS");

    auto full = test::with_position(test::pool_at_price(60, {3000}, test::kPriceOne), 60, 120, 5);
    full.liquidity = ~u128{0};
    EXPECT_EQ(reason_of(swap(full, sell(false, U256::power_of_two(200)))), "LA");
}

TEST(ConcentratedSwap, StopsAtThePriceLimitAndSaysSo) {
    const U256 limit = sqrt_ratio_at_tick(-100);

    const auto result = swap(simple_pool(), {true, SwapKind::kExactInput, 1'000'000'000'000, limit}).value();

    EXPECT_EQ(result.end, QuoteEnd::kPriceLimit);
    EXPECT_EQ(result.sqrt_price_x96, limit);
    EXPECT_EQ(result.tick, -100);
    EXPECT_LT(result.amount_in, U256{1'000'000'000'000});
}

TEST(ConcentratedSwap, SellingMoreThanTheLiquidityTakesIsPartial) {
    const Quote quote = quote_exact_input(simple_pool(), true, 1'000'000'000'000);

    EXPECT_EQ(quote.end, QuoteEnd::kOutOfLiquidity);
    EXPECT_FALSE(quote.is_complete());
    EXPECT_EQ(quote.ticks_crossed, 1U);
    EXPECT_LT(quote.amount_in, U256{1'000'000'000'000});
    EXPECT_EQ(quote_exact_input(simple_pool(), true, quote.amount_in).amount_out, quote.amount_out);
}

TEST(ConcentratedSwap, AskingForMoreThanThereIsDeliversWhatThereIs) {
    const Quote drained = quote_exact_input(simple_pool(), false, U256::power_of_two(100));

    const Quote quote = quote_exact_output(simple_pool(), false, drained.amount_out + 1);

    EXPECT_EQ(quote.end, QuoteEnd::kOutOfLiquidity);
    EXPECT_EQ(quote.amount_out, drained.amount_out);
    EXPECT_TRUE(quote_exact_output(simple_pool(), false, drained.amount_out).is_complete());
}

TEST(ConcentratedSwap, EmptyPoolTakesNothing) {
    for (const bool down : {true, false}) {
        const Quote quote = quote_exact_input(test::pool_at_price(1, {100}, test::kPriceOne), down, 1'000'000);

        EXPECT_EQ(quote.end, QuoteEnd::kOutOfLiquidity);
        EXPECT_EQ(quote.amount_in, U256{});
        EXPECT_EQ(quote.amount_out, U256{});
    }
}

TEST(ConcentratedSwap, GapIsPassedWithoutTradeInBothDirections) {
    auto pool = test::pool_at_price(60, {3000}, test::kPriceOne);
    pool = test::with_position(pool, -30'000, -29'940, 1'000'000'000'000);
    pool = test::with_position(pool, 29'940, 30'000, 1'000'000'000'000);
    for (const bool down : {true, false}) {
        const auto result = swap(pool, sell(down, 1'000'000)).value();

        EXPECT_EQ(result.end, QuoteEnd::kComplete);
        EXPECT_EQ(result.ticks_crossed, 1U);
        EXPECT_EQ(result.liquidity, u128{1'000'000'000'000});
        expect_same(result, test::reference_swap(pool, sell(down, 1'000'000)));
    }
}

TEST(ConcentratedSwap, CrossingDownwardsLeavesTheTickBelow) {
    const auto pool = simple_pool();
    const U256 price = sqrt_ratio_at_tick(-6000);

    const auto down = swap(pool, {true, SwapKind::kExactInput, U256::power_of_two(100), price}).value();
    const auto back = swap(state_after(pool, down), sell(false, 1'000)).value();

    EXPECT_EQ(down.tick, -6001);
    EXPECT_EQ(down.liquidity, u128{0});
    EXPECT_EQ(down.sqrt_price_x96, price);
    EXPECT_EQ(back.ticks_crossed, 1U) << "the same tick again, upwards, at no distance";
    EXPECT_EQ(back.liquidity, pool.liquidity);
}

TEST(ConcentratedSwap, LeavingTheKnownWordsIsReportedAndNeverAQuote) {
    const auto wide = test::with_position(test::pool_at_price(1, {100}, test::kPriceOne), -2000, 2000, 1'000'000'000);
    const auto narrow = test::with_known_words(wide, {-1, 0});
    for (const bool down : {true, false}) {
        const Quote small = quote_exact_input(narrow, down, 1'000'000);
        const Quote large = quote_exact_input(narrow, down, 50'000'000);

        EXPECT_EQ(small.amount_out, quote_exact_input(wide, down, 1'000'000).amount_out);
        EXPECT_TRUE(small.is_complete());
        EXPECT_TRUE(quote_exact_input(wide, down, 50'000'000).is_complete());
        EXPECT_EQ(large.end, QuoteEnd::kUnknownTicks);
        EXPECT_LT(large.amount_in, U256{50'000'000});
        EXPECT_EQ(quote_exact_output(narrow, down, 40'000'000).end, QuoteEnd::kUnknownTicks);
    }
}

TEST(ConcentratedSwap, GapThatLeavesTheKnownWordsIsUnknownNotEmpty) {
    const auto wide = test::with_position(test::pool_at_price(1, {100}, test::kPriceOne), 600, 2000, 1'000'000'000);
    const auto narrow = test::with_known_words(wide, {-1, 0});

    EXPECT_EQ(quote_exact_input(narrow, false, 1'000).end, QuoteEnd::kUnknownTicks);
    EXPECT_EQ(quote_exact_input(narrow, true, 1'000).end, QuoteEnd::kUnknownTicks);
    EXPECT_TRUE(quote_exact_input(wide, false, 1'000).is_complete());
}

TEST(ConcentratedSwap, OneWeiOfInputIsAllFee) {
    const Quote quote = quote_exact_input(simple_pool(), true, 1);

    EXPECT_TRUE(quote.is_complete());
    EXPECT_EQ(quote.amount_in, U256{1});
    EXPECT_EQ(quote.amount_out, U256{});
}

TEST(ConcentratedQuote, ZeroAmountRevertsAndUninitialisedPoolIsEmpty) {
    EXPECT_EQ(quote_exact_input(simple_pool(), true, 0).end, QuoteEnd::kReverts);
    EXPECT_EQ(quote_exact_output(simple_pool(), true, 0).end, QuoteEnd::kReverts);
    EXPECT_EQ(quote_exact_input(simple_pool(), true, U256::max()).end, QuoteEnd::kReverts);
    EXPECT_EQ(quote_exact_input(test::blank_pool(60, {3000}), true, 5).end, QuoteEnd::kOutOfLiquidity);
}

}  // namespace
}  // namespace dexarb

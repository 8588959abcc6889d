// What must hold for every pool, on seeded random states.

#include <gtest/gtest.h>

#include "dexarb/amm/pool_state.hpp"

#include "unit/amm/random_pools.hpp"

namespace dexarb {
namespace {

/// The pool after selling `amount_in`, where the whole of it was taken.
PoolState after_selling(const PoolState& pool, bool zero_for_one, const U256& amount_in) {
    if (const auto* pair = std::get_if<ConstantProductState>(&pool))
        return state_after(*pair, zero_for_one, quote_exact_input(*pair, zero_for_one, amount_in));
    const auto& concentrated = std::get<ConcentratedState>(pool);
    const SwapRequest request{zero_for_one, SwapKind::kExactInput, amount_in, extreme_sqrt_price_limit(zero_for_one)};
    return state_after(concentrated, swap(concentrated, request).value());
}

TEST(PoolProperties, MoreInNeverGivesLessOut) {
    test::Random random{21};
    int compared = 0;
    for (int i = 0; i < 3'000; ++i) {
        const PoolState pool = test::random_pool(random);
        const bool down = random.coin();
        const U256 less = random.magnitude(110);
        const U256 more = less + (random.coin() ? U256{1} : random.magnitude(110));
        const Quote first = quote_exact_input(pool, down, less);
        const Quote second = quote_exact_input(pool, down, more);
        if (second.end == QuoteEnd::kReverts) continue;

        ASSERT_GE(second.amount_out, first.amount_out) << i;
        ASSERT_GE(second.amount_in, first.amount_in) << i;
        ASSERT_GE(second.ticks_crossed, first.ticks_crossed) << i;
        compared += second.is_complete() ? 1 : 0;
    }
    EXPECT_GT(compared, 1'000);
}

TEST(PoolProperties, NoRoundTripGains) {
    test::Random random{22};
    int tried = 0;
    for (int i = 0; i < 3'000; ++i) {
        const PoolState pool = test::random_pool(random);
        const bool down = random.coin();
        const U256 amount = random.magnitude(110);
        const Quote there = quote_exact_input(pool, down, amount);
        if (!there.is_complete() || there.amount_out.is_zero()) continue;
        const Quote back = quote_exact_input(after_selling(pool, down, amount), !down, there.amount_out);

        ASSERT_LT(back.amount_out, amount) << i;
        ++tried;
    }
    EXPECT_GT(tried, 1'000);
}

TEST(PoolProperties, ProductOfReservesNeverFalls) {
    test::Random random{23};
    int tried = 0;
    for (int i = 0; i < 20'000; ++i) {
        const auto pair = test::random_constant_product(random);
        const bool down = random.coin();
        const Quote quote = quote_exact_input(pair, down, random.magnitude(111));
        if (!quote.is_complete()) continue;
        const auto after = state_after(pair, down, quote);

        ASSERT_GE(U256{after.reserve0} * U256{after.reserve1}, U256{pair.reserve0} * U256{pair.reserve1});
        ++tried;
    }
    EXPECT_GT(tried, 8'000);
}

TEST(PoolProperties, ExactOutputDeliversAndItsInputBuysAtLeastThat) {
    test::Random random{24};
    int tried = 0;
    for (int i = 0; i < 3'000; ++i) {
        const PoolState pool = test::random_pool(random);
        const bool down = random.coin();
        const U256 wanted = random.magnitude(100);
        const Quote inverse = quote_exact_output(pool, down, wanted);
        if (!inverse.is_complete()) continue;
        ASSERT_EQ(inverse.amount_out, wanted);

        ASSERT_GE(quote_exact_input(pool, down, inverse.amount_in).amount_out, wanted) << i;
        ++tried;
    }
    EXPECT_GT(tried, 800);
}

TEST(PoolProperties, SplittingATradeNeverPaysMore) {
    test::Random random{25};
    int tried = 0;
    for (int i = 0; i < 3'000; ++i) {
        const PoolState pool = test::random_pool(random);
        const bool down = random.coin();
        const U256 first = random.magnitude(100);
        const U256 second = random.magnitude(100);
        const Quote whole = quote_exact_input(pool, down, first + second);
        const Quote start = quote_exact_input(pool, down, first);
        if (!whole.is_complete() || !start.is_complete()) continue;
        const Quote rest = quote_exact_input(after_selling(pool, down, first), down, second);
        if (!rest.is_complete()) continue;
        // Fees stay in the pool, so a V2 pair is a little kinder to the second half; V3 puts them aside.
        if (std::holds_alternative<ConstantProductState>(pool)) continue;

        ASSERT_LE(start.amount_out + rest.amount_out, whole.amount_out + 1) << i;
        ++tried;
    }
    EXPECT_GT(tried, 300);
}

}  // namespace
}  // namespace dexarb

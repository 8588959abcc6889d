#include "report/swap_trace.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "support/pools.hpp"

namespace dexarb {
namespace {

/// Three positions around a price of one, so that walks cross ticks.
ConcentratedState stepped_pool() {
    auto pool = test::pool_at_price(10, {500}, sqrt_ratio_at_tick(0));
    pool = test::with_position(pool, -5'000, 5'000, u128{1'000'000'000'000'000'000});
    pool = test::with_position(pool, -200, 200, u128{3'000'000'000'000'000'000});
    return test::with_position(pool, -3'000, -400, u128{2'000'000'000'000'000'000});
}

TEST(SwapTrace, StepsAddUpToTheQuoteInBothDirections) {
    const auto pool = stepped_pool();
    for (const bool zero_for_one : {true, false})
        for (std::uint64_t amount = 1'000; amount < 100'000'000'000'000'000; amount = amount * 7 + 3) {
            const Quote quote = quote_exact_input(pool, zero_for_one, U256{amount});
            const auto steps = trace_swap(pool, zero_for_one, U256{amount}, 1'000);
            U256 in;
            U256 out;
            for (const TracedStep& step : steps) {
                in += step.amount_in;
                out += step.amount_out;
            }
            ASSERT_TRUE(quote.is_complete());
            EXPECT_EQ(in, quote.amount_in);
            EXPECT_EQ(out, quote.amount_out);
            EXPECT_EQ(std::ranges::count_if(steps, [](const TracedStep& step) { return step.crossed.has_value(); }),
                      quote.ticks_crossed);
        }
}

TEST(SwapTrace, EndsAfterAsManyStepsAsAreWanted) {
    EXPECT_EQ(trace_swap(stepped_pool(), true, U256{100'000'000'000'000'000}, 1).size(), 1U);
}

}  // namespace
}  // namespace dexarb

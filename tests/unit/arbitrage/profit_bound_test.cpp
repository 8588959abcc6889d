#include "arbitrage/profit_bound.hpp"

#include <random>

#include <gtest/gtest.h>

#include "sizing_support.hpp"

namespace dexarb::testing {
namespace {

PoolState pair(u128 reserve0, u128 reserve1, std::uint32_t fee_ppm = 3000) {
    return ConstantProductState{reserve0, reserve1, FeePpm{fee_ppm}};
}

U256 random_u256(std::mt19937_64& random) {
    const U256 value{{random(), random(), random(), random()}};
    return value >> static_cast<unsigned>(random() % 250);
}

TEST(IsqrtOfProduct, IsTheFloorForEveryWidth) {
    std::mt19937_64 random{1};
    for (int i = 0; i < 2000; ++i) {
        const U256 a = random_u256(random) >> 1;
        const U256 b = random_u256(random) >> 1;
        const U256 root = isqrt_of_product(a, b);
        if (a.is_zero() || b.is_zero()) {
            EXPECT_TRUE(root.is_zero());
            continue;
        }
        // root^2 <= a b < (root + 1)^2, by the quotients, since the products do not fit.
        EXPECT_TRUE(*mul_div(a, b, root) >= root) << digits(a) << " " << digits(b);
        EXPECT_TRUE(*mul_div(a, b, root + 1) < root + 1) << digits(a) << " " << digits(b);
    }
}

TEST(CycleCurve, OneHopIsTheFormulaOfThePair) {
    const PoolState pool = pair(1000, 5000);
    const HopView hop{&pool, true};

    const auto curve = cycle_curve({&hop, 1});

    ASSERT_TRUE(curve);
    EXPECT_EQ(digits(curve->k), "4985000");
    EXPECT_EQ(digits(curve->m), "1000000");
    EXPECT_EQ(digits(curve->n), "997");
}

TEST(CycleCurve, ThreeHopsNeverPayMoreThanTheCurve) {
    std::mt19937_64 random{2};
    for (int i = 0; i < 500; ++i) {
        const PoolState pools[] = {pair(random() % 100000 + 1, random() % 100000 + 1),
                                   pair(random() % 100000 + 1, random() % 100000 + 1),
                                   pair(random() % 100000 + 1, random() % 100000 + 1)};
        const HopView hops[] = {{&pools[0], true}, {&pools[1], false}, {&pools[2], true}};
        const auto curve = cycle_curve(hops);
        ASSERT_TRUE(curve);
        const U256 input = random() % 1000 + 1;
        U256 amount = input;
        for (const HopView& hop : hops)
            amount = quote_exact_input(*hop.pool, hop.zero_for_one, amount).amount_out;
        EXPECT_LE(amount, curve->k * input / (curve->m + curve->n * input));
    }
}

TEST(CycleCurve, IsNotThereForEmptyOrConcentratedPools) {
    const PoolState full = pair(1000, 1000);
    const PoolState empty = pair(0, 0);
    const PoolState range = range_state(RangePool{});
    const HopView with_empty[] = {{&full, true}, {&empty, false}};
    const HopView with_range[] = {{&full, true}, {&range, false}};

    EXPECT_FALSE(cycle_curve(with_empty));
    EXPECT_FALSE(cycle_curve(with_range));
}

TEST(CycleProfitBound, ReservesOfTwoToThe112AreBoundedOrRefusedNeverWrong) {
    const PoolState cheap = pair(kMaxReserve / 2, kMaxReserve, 3000);
    const PoolState dear = pair(kMaxReserve, kMaxReserve / 2, 3000);
    const HopView hops[] = {{&cheap, true}, {&dear, false}};

    const auto curve = cycle_curve(hops);
    ASSERT_TRUE(curve);
    const auto bound = CycleProfitBound::make(*curve, 0);

    // A loan fee, or a third hop of this size, outgrows 256 bits.
    ASSERT_TRUE(bound);
    EXPECT_FALSE(CycleProfitBound::make(*curve, 500));
    EXPECT_TRUE(bound->is_profitable());
    EXPECT_GT(bound->up_to(std::nullopt), U256{kMaxReserve / 8});
    const HopView three[] = {{&cheap, true}, {&dear, false}, {&cheap, true}};
    EXPECT_FALSE(cycle_curve(three));
}

TEST(CycleProfitBound, NoProfitIsExactEvenAtEquality) {
    // Without fees a round trip at one price returns what went in, smoothly.
    const PoolState here = pair(1000, 2000, 0);
    const PoolState there = pair(3000, 6000, 0);
    const HopView hops[] = {{&here, true}, {&there, false}};

    const auto bound = CycleProfitBound::make(*cycle_curve(hops), 0);

    ASSERT_TRUE(bound);
    EXPECT_FALSE(bound->is_profitable());
    EXPECT_EQ(digits(bound->up_to(std::nullopt)), "0");
}

}  // namespace
}  // namespace dexarb::testing

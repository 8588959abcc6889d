#include "dexarb/amm/constant_product.hpp"

#include <gtest/gtest.h>

#include "support/pools.hpp"
#include "support/random.hpp"

namespace dexarb {
namespace {

constexpr FeePpm kThirtyBasisPoints{3000};
const ConstantProductState kPair{1'000'000, 4'000'000, kThirtyBasisPoints};

TEST(ConstantProduct, OutputEqualsTheLibrarysFormulaIn997Of1000) {
    test::Random random{1};
    for (int i = 0; i < 20'000; ++i) {
        const u128 in = random.magnitude(112).low_u128();
        const u128 out = random.magnitude(112).low_u128();
        const u128 amount = random.magnitude(112).low_u128();
        const U256 with_fee = U256{amount} * U256{997};

        EXPECT_EQ(constant_product_output(in, out, amount, kThirtyBasisPoints),
                  with_fee * U256{out} / (U256{in} * U256{1000} + with_fee));
    }
}

TEST(ConstantProduct, FeeOfAnotherFactoryCounts) {
    EXPECT_EQ(constant_product_output(1'000'000, 1'000'000, 100'000, {0}), U256{90'909});
    EXPECT_EQ(constant_product_output(1'000'000, 1'000'000, 100'000, {2000}), U256{90'743});
    EXPECT_EQ(constant_product_output(1'000'000, 1'000'000, 100'000, {3000}), U256{90'661});
}

TEST(ConstantProduct, InputIsTheLeastThatYieldsTheOutput) {
    test::Random random{2};
    int tried = 0;
    for (int i = 0; i < 20'000; ++i) {
        const u128 in = random.magnitude(112).low_u128();
        const u128 out = random.magnitude(112).low_u128();
        const u128 wanted = random.magnitude(112).low_u128();
        const auto least = constant_product_input(in, out, wanted, kThirtyBasisPoints);
        ASSERT_EQ(least.has_value(), wanted < out);
        if (!least || *least > U256{kMaxReserve}) continue;

        EXPECT_GE(constant_product_output(in, out, least->low_u128(), kThirtyBasisPoints), U256{wanted});
        EXPECT_LT(constant_product_output(in, out, least->low_u128() - 1, kThirtyBasisPoints), U256{wanted});
        ++tried;
    }
    EXPECT_GT(tried, 4'000);
}

TEST(ConstantProduct, InputIsNotOneTooMuchWhereTheQuotientIsEven) {
    // UniswapV2Library.getAmountIn answers 751: it adds one to 2991 * 2 * 1000 / (8 * 997), which is 750 exactly.
    EXPECT_EQ(constant_product_input(2'991, 10, 2, kThirtyBasisPoints), U256{750});
    EXPECT_EQ(constant_product_output(2'991, 10, 750, kThirtyBasisPoints), U256{2});
    EXPECT_EQ(constant_product_input(1'000, 2'000, 1'000, {0}), U256{1'000});
}

TEST(ConstantProduct, PairAcceptsTheOutputAndRefusesOneMore) {
    // The pair's own check (UniswapV2Pair.swap, error K) in 1000ths.
    const auto accepts = [](u128 in, u128 out, u128 amount_in, u128 amount_out) {
        const U256 adjusted_in = U256{in + amount_in} * U256{1000} - U256{amount_in} * U256{3};
        const U256 adjusted_out = U256{out - amount_out} * U256{1000};
        return adjusted_in * adjusted_out >= U256{in} * U256{out} * U256{1'000'000};
    };
    test::Random random{3};
    for (int i = 0; i < 20'000; ++i) {
        const u128 in = random.magnitude(111).low_u128();
        const u128 out = random.magnitude(111).low_u128();
        const u128 amount_in = random.magnitude(111).low_u128();
        const u128 amount_out = constant_product_output(in, out, amount_in, kThirtyBasisPoints).low_u128();

        EXPECT_TRUE(accepts(in, out, amount_in, amount_out));
        EXPECT_FALSE(accepts(in, out, amount_in, amount_out + 1));
    }
}

TEST(ConstantProductQuote, BothDirectionsUseTheirOwnReserves) {
    EXPECT_EQ(quote_exact_input(kPair, true, 1'000).amount_out, U256{3'984});
    EXPECT_EQ(quote_exact_input(kPair, false, 4'000).amount_out, U256{996});
}

TEST(ConstantProductQuote, EmptyPoolHasNothing) {
    const ConstantProductState empty{0, 0, kThirtyBasisPoints};

    EXPECT_EQ(quote_exact_input(empty, true, 1'000).end, QuoteEnd::kOutOfLiquidity);
    EXPECT_EQ(quote_exact_output(empty, true, 1).end, QuoteEnd::kOutOfLiquidity);
    EXPECT_EQ(quote_exact_input(ConstantProductState{5, 0, kThirtyBasisPoints}, true, 1'000).end,
              QuoteEnd::kOutOfLiquidity);
}

TEST(ConstantProductQuote, ZeroAmountReverts) {
    EXPECT_EQ(quote_exact_input(kPair, true, 0).end, QuoteEnd::kReverts);
    EXPECT_EQ(quote_exact_output(kPair, true, 0).end, QuoteEnd::kReverts);
}

TEST(ConstantProductQuote, InputThatBuysNothingReverts) {
    const Quote quote = quote_exact_input(kPair, false, 3);

    EXPECT_EQ(quote.end, QuoteEnd::kReverts);
    EXPECT_EQ(quote.amount_in, U256{});
    EXPECT_EQ(quote_exact_input(kPair, false, 5).amount_out, U256{1});
}

TEST(ConstantProductQuote, ReserveAboveUint112Reverts) {
    const ConstantProductState full{kMaxReserve - 1'000, kMaxReserve / 2, kThirtyBasisPoints};

    EXPECT_TRUE(quote_exact_input(full, true, 1'000).is_complete());
    EXPECT_EQ(quote_exact_input(full, true, 1'001).end, QuoteEnd::kReverts);
    EXPECT_EQ(quote_exact_input(full, true, U256::max()).end, QuoteEnd::kReverts);
    EXPECT_EQ(quote_exact_output(full, true, 1'000).end, QuoteEnd::kReverts);
}

TEST(ConstantProductQuote, WholeReserveIsNotForSale) {
    EXPECT_EQ(quote_exact_output(kPair, true, U256{kPair.reserve1}).end, QuoteEnd::kOutOfLiquidity);
    EXPECT_EQ(quote_exact_output(kPair, true, U256::max()).end, QuoteEnd::kOutOfLiquidity);
    EXPECT_TRUE(quote_exact_output(kPair, true, U256{kPair.reserve1 - 1}).is_complete());
}

TEST(ConstantProductQuote, LargestNumbersDoNotOverflow) {
    const ConstantProductState pool{kMaxReserve / 2, kMaxReserve, {1}};
    const Quote quote = quote_exact_input(pool, true, U256{kMaxReserve - pool.reserve0});

    ASSERT_TRUE(quote.is_complete());
    EXPECT_EQ(quote.amount_out, test::decimal("2596147131192550143126505462614614"));
}

TEST(ConstantProductQuote, StateAfterHoldsBothMovedReserves) {
    const ConstantProductState after = state_after(kPair, true, quote_exact_input(kPair, true, 1'000));

    EXPECT_EQ(after, (ConstantProductState{1'001'000, 3'996'016, kThirtyBasisPoints}));
}

}  // namespace
}  // namespace dexarb

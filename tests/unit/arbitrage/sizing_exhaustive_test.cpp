#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "sizing_support.hpp"

namespace dexarb::testing {
namespace {

struct Exhaustive {
    U256 profit;
    U256 amount_in;
};

/// Every input from 1 to `last`; what comes back is less than `last` where more could not profit.
Exhaustive best_of_all(const TwoPools& pools, std::uint64_t last, std::uint32_t premium_ppm) {
    Exhaustive best;
    for (std::uint64_t x = 1; x <= last; ++x) {
        const U256 profit = profit_at(pools, x, premium_ppm);
        if (profit > best.profit) best = {profit, x};
    }
    return best;
}

/// How often a size was found, proven, and the best of all.
struct Tally {
    int found = 0;
    int certified = 0;
    int optimal = 0;
};

ConstantProductState random_pair(std::mt19937_64& random, std::uint64_t most0, std::uint64_t most1) {
    const std::uint32_t fees[] = {0, 500, 3000, 10000};
    return {random() % most0 + 1, random() % most1 + 1, FeePpm{fees[random() % 4]}};
}

/// Compares a size with every input there is, up to `last` or the cap.
void expect_honest(const TwoPools& pools, std::uint64_t last, const SizingTerms& terms, Tally& tally) {
    const std::uint64_t most = terms.cap ? std::min(terms.cap->low_u64(), last) : last;
    const Exhaustive best = best_of_all(pools, most, terms.premium_ppm);

    const auto sized = size_route(*pools.snapshot, pools.route, terms);

    if (!sized) {
        EXPECT_EQ(digits(best.profit), "0") << "missed at input " << digits(best.amount_in);
        return;
    }
    const auto profit = profit_of(sized->quote, terms.premium_ppm);
    ASSERT_TRUE(profit && !profit->is_zero());
    EXPECT_LE(best.profit, *profit + sized->certificate_gap);
    EXPECT_TRUE(!terms.cap || sized->quote.amount_in <= *terms.cap);
    ++tally.found;
    tally.certified += sized->certificate_gap.is_zero();
    tally.optimal += *profit == best.profit;
}

TEST(SizingExhaustive, SmallReservesAreSizedToTheOptimumAndCertified) {
    std::mt19937_64 random{1};
    Tally tally;
    for (int i = 0; i < 300; ++i) {
        const auto pools = two_pools(random_pair(random, 900, 900), random_pair(random, 900, 900));
        expect_honest(pools, 900, free_of_gas(), tally);
    }

    EXPECT_GT(tally.found, 100);
    EXPECT_EQ(tally.certified, tally.found);
    EXPECT_EQ(tally.optimal, tally.found);
}

TEST(SizingExhaustive, CoarseMiddleTokenIsCertifiedToo) {
    std::mt19937_64 random{2};
    Tally tally;
    for (int i = 0; i < 100; ++i) {
        // Token1 (WETH) is the one between the hops.
        const auto pools = two_pools(random_pair(random, 3000, 30), random_pair(random, 3000, 30));
        expect_honest(pools, 3000, free_of_gas(), tally);
    }

    EXPECT_GT(tally.found, 30);
    EXPECT_EQ(tally.certified, tally.found);
    EXPECT_EQ(tally.optimal, tally.found);
}

TEST(SizingExhaustive, CoarseStartTokenIsCertifiedToo) {
    std::mt19937_64 random{3};
    Tally tally;
    for (int i = 0; i < 300; ++i) {
        const auto pools = two_pools(random_pair(random, 60, 20000), random_pair(random, 60, 20000));
        expect_honest(pools, 60, free_of_gas(), tally);
    }

    EXPECT_GT(tally.found, 80);
    EXPECT_EQ(tally.certified, tally.found);
    EXPECT_EQ(tally.optimal, tally.found);
}

TEST(SizingExhaustive, CapsAndLoansKeepTheCertificateHonest) {
    std::mt19937_64 random{4};
    Tally tally;
    for (int i = 0; i < 300; ++i) {
        const auto pools = two_pools(random_pair(random, 900, 900), random_pair(random, 900, 900));
        const U256 cap = random() % 300 + 1;
        const std::uint32_t premium = random() % 2 == 0 ? 0 : static_cast<std::uint32_t>(random() % 20000);
        expect_honest(pools, 900, free_of_gas(cap, premium), tally);
    }

    EXPECT_GT(tally.found, 100);
    EXPECT_EQ(tally.certified, tally.found);
    EXPECT_EQ(tally.optimal, tally.found);
}

/// Around tick 0, where one unit of token0 is worth one of token1.
ConcentratedState random_range(std::mt19937_64& random) {
    RangePool pool;
    pool.tick_spacing = 60;
    pool.fee_ppm = 3000;
    const auto tick = [&] { return static_cast<std::int32_t>(random() % 120) * 60 - 3600; };
    for (int i = 0; i < 4; ++i) {
        const std::int32_t lower = tick();
        pool.positions.push_back(
            {lower, lower + 60 * static_cast<std::int32_t>(1 + random() % 20), random() % 3000 + 1});
    }
    ConcentratedState state = range_state(pool);
    return at_tick(state, tick() + static_cast<std::int32_t>(random() % 60));
}

TEST(SizingExhaustive, ConcentratedPoolsNeverBeatTheirCertificate) {
    std::mt19937_64 random{5};
    Tally tally;
    for (int i = 0; i < 80; ++i) {
        const auto first = random_range(random);
        const auto pools = i % 3 == 0   ? two_pools(first, random_pair(random, 900, 900))
                           : i % 3 == 1 ? two_pools(random_pair(random, 900, 900), first)
                                        : two_pools(first, random_range(random));
        expect_honest(pools, 900, free_of_gas(), tally);
    }

    EXPECT_GT(tally.found, 12);
    EXPECT_GT(tally.optimal * 10, tally.found * 9);
}

}  // namespace
}  // namespace dexarb::testing

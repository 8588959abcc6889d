#include "dexarb/devnet/random.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace dexarb {
namespace {

TEST(Random, FollowsTheReferenceOfItsAuthors) {
    Random random{0};

    const std::vector<std::uint64_t> first{random.next(), random.next(), random.next()};

    // xoshiro256** on the states that splitmix64 gives from 0, as rand_xoshiro's seed_from_u64(0) has them.
    EXPECT_EQ(first,
              (std::vector<std::uint64_t>{11091344671253066420ULL, 13793997310169335082ULL, 1900383378846508768ULL}));
}

TEST(Random, CopyContinuesTheSameStream) {
    Random random{7};
    static_cast<void>(random.next());

    Random copy = random;

    for (int i = 0; i < 100; ++i)
        ASSERT_EQ(copy.next(), random.next());
}

TEST(Random, NormalDrawsHaveMeanZeroAndDeviationOne) {
    Random random{1};
    double sum = 0.0;
    double squares = 0.0;

    for (int i = 0; i < 20'000; ++i) {
        const double draw = random.normal();
        sum += draw;
        squares += draw * draw;
    }

    EXPECT_NEAR(sum / 20'000, 0.0, 0.03);
    EXPECT_NEAR(squares / 20'000, 1.0, 0.03);
}

TEST(Random, LogNormalDrawsHaveTheMedianAskedFor) {
    Random random{1};
    std::vector<double> draws;

    for (int i = 0; i < 10'001; ++i)
        draws.push_back(random.log_normal(250.0, 1.3));
    std::ranges::sort(draws);

    EXPECT_NEAR(draws[5'000], 250.0, 15.0);
    EXPECT_NEAR(draws[8'414] / 250.0, std::exp(1.3), 0.25);
    EXPECT_GT(draws.front(), 0.0);
}

}  // namespace
}  // namespace dexarb

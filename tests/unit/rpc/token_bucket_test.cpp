#include "dexarb/rpc/token_bucket.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using Time = TokenBucket::Time;

constexpr Time kStart{1'000'000s};

/// Takes as soon as it may and says when.
Time take(TokenBucket& bucket, std::uint64_t tokens, Time now) {
    const Time at = bucket.earliest(tokens, now);
    bucket.take(tokens, at);
    return at;
}

TEST(TokenBucket, WithoutALimitNothingWaits) {
    TokenBucket bucket{std::nullopt};

    for (int i = 0; i < 1000; ++i)
        EXPECT_EQ(take(bucket, 1000, kStart), kStart);
}

TEST(TokenBucket, TokensComeBackASecondAfterTheyWereTaken) {
    TokenBucket bucket{3};

    EXPECT_EQ(take(bucket, 1, kStart), kStart);
    EXPECT_EQ(take(bucket, 1, kStart + 400ms), kStart + 400ms);
    EXPECT_EQ(take(bucket, 1, kStart + 400ms), kStart + 400ms);
    EXPECT_EQ(take(bucket, 1, kStart + 500ms), kStart + 1s);
    EXPECT_EQ(take(bucket, 2, kStart + 500ms), kStart + 1400ms);
}

TEST(TokenBucket, NoSecondHoldsMoreThanTheLimit) {
    constexpr std::uint64_t kLimit = 300;
    TokenBucket bucket{kLimit};
    std::vector<std::pair<Time, std::uint64_t>> taken;
    Time now = kStart;
    for (std::uint64_t i = 0; i < 500; ++i) {
        const std::uint64_t tokens = i % 3 == 0 ? 75 : 16 + i % 20;
        now += std::chrono::milliseconds{(i * i) % 37};
        taken.emplace_back(take(bucket, tokens, now), tokens);
        EXPECT_GE(taken.back().first, now);
    }

    for (std::size_t i = 0; i < taken.size(); ++i) {
        std::uint64_t sum = 0;
        for (std::size_t j = i; j < taken.size() && taken[j].first < taken[i].first + 1s; ++j)
            sum += taken[j].second;
        EXPECT_LE(sum, kLimit) << i;
    }
}

TEST(TokenBucket, TheLimitIsReachedNotJustApproached) {
    TokenBucket bucket{10};
    Time last = kStart;
    for (int i = 0; i < 100; ++i)
        last = take(bucket, 1, kStart);

    EXPECT_EQ(last, kStart + 9s);
}

TEST(TokenBucket, MoreThanThereAreGoesOnceTheBucketIsFull) {
    TokenBucket bucket{10};
    (void)take(bucket, 4, kStart);

    EXPECT_EQ(take(bucket, 26, kStart), kStart + 1s);
    EXPECT_EQ(take(bucket, 1, kStart), kStart + 2s);
}

}  // namespace
}  // namespace dexarb

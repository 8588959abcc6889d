#include "dexarb/rpc/endpoint_pool.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

using namespace std::chrono_literals;

RpcError error_of(RpcErrorClass error_class) {
    RpcError error;
    error.error_class = error_class;
    error.detail = "why";
    return error;
}

BlockId block(BlockNumber number, std::uint8_t branch = 0) {
    BlockId id{number, {}};
    id.hash.bytes[0] = branch;
    id.hash.bytes[31] = static_cast<std::uint8_t>(number);
    return id;
}

/// Two endpoints and a clock that the test moves.
struct EndpointPoolTest : testing::Test {
    void fail(std::size_t endpoint, RpcErrorClass error_class) {
        pool.on_failure(endpoint, error_of(error_class), now);
    }
    void succeed(std::size_t endpoint, BlockNumber head) {
        pool.on_answer(endpoint, 10ms, now);
        pool.on_head(endpoint, block(head), now);
    }
    /// Lets `duration` pass in seconds, with each endpoint but `dead` showing `head` when it is looked at.
    void pass(std::chrono::seconds duration, BlockNumber head, std::optional<std::size_t> dead = {}) {
        for (; duration > 0s; duration -= 1s) {
            now += 1s;
            if (const auto look = pool.due_look(now))
                look == dead ? fail(*look, RpcErrorClass::kRetryNow) : succeed(*look, head);
        }
    }
    EndpointState state(std::size_t endpoint) { return pool.health(endpoint, now).state; }

    EndpointPool::Time now{1'000'000s};
    EndpointPool pool{2};
};

TEST_F(EndpointPoolTest, ThePreferredServesWhileItAnswers) {
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(pool.choose(now), 0U);
        succeed(0, 100);
        pass(2s, 100);
    }
    EXPECT_EQ(pool.changes(), 0U);
    EXPECT_EQ(state(1), EndpointState::kStandby);
}

TEST_F(EndpointPoolTest, AnEndpointThatDoesNotAnswerIsLeftAtOnce) {
    fail(0, RpcErrorClass::kRetryNow);

    EXPECT_EQ(pool.choose(now), 1U);
    EXPECT_EQ(state(0), EndpointState::kResting);
    EXPECT_EQ(pool.health(0, now).reason, "why");
}

TEST_F(EndpointPoolTest, RevertsAndSplitsAreNoFaults) {
    for (const auto error_class : {RpcErrorClass::kRevert, RpcErrorClass::kSplit, RpcErrorClass::kInvalidRequest})
        for (int i = 0; i < 20; ++i)
            fail(0, error_class);

    EXPECT_EQ(pool.choose(now), 0U);
    EXPECT_EQ(pool.health(0, now).failures, 0U);
}

TEST_F(EndpointPoolTest, ABlockThatOneBackendLacksIsAskedElsewhereWithoutLeaving) {
    fail(0, RpcErrorClass::kRetryElsewhere);

    EXPECT_EQ(pool.choose_other({0}, now), 1U);
    EXPECT_EQ(pool.choose_other({0, 1}, now), std::nullopt);
    EXPECT_EQ(pool.choose(now), 0U);
}

TEST_F(EndpointPoolTest, ManyFailuresInARowAreAReasonToLeave) {
    for (int i = 0; i < 4; ++i)
        fail(0, RpcErrorClass::kMalformed);

    EXPECT_EQ(pool.choose(now), 1U);
}

TEST_F(EndpointPoolTest, ThePreferredReturnsAfterGoodLooksAndAStay) {
    fail(0, RpcErrorClass::kRetryNow);
    ASSERT_EQ(pool.choose(now), 1U);

    pass(29s, 100);
    EXPECT_EQ(pool.choose(now), 1U);
    pass(2s, 100);
    EXPECT_EQ(pool.choose(now), 0U);
    EXPECT_EQ(pool.changes(), 2U);
}

TEST_F(EndpointPoolTest, ADeadPreferredStaysLeftAndIsAskedEverMoreSeldom) {
    fail(0, RpcErrorClass::kRetryNow);
    ASSERT_EQ(pool.choose(now), 1U);

    pass(3600s, 100, 0);

    EXPECT_EQ(pool.choose(now), 1U);
    EXPECT_GE(pool.health(0, now).failures, 50U);
    EXPECT_LE(pool.health(0, now).failures, 70U);
}

TEST_F(EndpointPoolTest, AFlappingEndpointDoesNotMakeTheChoiceFlap) {
    for (int second = 0; second < 600; ++second) {
        const auto chosen = pool.choose(now);
        const bool is_down = second % 20 < 10;
        if (chosen == 0U) is_down ? fail(0, RpcErrorClass::kRetryNow) : succeed(0, 100);
        if (chosen == 1U) succeed(1, 100);
        pass(1s, 100, is_down ? std::optional<std::size_t>{0} : std::nullopt);
    }

    EXPECT_LE(pool.changes(), 20U);
}

TEST_F(EndpointPoolTest, ALaggingEndpointIsLeftOnceAnotherShowsALaterBlock) {
    succeed(0, 100);
    succeed(1, 102);
    EXPECT_EQ(pool.choose(now), 0U) << "two behind is usual";

    succeed(1, 103);

    EXPECT_EQ(pool.choose(now), 1U);
    EXPECT_EQ(pool.health(0, now).behind, 3U);
    EXPECT_EQ(pool.health(0, now).reason, "3 blocks behind another");
}

TEST_F(EndpointPoolTest, OneThatIsSeldomAskedForItsHeadIsNotLeftForALookAtAnother) {
    succeed(0, 100);
    now += 15s;

    succeed(1, 108);

    EXPECT_EQ(pool.choose(now), 0U);
    EXPECT_EQ(pool.health(0, now).behind, 0U);
    succeed(0, 100);
    EXPECT_EQ(pool.choose(now), 1U) << "asked now, it does lag";
}

TEST_F(EndpointPoolTest, AStandbyIsBehindByWhatItWasWhenLookedAt) {
    succeed(0, 100);
    succeed(1, 99);

    succeed(0, 115);

    EXPECT_EQ(pool.health(1, now).behind, 1U) << "it was not asked since";
}

TEST_F(EndpointPoolTest, ASpentQuotaStopsAnEndpointUntilItBeginsAnew) {
    RpcError spent = error_of(RpcErrorClass::kStopEndpoint);
    spent.retry_after = 3h;
    pool.on_failure(0, spent, now);
    ASSERT_EQ(pool.choose(now), 1U);

    now += 179min;
    EXPECT_EQ(state(0), EndpointState::kStopped);
    now += 2min;
    EXPECT_EQ(pool.due_look(now), 0U);
}

TEST_F(EndpointPoolTest, AStandbyIsLookedAtSoonerWhileNoBlockComes) {
    succeed(0, 100);
    ASSERT_EQ(pool.due_look(now), 1U);

    now += 5s;
    EXPECT_EQ(pool.due_look(now), std::nullopt);
    now += 1s;
    EXPECT_EQ(pool.due_look(now), 1U);
    now += 1s;
    EXPECT_EQ(pool.due_look(now), std::nullopt);
    now += 1s;
    EXPECT_EQ(pool.due_look(now), 1U);
}

TEST_F(EndpointPoolTest, ARefusedKeyStopsAnEndpointForAnHour) {
    fail(0, RpcErrorClass::kStopEndpoint);
    ASSERT_EQ(pool.choose(now), 1U);

    now += 59min;
    EXPECT_EQ(state(0), EndpointState::kStopped);
    EXPECT_EQ(pool.due_look(now), std::nullopt);
    now += 2min;
    EXPECT_EQ(pool.due_look(now), 0U);
}

TEST_F(EndpointPoolTest, WhereAllAreStoppedNobodyIsAskedForAMinute) {
    fail(0, RpcErrorClass::kStopEndpoint);
    fail(1, RpcErrorClass::kStopEndpoint);

    EXPECT_EQ(pool.choose(now), std::nullopt);
    now += 61s;
    EXPECT_TRUE(pool.choose(now));
}

TEST_F(EndpointPoolTest, WhereAllRestTheSoonestIsAsked) {
    RpcError limited = error_of(RpcErrorClass::kRetryLater);
    limited.retry_after = 90s;
    pool.on_failure(0, limited, now);
    fail(1, RpcErrorClass::kRetryNow);
    EXPECT_EQ(pool.choose(now), 1U);

    succeed(1, 100);

    EXPECT_EQ(pool.choose(now), 1U);
    EXPECT_EQ(state(1), EndpointState::kServing);
}

TEST_F(EndpointPoolTest, DifferentBlocksAtOneHeightAreCountedOnce) {
    pool.on_head(0, block(100, 1), now);
    pool.on_head(1, block(100, 2), now);
    pool.on_head(1, block(100, 3), now);
    pool.on_head(0, block(101), now);
    pool.on_head(1, block(101), now);

    EXPECT_EQ(pool.disagreements(), 1U);
}

TEST_F(EndpointPoolTest, OfTwoBranchesTheOneThatGrowsIsFollowed) {
    EXPECT_TRUE(pool.follow(0, block(100, 1)));
    EXPECT_FALSE(pool.follow(1, block(100, 2)));
    EXPECT_TRUE(pool.follow(1, block(101, 2)));
    EXPECT_TRUE(pool.follow(1, block(101, 3))) << "its own branch was replaced";
}

TEST_F(EndpointPoolTest, LatencyAndErrorRateFollowTheOutcomes) {
    pool.on_answer(0, 100ms, now);
    pool.on_answer(0, 200ms, now);
    EXPECT_EQ(pool.health(0, now).latency, 120ms);

    fail(0, RpcErrorClass::kNotHere);
    EXPECT_NEAR(pool.health(0, now).error_rate, 0.2, 1e-9);
    pool.on_answer(0, 120ms, now);
    EXPECT_NEAR(pool.health(0, now).error_rate, 0.16, 1e-9);
    EXPECT_EQ(pool.health(0, now).answers, 3U);
}

}  // namespace
}  // namespace dexarb

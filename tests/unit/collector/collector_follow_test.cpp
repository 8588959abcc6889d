#include <chrono>

#include "collector_fixture.hpp"

namespace dexarb {
namespace {

using std::chrono::milliseconds;
using testing::Changes;
using testing::CollectorTest;
using testing::kWhole;

class CollectorFollowTest : public CollectorTest {};

TEST_F(CollectorFollowTest, EveryBlocksLogsAreInItsSnapshot) {
    next_snapshot();
    chain().mine({{kWethPair, sync(2'000'000'000'000)}, {kWmaticPair, sync(7'000 * kWhole)}});

    const SnapshotPtr next = next_snapshot();

    EXPECT_EQ(next->number(), 1001U);
    EXPECT_EQ(next->changed, (std::vector{kWethPair, kWmaticPair}));
    EXPECT_EQ(reserve0(next, kWethPair), 2'000'000'000'000U);
    EXPECT_FALSE(next->after_gap);
    EXPECT_FALSE(next->late);
    expect_equals_chain(next);
}

TEST_F(CollectorFollowTest, ABlockCostsTwoRequestsAndAtMostThreeIdlePolls) {
    chain().mine_every(milliseconds{2000}, 200);
    next_snapshot();
    for (int i = 0; i < 30; ++i)
        next_snapshot();
    const FeedCounters settled = collector().counters();

    for (int i = 0; i < 150; ++i)
        next_snapshot();

    const FeedCounters after = collector().counters();
    EXPECT_EQ(after.requests - settled.requests - (after.idle_polls - settled.idle_polls), 300U);
    EXPECT_LE(after.idle_polls - settled.idle_polls, 3U * 150U);
    EXPECT_EQ(after.late, 0U);
    EXPECT_EQ(after.steady_blocks, 180U);
}

TEST_F(CollectorFollowTest, AGapIsFilledBlockByBlockAndAllButTheNewestAreLate) {
    next_snapshot();
    chain().mine({{kWethPair, sync(1'000'000)}});
    chain().mine_empty(5);
    chain().mine({{kWethPair, sync(2'000'000)}});

    Timestamp before{};
    for (BlockNumber number = 1001; number <= 1007; ++number) {
        const SnapshotPtr next = next_snapshot();
        EXPECT_EQ(next->number(), number);
        EXPECT_EQ(next->late, number < 1007);
        EXPECT_EQ(reserve0(next, kWethPair), number < 1007 ? 1'000'000U : 2'000'000U);
        EXPECT_GT(next->arrival, before);
        before = next->arrival;
    }
    EXPECT_EQ(collector().counters().late, 6U);
}

TEST_F(CollectorFollowTest, AGapTooLongToFillIsAFreshStart) {
    next_snapshot();
    chain().mine_empty(300);

    const SnapshotPtr fresh = next_snapshot();

    EXPECT_TRUE(fresh->after_gap);
    EXPECT_EQ(fresh->number(), 1300U);
    const FeedCounters counters = collector().counters();
    EXPECT_EQ(counters.fresh_starts, 1U);
    EXPECT_EQ(counters.skipped, 299U);
    EXPECT_EQ(counters.undone, 0U);
}

TEST_F(CollectorFollowTest, ArrivalIsTheClocksAndStrictlyIncreasing) {
    const SnapshotPtr first = next_snapshot();
    chain().at(milliseconds{1'234}, [this] { chain().mine(); });

    const SnapshotPtr next = next_snapshot();

    EXPECT_EQ(next->arrival, chain().now());
    EXPECT_GT(next->arrival, first->arrival);
}

TEST_F(CollectorFollowTest, LogsThatFailAreAskedForAgainAndNoBlockIsLost) {
    next_snapshot();
    chain().mine({{kWethPair, sync(3'000'000)}});
    chain().failing_logs = 5;

    const SnapshotPtr next = next_snapshot();

    EXPECT_EQ(next->number(), 1001U);
    EXPECT_EQ(reserve0(next, kWethPair), 3'000'000U);
    EXPECT_EQ(collector().counters().failures, 5U);
    EXPECT_EQ(chain().log_questions, 6U);
}

TEST_F(CollectorFollowTest, LogsOfAnotherBlockAreRefusedNotApplied) {
    next_snapshot();
    chain().mine({{kWethPair, sync(3'000'000)}});
    chain().foreign_logs = 2;

    const SnapshotPtr next = next_snapshot();

    expect_equals_chain(next);
    EXPECT_EQ(collector().counters().failures, 2U);
}

TEST_F(CollectorFollowTest, AHeadThatFailsIsAskedForAgainAfterAPause) {
    next_snapshot();
    chain().mine();
    chain().failing_heads = 8;

    EXPECT_EQ(next_snapshot()->number(), 1001U);
    EXPECT_EQ(collector().counters().failures, 8U);
}

TEST_F(CollectorFollowTest, AParentOfAnotherHashIsRefusedNotFollowed) {
    next_snapshot();
    chain().mine_empty(3);
    chain().lying_parents = 2;

    for (BlockNumber number = 1001; number <= 1003; ++number)
        EXPECT_EQ(next_snapshot()->header.id, chain().header(number).id);
    EXPECT_EQ(collector().counters().failures, 2U);
}

TEST_F(CollectorFollowTest, ANodeThatFallsBehindAndJumpsIsWaitedFor) {
    next_snapshot();
    chain().mine_empty(4);
    for (int i = 0; i < 4; ++i)
        next_snapshot();
    chain().lag = 3;
    chain().at(milliseconds{60'000}, [this] {
        chain().mine_empty(2);
        chain().lag = 0;
    });

    const SnapshotPtr next = next_snapshot();

    EXPECT_EQ(next->number(), 1005U);
    EXPECT_EQ(collector().counters().undone, 0U);
    EXPECT_GE(chain().now().time_since_epoch(),
              chain().header(1000).timestamp.time_since_epoch() + milliseconds{60'000});
}

TEST_F(CollectorFollowTest, TroubleIsToldWithItsPause) {
    std::vector<std::string> told;
    options_.on_trouble = [&](const Error& error, milliseconds) { told.push_back(error.detail); };
    next_snapshot();
    chain().mine();
    chain().failing_logs = 1;

    next_snapshot();

    EXPECT_EQ(told, std::vector<std::string>{"header not found"});
}

TEST_F(CollectorFollowTest, WithModelledArrivalEveryGapIsFilledHoweverLong) {
    options_.modelled_arrival = milliseconds{300};
    next_snapshot();
    chain().mine_empty(300);

    EXPECT_EQ(next_snapshot()->number(), 1001U);
    EXPECT_EQ(collector().counters().fresh_starts, 0U);
}

TEST_F(CollectorFollowTest, ModelledArrivalDependsOnTheChainAloneNotOnWhenItWasSeen) {
    options_.modelled_arrival = milliseconds{300};
    chain().mine_every(milliseconds{250}, 60);
    std::vector<SnapshotPtr> quick;
    for (int i = 0; i < 50; ++i)
        quick.push_back(next_snapshot());

    options_.pace = milliseconds{1700};
    options_.start_block = 1000;
    PoolStateCollector slow{builder_.market(), chain(), options_, chain().clock()};
    for (const SnapshotPtr& expected : quick) {
        const auto item = run(context_, slow.next());
        const SnapshotPtr& other = std::get<SnapshotPtr>(*item);
        EXPECT_EQ(other->header.id, expected->header.id);
        EXPECT_EQ(other->arrival, expected->arrival);
        EXPECT_EQ(other->arrival, Timestamp{other->header.timestamp} + milliseconds{300});
        EXPECT_FALSE(other->late);
    }
}

}  // namespace
}  // namespace dexarb

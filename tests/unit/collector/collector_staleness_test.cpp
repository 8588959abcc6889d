#include <chrono>

#include <gmock/gmock.h>

#include "collector_fixture.hpp"

namespace dexarb {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::CollectorTest;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CollectorStalenessTest : public CollectorTest {
  protected:
    CollectorStalenessTest() {
        options_.on_stall = [this](std::optional<milliseconds> quiet) { told_.push_back(quiet); };
    }

    /// A block whenever its timestamp says, but for those from `from` to `to`, which come together with the next.
    void mine_with_a_stall(std::size_t from, std::size_t to, std::size_t count) {
        for (std::size_t i = 1; i <= count; ++i) {
            const bool is_stalled = i >= from && i <= to;
            chain().at(milliseconds{2'000} * static_cast<std::int64_t>(is_stalled ? to + 1 : i),
                       [this] { chain().mine(); });
        }
    }

    std::vector<std::optional<milliseconds>> told_;
};

TEST_F(CollectorStalenessTest, NoNewBlockForTenBlockTimesIsToldOnceAndSoIsItsEnd) {
    mine_with_a_stall(20, 60, 70);
    for (int i = 0; i < 20; ++i)
        next_snapshot();
    EXPECT_THAT(told_, IsEmpty());

    const SnapshotPtr next = next_snapshot();

    EXPECT_EQ(next->number(), 1020U);
    ASSERT_EQ(told_.size(), 2U);
    ASSERT_TRUE(told_[0]);
    EXPECT_GE(*told_[0], milliseconds{20'000});
    EXPECT_LE(*told_[0], milliseconds{22'500}) << "at the first question after ten block times";
    EXPECT_FALSE(told_[1]);
}

TEST_F(CollectorStalenessTest, WhatAStallLeavesBehindIsLateButForTheNewest) {
    mine_with_a_stall(20, 60, 70);
    for (int i = 0; i < 20; ++i)
        EXPECT_FALSE(next_snapshot()->late);

    for (BlockNumber number = 1020; number < 1061; ++number)
        EXPECT_TRUE(next_snapshot()->late) << number;
    EXPECT_FALSE(next_snapshot()->late);
}

TEST_F(CollectorStalenessTest, AHeadThatIsOldAtTheStartDecidesNothing) {
    chain().at(milliseconds{0}, [] {});
    run(context_, chain().clock().sleep(minutes{10}));

    const SnapshotPtr first = next_snapshot();

    EXPECT_TRUE(first->late);
    EXPECT_TRUE(first->after_gap);
    EXPECT_EQ(collector().counters().stale, 1U);
    EXPECT_EQ(collector().counters().late, 1U);
    EXPECT_TRUE(collector().counters().newest_is_stale);
}

TEST_F(CollectorStalenessTest, ANodeThatGoesOnWhereItStoodStillDecidesNothingUntilItHasCaughtUp) {
    next_snapshot();
    for (int i = 0; i < 60; ++i)
        chain().at(minutes{1} + milliseconds{500} * i, [this] { chain().mine(); });

    for (int i = 0; i < 60; ++i) {
        const SnapshotPtr next = next_snapshot();
        const auto age = chain().now() - Timestamp{next->header.timestamp};
        EXPECT_TRUE(next->late || age <= milliseconds{20'000}) << age.count();
        const bool is_clear = i < 20 || i > 50;
        EXPECT_TRUE(!is_clear || next->late == (i < 20)) << i;
    }

    EXPECT_GT(collector().counters().stale, 20U);
    EXPECT_FALSE(collector().counters().newest_is_stale);
}

TEST_F(CollectorStalenessTest, ModelledArrivalKnowsNoStaleBlocks) {
    options_.modelled_arrival = milliseconds{300};
    run(context_, chain().clock().sleep(minutes{10}));

    EXPECT_FALSE(next_snapshot()->late);
    EXPECT_EQ(collector().counters().stale, 0U);
}

TEST_F(CollectorStalenessTest, ABlockOlderThanItsParentIsRefusedAndCounted) {
    next_snapshot();
    chain().mine();
    chain().old_heads = 2;

    const SnapshotPtr next = next_snapshot();

    EXPECT_EQ(next->header.timestamp, chain().head().timestamp);
    EXPECT_THAT(chain().refused, ElementsAre(RefusalKind::kTimestamp, RefusalKind::kTimestamp));
    EXPECT_EQ(collector().counters().failures, 2U);
}

TEST_F(CollectorStalenessTest, LogsOfAnotherBlockAndALyingParentAreCountedByKind) {
    next_snapshot();
    chain().mine({{kWethPair, SyncChange{7, 7}}});
    chain().foreign_logs = 1;
    next_snapshot();
    chain().mine_empty(3);
    chain().lying_parents = 1;
    for (int i = 0; i < 3; ++i)
        next_snapshot();

    EXPECT_THAT(chain().refused, ElementsAre(RefusalKind::kLogData, RefusalKind::kOtherBlock));
}

TEST_F(CollectorStalenessTest, ANodeThatJumpsFiveHundredBlocksIsFilledWhereItCanBe) {
    options_.longest_gap = 512;
    next_snapshot();
    chain().lag = 0;
    chain().mine_empty(500);

    for (BlockNumber number = 1001; number <= 1500; ++number)
        EXPECT_EQ(next_snapshot()->number(), number);
    EXPECT_EQ(collector().counters().fresh_starts, 0U);
    EXPECT_EQ(collector().counters().skipped, 0U);
}

TEST_F(CollectorStalenessTest, ANodeThatFallsBehindAndJumpsFiveHundredBlocksIsOneFreshStartAndAllNotSeenAreCounted) {
    next_snapshot();
    chain().mine_empty(10);
    for (int i = 0; i < 10; ++i)
        next_snapshot();
    chain().lag = 4;
    chain().at(milliseconds{120'000}, [this] {
        chain().mine_empty(500);
        chain().lag = 0;
    });

    const SnapshotPtr fresh = next_snapshot();
    chain().mine();

    EXPECT_EQ(fresh->number(), 1510U);
    EXPECT_TRUE(fresh->after_gap);
    EXPECT_EQ(next_snapshot()->number(), 1511U);
    EXPECT_EQ(collector().counters().fresh_starts, 1U);
    EXPECT_EQ(collector().counters().skipped, 499U);
    EXPECT_EQ(collector().counters().undone, 0U);
    EXPECT_EQ(collector().counters().blocks, 13U);
}

}  // namespace
}  // namespace dexarb

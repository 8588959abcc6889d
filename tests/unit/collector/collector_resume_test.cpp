#include <gmock/gmock.h>

#include "collector_fixture.hpp"

namespace dexarb {
namespace {

using testing::CollectorTest;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

/// A chain of twenty blocks; an earlier process has seen the first ten.
class CollectorResumeTest : public CollectorTest {
  protected:
    CollectorResumeTest() {
        chain().mine_empty(5);
        chain().mine({{kWethPair, SyncChange{5'000'000'000, 3}}});
        chain().mine_empty(4);
        ResumeFrom from;
        for (BlockNumber number = 1001; number <= 1010; ++number)
            from.branch.push_back(chain().header(number).id);
        from.arrival = chain().now() - 5s;
        from.last_events = {1006, 1000, 0, 1000};
        options_.resume = from;
    }

    BlockId stood() const { return options_.resume->branch.back(); }
};

TEST_F(CollectorResumeTest, GoesOnFromTheBlockWhereAnEarlierProcessStood) {
    chain().mine_empty(10);

    const SnapshotPtr first = next_snapshot();

    EXPECT_EQ(first->header.id, stood());
    EXPECT_EQ(first->arrival, options_.resume->arrival);
    EXPECT_FALSE(first->after_gap);
    EXPECT_EQ(first->pool(kWethPair)->last_event_block, 1006U);
    EXPECT_EQ(first->pool(kWmaticPair)->last_event_block, 0U) << "it was not certain";
    EXPECT_TRUE(collector().resumption()->went_on());
}

TEST_F(CollectorResumeTest, FollowsTheBlocksThatPassedMeanwhileOneByOne) {
    chain().mine({{kWethPair, SyncChange{7'000'000'000, 4}}});
    chain().mine_empty(9);

    Timestamp before = next_snapshot()->arrival;
    for (BlockNumber number = 1011; number <= 1020; ++number) {
        const SnapshotPtr snapshot = next_snapshot();

        EXPECT_EQ(snapshot->number(), number);
        EXPECT_EQ(snapshot->late, number < 1020);
        EXPECT_FALSE(snapshot->after_gap);
        EXPECT_GT(snapshot->arrival, before);
        before = snapshot->arrival;
    }
    EXPECT_EQ(collector().counters().skipped, 0U);
}

TEST_F(CollectorResumeTest, UndoesWhatWasReplacedMeanwhileAndGoesOnFromTheFork) {
    chain().fork(3);
    chain().mine_empty(6);

    EXPECT_EQ(next_undone(), Undone{1007});
    const SnapshotPtr first = next_snapshot();
    const SnapshotPtr second = next_snapshot();

    EXPECT_EQ(first->header.id, chain().header(1007).id);
    EXPECT_FALSE(first->after_gap);
    EXPECT_EQ(second->header.id, chain().header(1008).id);
    EXPECT_GT(second->arrival, options_.resume->arrival) << "arrival only grows";
    EXPECT_TRUE(collector().resumption()->went_on());
}

TEST_F(CollectorResumeTest, StartsAtTheHeadWhereTooManyBlocksHavePassed) {
    options_.longest_gap = 20;
    chain().mine_empty(21);

    const SnapshotPtr first = next_snapshot();

    EXPECT_EQ(first->number(), 1031U);
    EXPECT_TRUE(first->after_gap);
    EXPECT_THAT(collector().resumption()->obstacle, HasSubstr("21 blocks have passed"));
    EXPECT_EQ(collector().counters().skipped, 20U);
}

TEST_F(CollectorResumeTest, UndoesAllThatIsKnownWhereNoneOfItIsTheChainsAnyMore) {
    chain().fork(10);
    chain().mine_empty(12);

    EXPECT_EQ(next_undone(), Undone{1000});
    EXPECT_TRUE(next_snapshot()->after_gap);
    EXPECT_FALSE(collector().resumption()->went_on());
}

TEST_F(CollectorResumeTest, StartsAtTheHeadWhereTheNodeNoLongerHasTheState) {
    chain().mine_empty(10);
    chain().pruned_below = 1015;

    const SnapshotPtr first = next_snapshot();

    EXPECT_EQ(first->header.id, chain().head().id);
    EXPECT_TRUE(first->after_gap);
    EXPECT_THAT(collector().resumption()->obstacle, HasSubstr("no longer has the state after block 1010"));
}

TEST_F(CollectorResumeTest, WaitsForANodeThatLags) {
    chain().mine_empty(1);
    chain().lag = 4;
    chain().at(2s, [this] { chain().lag = 0; });

    EXPECT_EQ(next_snapshot()->header.id, stood());
    EXPECT_GE(collector().counters().failures, 1U);
}

TEST_F(CollectorResumeTest, BlocksOfBeforeAreUndoneLaterToo) {
    const SnapshotPtr first = next_snapshot();
    ASSERT_EQ(first->header.id, stood());
    chain().fork(4);
    chain().mine_empty(6);

    EXPECT_EQ(next_undone(), Undone{1006});
    EXPECT_TRUE(next_snapshot()->after_gap);
}

}  // namespace
}  // namespace dexarb

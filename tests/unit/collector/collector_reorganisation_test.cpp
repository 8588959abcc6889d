#include <chrono>

#include "collector_fixture.hpp"

namespace dexarb {
namespace {

using std::chrono::milliseconds;
using testing::CollectorTest;

class CollectorReorganisationTest : public CollectorTest {
  protected:
    static PoolChange sync(u128 reserve0) { return SyncChange{reserve0, 1'000'000'000'000}; }

    /// Follows `count` blocks, each with an event of its own.
    void follow(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            chain().mine({{kWethPair, sync(1'000'000 + i)}});
            next_snapshot();
        }
    }

    /// Takes snapshots until the chain's head.
    SnapshotPtr catch_up() {
        SnapshotPtr snapshot = next_snapshot();
        while (snapshot->number() < chain().head().id.number)
            snapshot = next_snapshot();
        return snapshot;
    }
};

TEST_F(CollectorReorganisationTest, ABranchOfEveryDepthToSixtyFourIsUndoneAndTheNewOneApplied) {
    next_snapshot();
    follow(70);
    for (std::size_t depth = 1; depth <= 64; ++depth) {
        const BlockNumber head = chain().head().id.number;
        chain().fork(depth);
        for (std::size_t i = 0; i <= depth; ++i)
            chain().mine({{kWmaticPair, sync(5'000'000 + depth)}});

        EXPECT_EQ(next_undone(), Undone{head - depth});
        expect_equals_chain(catch_up());
    }
    EXPECT_EQ(collector().counters().fresh_starts, 0U);
    EXPECT_EQ(collector().counters().undone, 64U * 65U / 2U);
}

TEST_F(CollectorReorganisationTest, ADeeperBranchIsFoundHoweverDeepAndEveryBlockOfItIsCounted) {
    std::uint64_t undone = 0;
    std::uint64_t beyond = 0;
    for (const std::size_t depth : {65U, 66U, 70U, 130U, 150U}) {
        next_snapshot();
        follow(160);
        const BlockNumber head = chain().head().id.number;
        chain().fork(depth);
        chain().mine_empty(depth + 1);

        EXPECT_EQ(next_undone(), Undone{head - depth});
        const SnapshotPtr fresh = next_snapshot();
        EXPECT_TRUE(fresh->after_gap);
        expect_equals_chain(fresh);
        undone += depth;
        beyond += depth - 64;
        EXPECT_EQ(collector().counters().undone, undone);
        EXPECT_EQ(collector().counters().undone_beyond, beyond);
        chain().mine();
    }
    EXPECT_EQ(collector().counters().fresh_starts, 5U);
    EXPECT_EQ(collector().counters().skipped, 65U + 66U + 70U + 130U + 150U);
}

TEST_F(CollectorReorganisationTest, ABranchDeeperThanAllThatWasFollowedIsCountedAsFarAsItWas) {
    next_snapshot();
    follow(80);
    chain().replace_all();

    EXPECT_EQ(next_undone(), Undone{999});
    EXPECT_TRUE(next_snapshot()->after_gap);
    EXPECT_EQ(collector().counters().undone, 81U);
    EXPECT_EQ(collector().counters().undone_beyond, 17U);
}

TEST_F(CollectorReorganisationTest, FindingADeepForkCostsFewQuestions) {
    next_snapshot();
    follow(1'000);
    const std::uint64_t before = chain().requests();
    chain().fork(700);
    chain().mine_empty(701);

    EXPECT_EQ(next_undone(), Undone{1'300});

    EXPECT_LE(chain().requests() - before, 80U) << "a walk to what is known, then by halving";
}

TEST_F(CollectorReorganisationTest, BlocksThatTheNodeHasForgottenWereNotReplaced) {
    next_snapshot();
    follow(100);
    chain().mine_empty(600);
    chain().forgotten_below = 1'500;

    EXPECT_TRUE(next_snapshot()->after_gap);

    EXPECT_EQ(collector().counters().undone, 0U);
    EXPECT_EQ(collector().counters().skipped, 599U);
}

TEST_F(CollectorReorganisationTest, ABranchThatComesBackIsUndoneAndFollowedAgain) {
    next_snapshot();
    follow(10);
    const BlockHeader ours = chain().head();
    chain().fork(3);
    chain().mine({{kWethPair, sync(42)}});
    chain().mine_empty(3);
    EXPECT_EQ(next_undone(), Undone{1007});
    expect_equals_chain(catch_up());
    chain().bring_back(ours.id.hash);
    chain().mine_empty(2);

    EXPECT_EQ(next_undone(), Undone{1007});

    for (BlockNumber number = 1008; number <= 1012; ++number)
        EXPECT_EQ(next_snapshot()->header.id, chain().header(number).id);
    EXPECT_EQ(chain().header(1010).id, ours.id);
    EXPECT_EQ(collector().counters().undone, 3U + 4U);
}

TEST_F(CollectorReorganisationTest, ABlockThatIsRepeatedIsHandedOverOnce) {
    next_snapshot();
    follow(5);
    const std::uint64_t blocks = collector().counters().blocks;
    chain().at(milliseconds{30'000}, [this] { chain().mine(); });

    EXPECT_EQ(next_snapshot()->number(), 1006U);

    EXPECT_GT(collector().counters().idle_polls, 5U) << "each answered by block 1005 once more";
    EXPECT_EQ(collector().counters().blocks, blocks + 1);
    EXPECT_EQ(collector().counters().undone, 0U);
}

TEST_F(CollectorReorganisationTest, AnotherBlockAtTheSameHeightReplacesOurs) {
    next_snapshot();
    follow(3);
    chain().fork(1);
    chain().mine({{kWethPair, sync(42)}});

    EXPECT_EQ(next_undone(), Undone{1002});
    EXPECT_EQ(reserve0(next_snapshot(), kWethPair), 42U);
}

TEST_F(CollectorReorganisationTest, AReplacementDuringAGapLeadsToTheNewBranch) {
    next_snapshot();
    chain().mine_empty(5);
    EXPECT_EQ(next_snapshot()->number(), 1001U);
    chain().failing_logs = 1;
    chain().fork(3);
    chain().mine({{kWethPair, sync(42)}});
    chain().mine_empty(4);

    const SnapshotPtr last = catch_up();

    expect_equals_chain(last);
    EXPECT_EQ(collector().counters().undone, 0U);
}

TEST_F(CollectorReorganisationTest, AReorganisationAcrossAGapIsUndoneAndFilled) {
    next_snapshot();
    follow(10);
    chain().fork(4);
    chain().mine_empty(40);

    EXPECT_EQ(next_undone(), Undone{1006});
    expect_equals_chain(catch_up());
}

TEST_F(CollectorReorganisationTest, ALongGapAfterAReorganisationNamesTheForkAndStartsFresh) {
    next_snapshot();
    follow(10);
    chain().fork(4);
    chain().mine_empty(300);

    EXPECT_EQ(next_undone(), Undone{1006});
    EXPECT_TRUE(next_snapshot()->after_gap);
    EXPECT_EQ(collector().counters().undone, 4U);
}

TEST_F(CollectorReorganisationTest, AShorterChainIsBelievedOnlyIfTheNodeInsists) {
    next_snapshot();
    follow(5);
    chain().fork(3);
    chain().mine();
    const std::uint64_t polls = collector().counters().polls;

    EXPECT_EQ(next_undone(), Undone{1002});

    EXPECT_GE(collector().counters().polls - polls, 10U);
    expect_equals_chain(next_snapshot());
}

TEST_F(CollectorReorganisationTest, AShorterChainThatGrowsIsFollowedOnceItIsAsLong) {
    next_snapshot();
    follow(5);
    chain().fork(3);
    chain().mine();
    const auto start = chain().now() - Timestamp{chain().header(1000).timestamp};
    chain().at(std::chrono::duration_cast<milliseconds>(start) + milliseconds{2'500},
               [this] { chain().mine_empty(3); });

    EXPECT_EQ(next_undone(), Undone{1002});

    expect_equals_chain(catch_up());
    EXPECT_EQ(collector().counters().undone, 3U);
}

TEST_F(CollectorReorganisationTest, ModelledArrivalsOfANewBranchAreThoseOfOneThatNeverForked) {
    options_.modelled_arrival = milliseconds{300};
    next_snapshot();
    follow(5);
    chain().fork(2);
    chain().mine_empty(3);
    next_undone();

    for (int i = 0; i < 3; ++i) {
        const SnapshotPtr snapshot = next_snapshot();
        EXPECT_EQ(snapshot->arrival, Timestamp{snapshot->header.timestamp} + milliseconds{300});
    }
}

}  // namespace
}  // namespace dexarb

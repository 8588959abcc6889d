#include <tuple>

#include <gmock/gmock.h>

#include "collector_fixture.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr std::uint64_t kEvery = 5;

auto members(const BlockHeader& header) {
    return std::tuple{header.id, header.parent, header.timestamp, header.base_fee_wei};
}

/// Follows five blocks at a time, each with one change.
class CollectorRangeTest : public CollectorTest {
  protected:
    CollectorRangeTest() {
        options_.blocks_at_a_time = [this] { return every_; };
        options_.modelled_arrival = 300ms;
    }

    void start() { (void)next_snapshot(); }
    Changes sync(u128 reserve0) { return {{kWethPair, SyncChange{reserve0, 7'000'000'000'000}}}; }
    void mine_changed(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            chain().mine(sync(++reserve_));
    }
    /// The reserves of one pool on each of the next snapshots.
    std::vector<u128> next_reserves(std::size_t count) {
        std::vector<u128> reserves;
        for (std::size_t i = 0; i < count; ++i)
            reserves.push_back(reserve0(next_snapshot(), kWethPair));
        return reserves;
    }

    std::uint64_t every_ = kEvery;
    u128 reserve_ = 1'000'000'000'000;
};

TEST_F(CollectorRangeTest, EveryBlockBecomesASnapshotInOrderWithItsOwnState) {
    start();
    mine_changed(kEvery);

    std::vector<SnapshotPtr> seen;
    for (std::size_t i = 0; i < kEvery; ++i)
        seen.push_back(next_snapshot());

    EXPECT_THAT(chain().ranges, ElementsAre(Pair(1001U, 1005U)));
    EXPECT_EQ(chain().log_questions, 0U) << "the last block had a log";
    EXPECT_EQ(chain().header_questions, 0U);
    for (std::size_t i = 0; i < kEvery; ++i) {
        EXPECT_EQ(members(seen[i]->header), members(chain().header(1001 + i))) << i;
        EXPECT_EQ(reserve0(seen[i], kWethPair), 1'000'000'000'001 + i);
        EXPECT_EQ(seen[i]->arrival, Timestamp{seen[i]->header.timestamp} + 300ms);
        EXPECT_FALSE(seen[i]->late);
    }
    expect_equals_chain(seen.back());
    EXPECT_EQ(collector().counters().interpolated, kEvery - 1);
}

TEST_F(CollectorRangeTest, WithMeasuredArrivalAllButTheLastAreLate) {
    options_.modelled_arrival.reset();
    start();
    mine_changed(3);
    every_ = 3;

    EXPECT_TRUE(next_snapshot()->late);
    EXPECT_TRUE(next_snapshot()->late);
    EXPECT_FALSE(next_snapshot()->late);
}

TEST_F(CollectorRangeTest, FewerBlocksAreWaitedFor) {
    start();
    mine_changed(2);
    chain().at(20s, [this] { mine_changed(3); });

    const SnapshotPtr first = next_snapshot();

    EXPECT_EQ(first->number(), 1001U);
    EXPECT_GE(chain().now() - Timestamp{chain().header(1000).timestamp}, 20s);
    EXPECT_THAT(chain().ranges, ElementsAre(Pair(1001U, 1005U)));
}

TEST_F(CollectorRangeTest, BlocksThatWereReplacedBetweenRangesAreUndone) {
    start();
    mine_changed(kEvery);
    (void)next_reserves(kEvery);
    chain().fork(3);
    mine_changed(3 + kEvery);

    EXPECT_EQ(next_undone().fork, 1002U);
    const std::vector<u128> after = next_reserves(3 + kEvery);

    EXPECT_EQ(after.front(), 1'000'000'000'006U);
    EXPECT_EQ(after.back(), reserve_);
    EXPECT_EQ(collector().counters().undone, 3U);
    EXPECT_EQ(collector().counters().fresh_starts, 0U);
}

TEST_F(CollectorRangeTest, ABranchReplacedAtTheSameHeightIsUndone) {
    start();
    mine_changed(kEvery);
    (void)next_reserves(kEvery);
    chain().fork(2);
    mine_changed(2);

    EXPECT_EQ(next_undone().fork, 1003U);
    EXPECT_EQ(next_reserves(2).back(), reserve_);
}

TEST_F(CollectorRangeTest, LogsOfAnotherBranchAreAskedAgain) {
    chain().foreign_ranges = 2;
    start();
    mine_changed(kEvery);

    (void)next_reserves(kEvery);

    EXPECT_EQ(chain().ranges.size(), 3U);
    EXPECT_EQ(collector().counters().failures, 2U);
    EXPECT_EQ(collector().counters().ranges_refused, 0U);
}

TEST_F(CollectorRangeTest, ARangeThatStaysDoubtfulIsReadBlockByBlock) {
    chain().foreign_ranges = 100;
    start();
    mine_changed(kEvery);

    const std::vector<u128> reserves = next_reserves(kEvery);

    EXPECT_EQ(reserves.back(), reserve_);
    EXPECT_EQ(chain().log_questions, kEvery);
    EXPECT_EQ(collector().counters().ranges_refused, 1U);
}

TEST_F(CollectorRangeTest, ARangeThatBreaksOffIsNoticedByTheLogsOfItsLastBlock) {
    chain().short_ranges = 1;
    chain().lacking = 2;
    start();
    mine_changed(kEvery);

    const std::vector<u128> reserves = next_reserves(kEvery);

    EXPECT_EQ(reserves, (std::vector<u128>{1'000'000'000'001, 1'000'000'000'002, 1'000'000'000'003, 1'000'000'000'004,
                                           1'000'000'000'005}));
    EXPECT_EQ(chain().ranges.size(), 2U);
    EXPECT_EQ(chain().log_questions, 1U);
}

TEST_F(CollectorRangeTest, ARangeWithoutALogOfItsLastBlockIsConfirmedByHash) {
    start();
    mine_changed(kEvery - 1);
    chain().mine();

    (void)next_reserves(kEvery);

    EXPECT_EQ(chain().log_questions, 1U);
    EXPECT_EQ(collector().counters().failures, 0U);
}

TEST_F(CollectorRangeTest, WithoutAHistoryOfFeesEveryHeaderIsRead) {
    chain().failing_fees = 1;
    start();
    mine_changed(kEvery);

    (void)next_reserves(kEvery);

    EXPECT_EQ(chain().header_questions, kEvery - 1);
    EXPECT_EQ(collector().counters().interpolated, 0U);
}

TEST_F(CollectorRangeTest, FeesThatDisagreeAtTheEndsAreNotBelieved) {
    chain().fees_off = 1;
    start();
    mine_changed(kEvery);

    EXPECT_EQ(members(next_snapshot()->header), members(chain().header(1001)));
    EXPECT_EQ(chain().header_questions, kEvery - 1);
}

TEST_F(CollectorRangeTest, APoolWhoseLogsAreMissingIsNeverPublishedAsCertainTwice) {
    start();
    chain().silent_pools = {kWethPair};
    mine_changed(kEvery);
    (void)next_reserves(kEvery);
    EXPECT_EQ(chain().log_questions, 1U + kEvery) << "the range is doubted and read block by block";

    mine_changed(kEvery);
    for (std::size_t i = 0; i < kEvery; ++i)
        EXPECT_EQ(next_snapshot()->pool(kWethPair), nullptr) << "it does not follow its events";
    mine_changed(kEvery);
    EXPECT_NE(next_snapshot()->pool(kWethPair), nullptr) << "read afresh";
    EXPECT_EQ(collector().counters().mended_pools, 1U);
}

TEST_F(CollectorRangeTest, AGapBeyondWhatABlockNamesIsSkippedByAFreshStart) {
    start();
    chain().mine_empty(kLongestRange + 1);

    const SnapshotPtr next = next_snapshot();

    EXPECT_TRUE(next->after_gap);
    EXPECT_EQ(next->header.id, chain().head().id);
    EXPECT_EQ(collector().counters().skipped, kLongestRange);
}

TEST_F(CollectorRangeTest, ThePaceMayChangeFromRangeToRange) {
    start();
    mine_changed(kEvery);
    (void)next_reserves(kEvery);
    every_ = 1;
    mine_changed(1);
    (void)next_reserves(1);
    every_ = 2;
    mine_changed(2);
    (void)next_reserves(1);
    expect_equals_chain(next_snapshot());

    EXPECT_THAT(chain().ranges, ElementsAre(Pair(1001U, 1005U), Pair(1007U, 1008U)));
}

}  // namespace
}  // namespace dexarb::testing

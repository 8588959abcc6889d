#include <gtest/gtest.h>

#include "collector_fixture.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;

/// A collector at a node that announces its heads.
class CollectorStreamTest : public CollectorTest {
  protected:
    void follow(std::size_t blocks) {
        for (std::size_t i = 0; i < blocks; ++i)
            newest_ = next_snapshot();
    }

    SnapshotPtr newest_;
};

TEST_F(CollectorStreamTest, WithAnnouncementsIdlePollsVanish) {
    chain().announce_every(2s, 50, 5ms);
    follow(4);
    const FeedCounters before = collector().counters();

    follow(40);

    const FeedCounters after = collector().counters();
    EXPECT_EQ(after.polls - before.polls, 40U);
    EXPECT_EQ(after.idle_polls, before.idle_polls);
    EXPECT_EQ(after.late, 0U);
    EXPECT_EQ(after.requests - before.requests, 80U) << "the head and its logs";
}

TEST_F(CollectorStreamTest, ABlockIsSeenWhenItIsAnnounced) {
    chain().announce_every(2s, 10, 5ms);

    follow(5);

    const auto start = chain().header(1000).timestamp;
    const auto seen = newest_->arrival - Timestamp{start};
    follow(1);
    EXPECT_EQ(newest_->arrival - Timestamp{start} - seen, 2s) << "to the millisecond, which no poll could do";
}

TEST_F(CollectorStreamTest, AStreamThatStallsFallsBackToPollingAndIsRenewed) {
    chain().announce_every(2s, 10, 5ms);
    chain().at(20'010ms, [this] {
        for (int i = 1; i <= 20; ++i)
            chain().at(20s + i * 2s, [this] { chain().mine(); });
    });

    follow(31);

    const FeedCounters counters = collector().counters();
    EXPECT_EQ(counters.stream_stalls, 1U);
    EXPECT_EQ(counters.skipped, 0U);
    EXPECT_LE(counters.late, 3U) << "those of the silence";
    EXPECT_GE(chain().renewals, 1U);
    EXPECT_EQ(newest_->number(), 1030U);
}

TEST_F(CollectorStreamTest, AStreamThatEndsLeavesThePollingAsItWas) {
    chain().announce_every(2s, 20, 5ms);
    chain().at(20'010ms, [this] { chain().announces = false; });

    follow(20);

    const FeedCounters counters = collector().counters();
    EXPECT_EQ(counters.stream_stalls, 0U);
    EXPECT_EQ(counters.late, 0U);
    EXPECT_EQ(chain().renewals, 0U);
}

TEST_F(CollectorStreamTest, AnnouncementsAloneChangeNothing) {
    chain().announces = true;
    follow(1);
    const auto requests = chain().requests();
    const BlockId before = newest_->header.id;
    chain().at(1s, [this] { chain().announce(); });
    chain().at(30s, [this] { chain().mine(); });

    follow(1);

    EXPECT_EQ(newest_->header.parent, before.hash);
    EXPECT_GT(chain().requests(), requests);
}

TEST_F(CollectorStreamTest, AnAnnouncedHeadThatLagsBehindItsNewsIsPolledFor) {
    chain().announce_every(2s, 12, 5ms);
    follow(6);
    chain().lag = 1;
    chain().at(12'300ms, [this] { chain().lag = 0; });

    follow(1);

    EXPECT_EQ(newest_->number(), 1006U);
    EXPECT_GT(collector().counters().idle_polls, 0U);
    EXPECT_LE(newest_->arrival - Timestamp{chain().header(1000).timestamp}, 13s);
}

TEST_F(CollectorStreamTest, AReplacedBranchThatIsAnnouncedIsFollowedAtOnce) {
    chain().announce_every(2s, 5, 5ms);
    follow(6);
    chain().at(10'500ms, [this] {
        chain().fork(2);
        chain().mine_empty(3);
        chain().announce();
    });

    const Undone undone = next_undone();
    follow(3);

    EXPECT_EQ(undone.fork, 1003U);
    EXPECT_EQ(newest_->number(), 1006U);
    expect_equals_chain(newest_);
}

}  // namespace
}  // namespace dexarb::testing

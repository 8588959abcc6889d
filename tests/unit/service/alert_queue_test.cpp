#include "service/alert_queue.hpp"

#include <gmock/gmock.h>

#include "service/alert_pace.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using Added = AlertQueue::Added;
using ::testing::HasSubstr;

Alert alert(AlertKind kind, std::string title) {
    return {kind, facts_of(kind).severity, {}, std::move(title), "text"};
}

TEST(AlertQueue, KeepsTheOrder) {
    AlertQueue queue{8};
    queue.add(alert(AlertKind::kStarted, "a"));
    queue.add(alert(AlertKind::kTrade, "b"));

    EXPECT_EQ(queue.take().alert.title, "a");
    EXPECT_EQ(queue.take().alert.title, "b");
    EXPECT_TRUE(queue.empty());
}

TEST(AlertQueue, FoldsWhatComesWhileOneOfItsKindWaits) {
    AlertQueue queue{8};
    queue.add(alert(AlertKind::kTrade, "first"));
    queue.add(alert(AlertKind::kPaused, "other"));
    for (const char* title : {"2", "3", "4", "5"})
        EXPECT_EQ(queue.add(alert(AlertKind::kTrade, title)), Added::kFolded);

    const Alert digest = queue.take().digest();

    EXPECT_EQ(digest.title, "first (and 4 more)");
    EXPECT_EQ(digest.text, "text\n\n4 more of trade, the newest: 5; 4; 3");
    EXPECT_EQ(queue.take().digest().title, "other");
}

/// Folding the second loss into the first would end with "again" where nothing is well.
TEST(AlertQueue, OfPairsTheLastSaysWhatIsTrue) {
    AlertQueue queue{8};
    queue.add(alert(AlertKind::kNoBlock, "lost 1"));
    queue.add(alert(AlertKind::kBlocksAgain, "again"));
    EXPECT_EQ(queue.add(alert(AlertKind::kNoBlock, "lost 2")), Added::kWaits);
    EXPECT_EQ(queue.add(alert(AlertKind::kNoBlock, "lost 3")), Added::kFolded);

    EXPECT_EQ(queue.take().digest().title, "lost 1");
    EXPECT_EQ(queue.take().digest().title, "again");
    EXPECT_EQ(queue.take().digest().title, "lost 2 (and 1 more)");
}

TEST(AlertQueue, WithoutRoomTheOldestOfTheLeastSevereGoes) {
    AlertQueue queue{2};
    queue.add(alert(AlertKind::kParityBroken, "error"));
    queue.add(alert(AlertKind::kTrade, "info"));

    EXPECT_EQ(queue.add(alert(AlertKind::kPaused, "warning")), Added::kDroppedAnother);
    EXPECT_EQ(queue.add(alert(AlertKind::kStarted, "info again")), Added::kDropped);

    ASSERT_EQ(queue.size(), 2U);
    EXPECT_EQ(queue.take().alert.title, "error");
    EXPECT_EQ(queue.take().alert.title, "warning");
}

TEST(AlertQueue, GivesOneKindOutOfTurn) {
    AlertQueue queue{8};
    queue.add(alert(AlertKind::kTrade, "trade"));
    queue.add(alert(AlertKind::kStopped, "stopped"));
    queue.add(alert(AlertKind::kPaused, "paused"));

    EXPECT_EQ(queue.take(AlertKind::kStarted), std::nullopt);
    EXPECT_EQ(queue.take(AlertKind::kStopped)->alert.title, "stopped");
    EXPECT_EQ(queue.take().alert.title, "trade");
    EXPECT_EQ(queue.take().alert.title, "paused");
}

TEST(AlertPace, LetsSoManyThroughInAnyMinute) {
    AlertPace pace{2};
    const AlertPace::Time start{};
    EXPECT_EQ(pace.wait(start), 0ns);
    pace.take(start);
    pace.take(start + 10s);

    EXPECT_EQ(pace.wait(start + 10s), 50s);
    EXPECT_EQ(pace.wait(start + 60s), 0ns);
    pace.take(start + 60s);
    EXPECT_EQ(pace.wait(start + 60s), 10s);
}

}  // namespace
}  // namespace dexarb

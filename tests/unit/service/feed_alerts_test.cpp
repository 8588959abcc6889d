// What is told of the chain and its endpoints.
#include <gmock/gmock.h>

#include "watched_run.hpp"

namespace dexarb::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FeedAlerts : public AlertWatchTest {};

TEST_F(FeedAlerts, NoBlockIsToldAtTheLimitAndAgainWhenTheyCome) {
    start();

    pass(59s);
    EXPECT_THAT(told, IsEmpty());
    pass(61s);
    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kNoBlock));
    EXPECT_EQ(told[0].title, "no new block for 60 s");
    EXPECT_EQ(told[0].severity, AlertSeverity::kError);
    go_on(100s);
    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kNoBlock, AlertKind::kBlocksAgain));
}

TEST_F(FeedAlerts, BlocksThatComeOldAreNoNews) {
    start();

    for (int i = 0; i < 100; ++i) {
        go_on(1s);
        report.feed.head_age = 70s;
        look();
    }
    EXPECT_THAT(kinds(), ::testing::Contains(AlertKind::kNoBlock));
}

TEST_F(FeedAlerts, ANodeThatIsDeadFromTheStartIsToldToo) {
    pass(70s);

    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kNoBlock));
    EXPECT_THAT(told[0].text, HasSubstr("None has come since the start"));
}

TEST_F(FeedAlerts, ASlowFeedIsNotCalledStalledBeforeItCallsItselfSo) {
    report.feed.stall_after = 100s;
    start();

    pass(99s);
    EXPECT_THAT(told, IsEmpty());
    pass(1s);
    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kNoBlock));
}

TEST_F(FeedAlerts, AnEndpointThatRestsIsLostAfterTheLimitOnly) {
    start();
    endpoint().state = "resting";
    endpoint().reason = "no reply";
    go_on(59s);
    EXPECT_THAT(told, IsEmpty());

    go_on(60s);
    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kEndpointLost));
    EXPECT_THAT(told[0].text, HasSubstr("no reply"));
    EXPECT_EQ(told[0].title, "https://node.example is lost");

    endpoint().state = "standby";
    go_on(29s);
    EXPECT_THAT(told, SizeIs(1));
    go_on(10s);
    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kEndpointLost, AlertKind::kEndpointBack));
}

/// However short the limit is, a question on its way is no answer.
TEST_F(FeedAlerts, AnEndpointIsNotBackForAMomentWithoutAFailure) {
    AlertRules rules;
    rules.endpoint_lost_after = 1s;
    watch_by(rules);
    start();
    endpoint().state = "resting";
    go_on(3s);
    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kEndpointLost));

    endpoint().state = "serving";
    go_on(15s);
    EXPECT_THAT(told, SizeIs(1));
    go_on(1s);
    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kEndpointLost, AlertKind::kEndpointBack));
}

/// Good for a moment between two rests is not well.
TEST_F(FeedAlerts, AnEndpointThatFlapsIsLostOnce) {
    start();

    for (int i = 0; i < 60; ++i) {
        endpoint().state = i % 5 == 4 ? "standby" : "resting";
        go_on(5s);
    }

    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kEndpointLost));
}

TEST_F(FeedAlerts, AnEndpointThatIsStoppedIsLostAtOnce) {
    start();
    endpoint().state = "stopped";
    endpoint().reason = "HTTP 401";
    go_on(3s);

    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kEndpointLost));
}

TEST_F(FeedAlerts, AQuotaIsToldWhenItGetsWorseAndAnewOnceItWasRenewed) {
    start();
    endpoint().today = 1'000;
    endpoint().today_left = 101;
    go_on(2s);
    EXPECT_THAT(told, IsEmpty());

    endpoint().today_left = 100;
    go_on(2s);
    endpoint().is_spent = true;
    go_on(2s);
    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kQuotaLow, AlertKind::kQuotaLow));
    EXPECT_THAT(told[0].text, HasSubstr("100 of 1000 units of today are left"));
    EXPECT_EQ(told[1].title, "https://node.example: the quota is spent");

    endpoint().is_spent = false;
    endpoint().today_left = 1'000;
    go_on(2s);
    endpoint().today_left = 50;
    go_on(2s);
    EXPECT_THAT(told, SizeIs(3));
}

TEST_F(FeedAlerts, AMonthCountsWhereNoDayIsLimited) {
    start();
    endpoint().units_per_month = 1'000;
    endpoint().quota_left = 99;
    go_on(2s);

    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kQuotaLow));
}

TEST_F(FeedAlerts, EachNewDifferenceOfAnAuditIsTold) {
    start();
    report.feed.parity.checks = 100;
    report.feed.parity.agreed = 100;
    go_on(2s);
    EXPECT_THAT(told, IsEmpty());

    report.feed.parity.agreed = 99;
    report.feed.parity.differences = {"block 7, pool 0x85: reserve0"};
    go_on(3s);

    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kParityBroken));
    EXPECT_THAT(told[0].text, HasSubstr("block 7, pool 0x85: reserve0"));

    report.feed.parity.agreed = 98;
    go_on(3s);
    EXPECT_THAT(told, SizeIs(2));
}

}  // namespace
}  // namespace dexarb::testing

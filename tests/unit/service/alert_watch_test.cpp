#include "dexarb/service/alert_watch.hpp"

#include <gmock/gmock.h>

#include "unit/engine/simulation.hpp"
#include "watched_run.hpp"

namespace dexarb::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(AlertWatchTest, TheFirstBlockIsTheStartAndItIsToldOnce) {
    look();
    EXPECT_THAT(told, IsEmpty());

    block(100);
    look();
    go_on(5s);

    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kStarted));
    EXPECT_THAT(told[0].text, AllOf(HasSubstr("1.2.3"), HasSubstr("Polygon PoS"), HasSubstr("block 100")));
}

/// A look every second is on the thread that trades.
TEST_F(AlertWatchTest, AReportIsAskedForOnlyWhenThereIsSomethingToTell) {
    start();
    reports = 0;

    go_on(100s);
    pass(120s);

    EXPECT_EQ(reports, 0U);
}

TEST_F(AlertWatchTest, ARunThatDidNotEndCleanlyIsTold) {
    for (const char* ended : {"crashed", "failed"}) {
        AlertWatch fresh{{}, links};
        told.clear();
        report.resumed = BooksOrigin{7, ended, kStart, 99, {}, {}};
        block(100);
        fresh.on_look(glance(), now);
        fresh.on_look(glance(), now + 1s);

        ASSERT_THAT(kinds(), ElementsAre(AlertKind::kCrashRecovered, AlertKind::kStarted));
        EXPECT_THAT(told[0].text, AllOf(HasSubstr("Run 7"), HasSubstr(ended), HasSubstr("block 99")));
    }
}

TEST_F(AlertWatchTest, AStopIsNoCrash) {
    report.resumed = BooksOrigin{7, "stopped", kStart, 99, {}, {}};
    block(100);
    look();

    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kStarted));
}

TEST_F(AlertWatchTest, APauseIsToldOncePerDay) {
    start();
    auto& pause = report.traders[0].metrics.pause;
    pause = Pause{RejectReason::kDailyLoss, std::chrono::sys_days{std::chrono::year{2026} / 11 / 28}};
    go_on(3s);

    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kPaused));
    EXPECT_EQ(told[0].title, "Moderate is paused: daily_loss_limit_usd is reached");
    EXPECT_THAT(told[0].text, HasSubstr("until 2026-11-28 00:00 UTC"));

    pause.reset();
    go_on(2s);
    pause = Pause{RejectReason::kDailyTrades, std::chrono::sys_days{std::chrono::year{2026} / 11 / 29}};
    go_on(2s);
    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kPaused, AlertKind::kPaused));
}

TEST_F(AlertWatchTest, APauseByHandIsNoNewsToWhoAskedForIt) {
    start();
    report.traders[0].metrics.pause = Pause{RejectReason::kPausedByHand, std::nullopt};
    go_on(3s);

    EXPECT_THAT(told, IsEmpty());
}

TEST_F(AlertWatchTest, APauseThatWasTakenOverIsNoNews) {
    report.resumed = BooksOrigin{7, "stopped", kStart, 99, {}, {}};
    report.traders[0].metrics.pause =
        Pause{RejectReason::kDailyLoss, std::chrono::sys_days{std::chrono::year{2026} / 11 / 28}};
    start();
    go_on(3s);

    EXPECT_THAT(told, IsEmpty());
}

TEST_F(AlertWatchTest, ADayIsSummedUpWithTheFirstBlockOfTheNext) {
    start();
    day = {{"Moderate", dollars(-1.5), 3}, {"Small Trades", dollars(20), 1}, {"Idle", {}, 0}};
    now = kStart + 12h - 1s;
    block(200);
    look();
    EXPECT_THAT(told, IsEmpty());

    go_on(5s);

    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kDailySummary));
    EXPECT_THAT(asked_days, ElementsAre(utc_day(kStart)));
    EXPECT_EQ(told[0].title, "2026-11-27: $18.50 over 4 trades of 3 configurations");
    EXPECT_THAT(told[0].text, HasSubstr("Small Trades: $20.00 over 1 trade\nModerate: -$1.5000 over 3 trades\nNo "
                                        "configuration is separable from zero"));
}

TEST_F(AlertWatchTest, ABlockBeforeMidnightThatComesBackSumsNothingUpAgain) {
    start();
    now = kStart + 12h - 1s;
    block(200);
    go_on(2s);
    ASSERT_THAT(told, SizeIs(1));

    report.feed.head_timestamp -= 10s;
    look();
    go_on(3s);

    EXPECT_THAT(told, SizeIs(1));
}

/// Else nobody would ever be told of the day in whose night the machine was restarted.
TEST_F(AlertWatchTest, ADayThatEndedWhileNothingRanIsSummedUpAtTheStart) {
    report.resumed = BooksOrigin{7, "stopped", kStart - 13h, 99, {}, {}};
    block(100);
    look();
    go_on(3s);

    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kStarted, AlertKind::kDailySummary));
    EXPECT_THAT(asked_days, ElementsAre(utc_day(kStart - 13h)));
}

TEST_F(AlertWatchTest, AConfigurationThatCanBeToldFromZeroOrNoLongerCanIsNews) {
    start();
    report.evidence = FamilyEvidence{};
    for (TraderReport& trader : report.traders)
        trader.evidence = TradeEvidence{};
    go_on(2s);
    EXPECT_THAT(told, IsEmpty());

    report.traders[1].evidence->trial.is_separable = true;
    go_on(2s);
    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kVerdictChanged));
    EXPECT_EQ(told[0].title, "Small Trades is separable from zero");
    EXPECT_THAT(told[0].text, ::testing::EndsWith("."));

    report.traders[1].evidence->trial.is_separable = false;
    go_on(2s);
    ASSERT_THAT(told, SizeIs(2));
    EXPECT_EQ(told[1].title, "Small Trades is no longer separable from zero");
}

TEST_F(AlertWatchTest, WhatAReloadLeavesIsNoNewsAndWhatComesAfterItIs) {
    start();
    report.evidence = FamilyEvidence{};
    for (TraderReport& trader : report.traders)
        trader.evidence = TradeEvidence{};
    report.traders[0].evidence->trial.is_separable = true;
    report.traders[0].metrics.pause =
        Pause{RejectReason::kDailyLoss, std::chrono::sys_days{std::chrono::year{2026} / 11 / 28}};
    go_on(1s);
    told.clear();

    report.resumed = BooksOrigin{7, "reloaded", now, 99, {}, {}};
    report.traders[1].evidence->trial.is_separable = true;
    watched->on_reloaded();
    go_on(2s);
    EXPECT_THAT(told, IsEmpty());

    report.traders[0].evidence->trial.is_separable = false;
    go_on(2s);
    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kVerdictChanged));
    EXPECT_EQ(told[0].title, "Moderate is no longer separable from zero");
}

TEST_F(AlertWatchTest, WhatBooksThatGoOnSupportIsNoNews) {
    report.resumed = BooksOrigin{7, "stopped", kStart, 99, {}, {}};
    start();
    report.evidence = FamilyEvidence{};
    report.traders[1].evidence = TradeEvidence{};
    report.traders[1].evidence->trial.is_separable = true;
    go_on(2s);

    EXPECT_THAT(told, IsEmpty());
}

TEST_F(AlertWatchTest, AnErrorThatEndsARunIsSevere) {
    block(100);
    watched->on_stopped(std::nullopt, now);
    watched->on_stopped("a node of another chain", now);

    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kStopped, AlertKind::kStopped));
    EXPECT_EQ(told[0].severity, AlertSeverity::kWarning);
    EXPECT_EQ(told[1].severity, AlertSeverity::kError);
    EXPECT_THAT(told[1].text, HasSubstr("a node of another chain"));
}

/// Records of a market of two pools.
class AlertWatchRecords : public AlertWatchTest {
  protected:
    static TradeOutcome outcome(double net, TradeResult result = TradeResult::kFilled) {
        TradeOutcome outcome;
        outcome.episode.first_block = 50;
        outcome.inclusion_block = BlockId{52, {}};
        outcome.primary.result = result;
        outcome.primary.net_usd = dollars(net);
        return outcome;
    }
    static Correction correction(Correction::Kind kind, double net) {
        Correction correction;
        correction.kind = kind;
        correction.episode.first_block = 50;
        correction.net_usd = dollars(net);
        return correction;
    }
    void happens(const EngineRecord& record) { watched->on_records(names, std::span{&record, 1}, now); }

    Simulation simulation{{eager()}};
    ViewNames names{std::make_shared<const MarketDefinition>(simulation.engine->market()),
                    simulation.engine->configs()};
};

TEST_F(AlertWatchRecords, ATradeIsToldFromTheLimitOnWhicheverWayItWent) {
    happens(outcome(9.99));
    happens(outcome(-9.99));
    happens(outcome(500, TradeResult::kUnknown));
    EXPECT_THAT(told, IsEmpty());

    happens(outcome(10));
    happens(outcome(-12, TradeResult::kReverted));

    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kTrade, AlertKind::kTrade));
    EXPECT_EQ(told[0].title, "Eager: a trade of $10.00");
    EXPECT_THAT(told[0].text, AllOf(HasSubstr("filled in block 52"), HasSubstr("paper-trading explain eager:")));
    EXPECT_THAT(told[1].text, HasSubstr("reverted"));
}

TEST_F(AlertWatchRecords, ATradeThatWasToldAndIsUndoneIsTakenBack) {
    happens(correction(Correction::Kind::kUndone, -5));
    EXPECT_THAT(told, IsEmpty()) << "nobody was told of it";

    happens(outcome(30));
    happens(correction(Correction::Kind::kUndone, -30));

    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kTrade, AlertKind::kTrade));
    EXPECT_EQ(told[1].title, "Eager: a trade was taken back, -$30.00");
}

TEST_F(AlertWatchRecords, AQuarantineIsToldAndItsLiftingIsNot) {
    happens(correction(Correction::Kind::kQuarantine, -30));
    happens(correction(Correction::Kind::kQuarantine, 30));
    happens(correction(Correction::Kind::kQuarantine, -30));

    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kPhantom, AlertKind::kPhantom));
    EXPECT_EQ(told[0].title, "Eager: a fill was quarantined, -$30.00");
}

}  // namespace
}  // namespace dexarb::testing

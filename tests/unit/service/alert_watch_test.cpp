#include "dexarb/service/alert_watch.hpp"

#include <gmock/gmock.h>

#include "unit/engine/simulation.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Timestamp kStart{std::chrono::sys_days{std::chrono::year{2026} / 11 / 27} + 12h};

/// A run as its reports show it, one look a second.
class AlertWatchTest : public ::testing::Test {
  protected:
    AlertWatchTest() {
        report.version = "1.2.3";
        report.market = "Polygon PoS";
        report.feed.stall_after = 20s;
        report.traders.push_back(trader("moderate", "Moderate"));
        report.traders.push_back(trader("small_trades", "Small Trades"));
        EndpointStatus endpoint;
        endpoint.name = "https://node.example";
        endpoint.state = "serving";
        report.feed.endpoints.push_back(endpoint);
    }

    static TraderReport trader(std::string id, std::string name) {
        TraderReport trader;
        trader.config.id = std::move(id);
        trader.config.name = std::move(name);
        return trader;
    }

    void block(BlockNumber number) {
        report.feed.head = BlockId{number, {}};
        report.feed.head_timestamp = std::chrono::floor<std::chrono::seconds>(now);
        report.feed.head_age = 0ms;
        report.feed.quiet = 0ms;
    }
    /// Looks after each second of a time in which no block comes.
    void pass(std::chrono::seconds time) {
        for (auto gone = 0s; gone < time; ++gone) {
            now += 1s;
            report.feed.quiet += 1s;
            report.feed.head_age += 1s;
            look();
        }
    }
    RunGlance glance() const {
        RunGlance glance;
        glance.feed = report.feed;
        glance.goes_on = report.resumed.has_value();
        glance.is_weighed = report.evidence.has_value();
        for (const TraderReport& trader : report.traders)
            glance.configs.push_back({trader.config.id, trader.metrics.pause,
                                      trader.evidence.has_value() && trader.evidence->trial.is_separable});
        return glance;
    }
    void look() { watch.on_look(glance(), now); }
    /// The same with a block in every second.
    void go_on(std::chrono::seconds time) {
        for (auto gone = 0s; gone < time; ++gone) {
            now += 1s;
            block(report.feed.head->number + 1);
            look();
        }
    }
    void start() {
        block(100);
        look();
        told.clear();
    }
    EndpointStatus& endpoint() { return report.feed.endpoints.at(0); }

    std::vector<AlertKind> kinds() const {
        std::vector<AlertKind> all;
        for (const Alert& alert : told)
            all.push_back(alert.kind);
        return all;
    }

    RunReport report;
    Timestamp now = kStart;
    std::vector<Alert> told;
    std::vector<ConfigDay> day;
    std::vector<UtcDay> asked_days;
    std::size_t reports = 0;
    AlertWatchLinks links{[this](Alert alert) { told.push_back(std::move(alert)); },
                          [this] {
                              ++reports;
                              return report;
                          },
                          [this](UtcDay asked) {
                              asked_days.push_back(asked);
                              return day;
                          }};
    AlertWatch watch{{}, links};
};

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

TEST_F(AlertWatchTest, NoBlockIsToldAtTheLimitAndAgainWhenTheyCome) {
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

TEST_F(AlertWatchTest, BlocksThatComeOldAreNoNews) {
    start();

    for (int i = 0; i < 100; ++i) {
        go_on(1s);
        report.feed.head_age = 70s;
        look();
    }
    EXPECT_THAT(kinds(), ::testing::Contains(AlertKind::kNoBlock));
}

TEST_F(AlertWatchTest, ANodeThatIsDeadFromTheStartIsToldToo) {
    pass(70s);

    ASSERT_THAT(kinds(), ElementsAre(AlertKind::kNoBlock));
    EXPECT_THAT(told[0].text, HasSubstr("None has come since the start"));
}

TEST_F(AlertWatchTest, ASlowFeedIsNotCalledStalledBeforeItCallsItselfSo) {
    report.feed.stall_after = 100s;
    start();

    pass(99s);
    EXPECT_THAT(told, IsEmpty());
    pass(1s);
    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kNoBlock));
}

TEST_F(AlertWatchTest, AnEndpointThatRestsIsLostAfterTheLimitOnly) {
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

/// Good for a moment between two rests is not well.
TEST_F(AlertWatchTest, AnEndpointThatFlapsIsLostOnce) {
    start();

    for (int i = 0; i < 60; ++i) {
        endpoint().state = i % 5 == 4 ? "standby" : "resting";
        go_on(5s);
    }

    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kEndpointLost));
}

TEST_F(AlertWatchTest, AnEndpointThatIsStoppedIsLostAtOnce) {
    start();
    endpoint().state = "stopped";
    endpoint().reason = "HTTP 401";
    go_on(3s);

    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kEndpointLost));
}

TEST_F(AlertWatchTest, AQuotaIsToldWhenItGetsWorseAndAnewOnceItWasRenewed) {
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

TEST_F(AlertWatchTest, AMonthCountsWhereNoDayIsLimited) {
    start();
    endpoint().units_per_month = 1'000;
    endpoint().quota_left = 99;
    go_on(2s);

    EXPECT_THAT(kinds(), ElementsAre(AlertKind::kQuotaLow));
}

TEST_F(AlertWatchTest, EachNewDifferenceOfAnAuditIsTold) {
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
    watch.on_reloaded();
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
    watch.on_stopped(std::nullopt, now);
    watch.on_stopped("a node of another chain", now);

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
    void happens(const EngineRecord& record) { watch.on_records(names, std::span{&record, 1}, now); }

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

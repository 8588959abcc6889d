#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulation.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using std::chrono::days;
using ::testing::SizeIs;

UtcDay day_of(const Simulation& run) {
    return std::chrono::floor<days>(run.newest->header.timestamp);
}

TEST(Limits, DailyTradesStopUntilMidnight) {
    auto config = eager();
    config.max_daily_trades = 2;
    Simulation run{{config}};
    run.block();
    for (int i = 0; i < 4; ++i)
        run.episode();
    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(2));
    EXPECT_TRUE(run.rejected(RejectReason::kDailyTrades));
    ASSERT_TRUE(run.metrics().pause.has_value());
    EXPECT_EQ(run.metrics().pause->reason, RejectReason::kDailyTrades);
    EXPECT_EQ(run.metrics().pause->ends, day_of(run) + days{1});
    EXPECT_EQ(run.metrics().today.actions, 2U);

    run.skip_days(1);
    run.block();

    EXPECT_FALSE(run.metrics().pause.has_value());
    EXPECT_EQ(run.metrics().today.actions, 0U);
    run.episode();
    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(3));
}

TEST(Limits, CandidatesOfOneBlockShareTheDaysTrades) {
    auto config = eager();
    config.max_daily_trades = 1;
    Simulation run{{config}, {}, 2};
    run.block();
    run.market.set_price(run.pools[1], 2200.0);
    run.market.set_price(run.pools[3], 2200.0);
    run.blocks(2);

    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(1));
    EXPECT_TRUE(run.rejected(RejectReason::kDailyTrades));
}

TEST(Limits, LossesInARowStopUntilMidnightAndThePauseClearsThem) {
    auto config = unlucky();
    config.max_consecutive_losses = 3;
    Simulation run{{config}};
    run.block();
    for (int i = 0; i < 5; ++i)
        run.episode();
    EXPECT_THAT(run.results(), SizeIs(3));
    EXPECT_TRUE(run.rejected(RejectReason::kConsecutiveLoss));
    EXPECT_EQ(run.metrics().consecutive_losses, 3U);
    EXPECT_EQ(run.metrics().pause->reason, RejectReason::kConsecutiveLoss);
    EXPECT_EQ(run.metrics().pause->ends, day_of(run) + days{1});

    run.skip_days(1);
    run.block();
    EXPECT_EQ(run.metrics().consecutive_losses, 0U);
    for (int i = 0; i < 5; ++i)
        run.episode();

    EXPECT_THAT(run.results(), SizeIs(6));
    EXPECT_EQ(run.metrics().longest_losing_run, 3U);
}

TEST(Limits, ARunOfLossesWithoutAPauseOutlivesMidnight) {
    auto config = unlucky();
    config.max_consecutive_losses = 3;
    Simulation run{{config}};
    run.block();
    run.episode();
    run.episode();

    run.skip_days(1);
    run.block();

    EXPECT_EQ(run.metrics().consecutive_losses, 2U);
    run.episode();
    EXPECT_TRUE(run.metrics().pause.has_value());
}

TEST(Limits, ExpiredAndUnknownLeaveTheRunAlone) {
    Simulation run{{unlucky()}};
    run.block();
    run.episode();
    run.spread(0.05);
    run.block();
    run.market.set_base_fee(900'000'000'000);
    run.block();
    run.market.set_base_fee(30'000'000'000);
    run.spread(0.0);
    run.block();
    run.spread(0.05);
    run.block();
    run.market.skip_blocks(1);
    run.block();

    EXPECT_EQ(run.results(), (std::vector{TradeResult::kLost, TradeResult::kExpired, TradeResult::kUnknown}));
    EXPECT_EQ(run.metrics().consecutive_losses, 1U);
}

TEST(Limits, TheDailyLossStopsWhenItIsReached) {
    Simulation probe{{unlucky()}};
    probe.block();
    probe.episode();
    const MicroUsd loss = -probe.metrics().net_usd;
    ASSERT_GT(loss, MicroUsd{});
    for (const std::int64_t slack : {0, 1}) {
        auto config = unlucky();
        config.daily_loss_limit_usd = {2 * loss.value + slack};
        Simulation run{{config}};
        run.block();
        for (int i = 0; i < 5; ++i)
            run.episode();

        EXPECT_THAT(run.results(), SizeIs(slack == 0 ? 2 : 3));
        EXPECT_EQ(run.metrics().pause->reason, RejectReason::kDailyLoss);
        EXPECT_EQ(run.metrics().pause->ends, day_of(run) + days{1});
        run.skip_days(1);
        run.block();
        run.episode();
        EXPECT_THAT(run.results(), SizeIs(slack == 0 ? 3 : 4)) << "a new day, a new limit";
    }
}

TEST(Limits, ActionsInFlightStillSettleInAPause) {
    auto config = eager();
    config.max_daily_trades = 1;
    Simulation run{{config}};
    run.block();
    run.episode();

    EXPECT_EQ(run.results(), std::vector{TradeResult::kFilled});
    EXPECT_TRUE(run.metrics().pause.has_value());
}

TEST(Limits, AnActionCountsOnTheDayOfNAndItsNetOnTheDayOfM) {
    Simulation run{{eager()}};
    run.market.skip_blocks(43'198);
    run.block();
    run.spread(0.05);
    run.block();
    const UtcDay first = day_of(run);
    run.block();

    EXPECT_EQ(day_of(run), first + days{1});
    EXPECT_EQ(run.metrics().today.actions, 0U);
    EXPECT_EQ(run.metrics().today.net_usd, run.metrics().net_usd);
    EXPECT_GT(run.metrics().net_usd, MicroUsd{});
}

TEST(Limits, DrawdownIsTheFallFromTheHighestNetSoFar) {
    Simulation run{{unlucky()}};
    run.block();
    run.episode();
    run.episode();
    EXPECT_EQ(run.metrics().drawdown_usd, -run.metrics().net_usd) << "the highest net so far is at least zero";
    EXPECT_EQ(run.metrics().win_rate(), 0.0);
}

}  // namespace
}  // namespace dexarb

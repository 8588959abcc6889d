#include "dexarb/trading/limits.hpp"

#include <gtest/gtest.h>

#include "ledger_support.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

StrategyConfig limited() {
    StrategyConfig config;
    config.max_daily_trades = 3;
    config.max_consecutive_losses = 2;
    config.daily_loss_limit_usd = {100};
    return config;
}

TradingLimits after(std::initializer_list<LedgerEntry> entries) {
    TradingLimits limits{limited()};
    for (const LedgerEntry& entry : entries)
        limits.apply(entry);
    return limits;
}

TEST(TradingLimits, CountActionsByTheDayOfN) {
    const auto limits = after({action_on(kMonday), action_on(kMonday), action_on(kTuesday)});

    EXPECT_EQ(limits.stop(kMonday), std::nullopt);
    EXPECT_EQ(limits.stop(kMonday, 1), RejectReason::kDailyTrades);
    EXPECT_EQ(limits.stop(kTuesday, 1), std::nullopt);
    EXPECT_EQ(limits.counters(kMonday).actions, 2U);
}

TEST(TradingLimits, ADailyLossOnceReachedStopsTheDayEvenIfAFillMakesUpForIt) {
    const auto limits = after({settled(-100, kMonday), settled(500, kMonday)});

    EXPECT_EQ(limits.stop(kMonday), RejectReason::kDailyLoss);
    EXPECT_EQ(limits.stop(kTuesday), std::nullopt);
    EXPECT_EQ(limits.counters(kMonday).net_usd, MicroUsd{400});
}

TEST(TradingLimits, ANetOfZeroNeitherExtendsNorEndsARun) {
    EXPECT_EQ(after({settled(-1, kMonday), settled(0, kMonday)}).consecutive_losses(kMonday), 1U);
    EXPECT_EQ(after({settled(-1, kMonday), settled(1, kMonday)}).consecutive_losses(kMonday), 0U);
}

TEST(TradingLimits, ExpiredAndUnknownTouchNothing) {
    const auto limits = after(
        {settled(-1, kMonday), settled(0, kMonday, TradeResult::kExpired), settled(0, kMonday, TradeResult::kUnknown)});

    EXPECT_EQ(limits.consecutive_losses(kMonday), 1U);
}

TEST(TradingLimits, TheEndOfAPauseClearsTheRun) {
    const auto limits = after({settled(-1, kMonday), settled(-1, kMonday)});

    EXPECT_EQ(limits.stop(kMonday), RejectReason::kConsecutiveLoss);
    EXPECT_EQ(limits.pause(kMonday)->ends, kTuesday);
    EXPECT_EQ(limits.stop(kTuesday), std::nullopt);
    EXPECT_EQ(limits.consecutive_losses(kTuesday), 0U);
}

TEST(TradingLimits, WhatSettlesAfterThePauseStartsANewRun) {
    const auto limits = after({settled(-1, kMonday), settled(-1, kMonday), settled(-1, kTuesday)});

    EXPECT_EQ(limits.consecutive_losses(kTuesday), 1U);
    EXPECT_EQ(limits.stop(kTuesday), std::nullopt);
    EXPECT_EQ(limits.longest_losing_run(), 2U);
}

TEST(TradingLimits, EveryPauseClearsTheRunAtItsEnd) {
    const auto limits = after({settled(-1, kMonday), action_on(kMonday), action_on(kMonday), action_on(kMonday)});

    EXPECT_EQ(limits.consecutive_losses(kMonday), 1U);
    EXPECT_EQ(limits.consecutive_losses(kTuesday), 0U);
}

TEST(TradingLimits, ALossThatIsLiftedCountsFromThere) {
    auto limits = after({settled(-100, kMonday), lifted(kMonday), settled(1, kMonday), settled(-100, kMonday)});
    EXPECT_EQ(limits.stop(kMonday), std::nullopt);
    EXPECT_EQ(limits.counters(kMonday).net_usd, MicroUsd{-199});

    limits.apply(settled(-1, kMonday));

    EXPECT_EQ(limits.stop(kMonday), RejectReason::kDailyLoss);
}

TEST(TradingLimits, ARunThatIsLiftedBeginsAnew) {
    auto limits = after({settled(-1, kMonday), settled(-1, kMonday), lifted(kMonday), settled(-1, kMonday)});
    EXPECT_EQ(limits.stop(kMonday), std::nullopt);

    limits.apply(settled(-1, kMonday));

    EXPECT_EQ(limits.stop(kMonday), RejectReason::kConsecutiveLoss);
}

TEST(TradingLimits, OnlyWhatIsReachedCountsAnew) {
    auto limits = after({settled(-1, kMonday), settled(-60, kMonday), lifted(kMonday), settled(-39, kMonday)});

    EXPECT_EQ(limits.stop(kMonday), RejectReason::kDailyLoss) << "the loss went on counting";
}

TEST(TradingLimits, WhatWasLiftedEndsWithTheDay) {
    const auto limits = after({action_on(kMonday), action_on(kMonday), action_on(kMonday), lifted(kMonday),
                               action_on(kTuesday), action_on(kTuesday), action_on(kTuesday)});

    EXPECT_EQ(limits.stop(kMonday), std::nullopt);
    EXPECT_EQ(limits.stop(kTuesday), RejectReason::kDailyTrades);
}

TEST(TradingLimits, AQuarantinedFillNoLongerCoversTheDaysLosses) {
    const auto limits = after({settled(90, kMonday), settled(-110, kMonday), quarantined(90, kMonday, kMonday)});

    EXPECT_EQ(limits.counters(kMonday).net_usd, MicroUsd{-110});
    EXPECT_EQ(limits.stop(kMonday), RejectReason::kDailyLoss);
}

TEST(TradingLimits, AQuarantineOfYesterdaysFillPausesNothing) {
    const auto limits = after({settled(90, kMonday), settled(-110, kMonday), quarantined(90, kMonday, kTuesday)});

    EXPECT_EQ(limits.counters(kMonday).net_usd, MicroUsd{-110});
    EXPECT_EQ(limits.stop(kTuesday), std::nullopt);
    EXPECT_EQ(limits.consecutive_losses(kTuesday), 1U);
}

}  // namespace
}  // namespace dexarb

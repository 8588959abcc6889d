#include "dexarb/metrics/trader_books.hpp"

#include <gtest/gtest.h>

#include "unit/trading/ledger_support.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

TraderMetrics after(std::initializer_list<LedgerEntry> entries) {
    TraderBooks books;
    for (const LedgerEntry& entry : entries)
        books.apply(entry);
    return books.metrics();
}

TEST(TraderBooks, CountWinsLossesAndTheirExtremes) {
    const auto metrics = after({settled(50, kMonday), settled(-20, kMonday, TradeResult::kReverted),
                                settled(0, kMonday), settled(-30, kMonday, TradeResult::kLost)});

    EXPECT_EQ(metrics.net_usd, MicroUsd{0});
    EXPECT_EQ(metrics.wins, 1U);
    EXPECT_EQ(metrics.losses, 2U);
    EXPECT_EQ(metrics.largest_win_usd, MicroUsd{50});
    EXPECT_EQ(metrics.largest_loss_usd, MicroUsd{-30});
    EXPECT_DOUBLE_EQ(*metrics.win_rate(), 1.0 / 3.0);
    EXPECT_EQ(metrics.booked(), 4U);
}

TEST(TraderBooks, DrawdownIsMeasuredFromTheHighestNetAtLeastZero) {
    EXPECT_EQ(after({settled(-20, kMonday)}).drawdown_usd, MicroUsd{20});

    const auto metrics = after({settled(50, kMonday), settled(-70, kMonday), settled(30, kMonday)});

    EXPECT_EQ(metrics.drawdown_usd, MicroUsd{40});
    EXPECT_EQ(metrics.max_drawdown_usd, MicroUsd{70});
}

TEST(TraderBooks, ExpiredAndUnknownAreCountedAndBookNothing) {
    const auto metrics =
        after({settled(0, kMonday, TradeResult::kExpired), settled(0, kMonday, TradeResult::kUnknown)});

    EXPECT_EQ(metrics.settled(), 2U);
    EXPECT_EQ(metrics.booked(), 0U);
    EXPECT_FALSE(metrics.win_rate().has_value());
    EXPECT_FALSE(metrics.average_usd().has_value());
}

TEST(TraderBooks, TheAverageIsRoundedDown) {
    EXPECT_EQ(after({settled(-4, kMonday), settled(1, kMonday)}).average_usd(), MicroUsd{-2});
    EXPECT_EQ(after({settled(4, kMonday), settled(-1, kMonday)}).average_usd(), MicroUsd{1});
}

TEST(TraderBooks, AQuarantinedFillLeavesEverySumAndNoCounter) {
    const auto metrics = after({settled(50, kMonday), settled(7, kMonday), quarantined(50, kMonday, kTuesday)});

    EXPECT_EQ(metrics.net_usd, MicroUsd{7});
    EXPECT_EQ(metrics.gross_usd, MicroUsd{7});
    EXPECT_EQ(metrics.quarantined_usd, MicroUsd{50});
    EXPECT_EQ(metrics.wins, 2U);
    EXPECT_EQ(metrics.average_usd(), MicroUsd{7});
}

TEST(TraderBooks, WhatLegacyClaimsSaturates) {
    TradeOutcome claim = *outcome_of(1, TradeResult::kFilled, kMonday);
    claim.models[0].net_usd = MicroUsd::max();
    const auto shared = std::make_shared<const TradeOutcome>(claim);
    const LedgerEntry entry{LedgerEntry::Kind::kOutcome, 1, kMonday, shared, {}};

    EXPECT_EQ(after({entry, entry, entry}).model_net_usd[0], MicroUsd::max());
}

}  // namespace
}  // namespace dexarb

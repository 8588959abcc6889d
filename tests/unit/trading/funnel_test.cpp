#include "dexarb/trading/funnel.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

constexpr EpisodeId kEpisode{RouteIndex{3}, 100};
constexpr EpisodeId kOther{RouteIndex{4}, 100};

Reject stopped_by(RejectReason reason, std::int64_t net = 0, BlockNumber block = 100, EpisodeId episode = kEpisode) {
    return {ConfigIndex{0}, episode, block, reason, {net}};
}

std::uint64_t count(const FunnelCounter& counter, RejectReason reason) {
    return counter.funnel().stopped[static_cast<std::size_t>(reason)];
}

TEST(Funnel, AnEpisodeCountsOnceWhereItGotFurthest) {
    FunnelCounter counter;
    EXPECT_TRUE(counter.stop(stopped_by(RejectReason::kGasAboveCap)));
    EXPECT_TRUE(counter.stop(stopped_by(RejectReason::kMinProfit)));
    EXPECT_TRUE(counter.stop(stopped_by(RejectReason::kLateBlock)));
    EXPECT_FALSE(counter.stop(stopped_by(RejectReason::kMinProfit)));

    EXPECT_EQ(counter.funnel().episodes, 1U);
    EXPECT_EQ(count(counter, RejectReason::kMinProfit), 1U);
    EXPECT_EQ(count(counter, RejectReason::kGasAboveCap), 0U);
    EXPECT_EQ(count(counter, RejectReason::kLateBlock), 0U);
}

TEST(Funnel, AnActedEpisodeIsStoppedByNothing) {
    FunnelCounter counter;
    static_cast<void>(counter.stop(stopped_by(RejectReason::kMinProfit)));
    counter.act(kEpisode, 101);
    static_cast<void>(counter.stop(stopped_by(RejectReason::kEpisodeUsed)));

    EXPECT_EQ(counter.funnel().acted, 1U);
    EXPECT_EQ(count(counter, RejectReason::kMinProfit), 0U);
    EXPECT_EQ(count(counter, RejectReason::kEpisodeUsed), 0U);
    EXPECT_TRUE(counter.standing(kEpisode).acted);
    EXPECT_FALSE(counter.standing(kOther).acted);
    EXPECT_FALSE(counter.nearest_miss({}).has_value());
}

TEST(Funnel, TheNearestMissGotFurthestAndThereHadTheHighestNet) {
    FunnelCounter counter;
    static_cast<void>(counter.stop(stopped_by(RejectReason::kGasAboveCap, 9'000'000)));
    static_cast<void>(counter.stop(stopped_by(RejectReason::kMinProfit, 2'000'000, 100, kOther)));
    static_cast<void>(counter.stop(stopped_by(RejectReason::kMinProfit, 3'000'000, 105, kOther)));
    static_cast<void>(counter.stop(stopped_by(RejectReason::kMinProfit, 1'000'000, 106, kOther)));

    const auto miss = counter.nearest_miss({5'000'000});

    EXPECT_EQ(miss->episode, kOther);
    EXPECT_EQ(miss->block, 105U);
    EXPECT_EQ(miss->lacked_usd, MicroUsd{2'000'000});
}

TEST(Funnel, ForgettingAnEpisodeUncountsNothing) {
    FunnelCounter counter;
    static_cast<void>(counter.stop(stopped_by(RejectReason::kMinProfit, 7)));

    counter.forget_before(1000);

    EXPECT_EQ(counter.funnel().episodes, 1U);
    EXPECT_EQ(count(counter, RejectReason::kMinProfit), 1U);
    EXPECT_EQ(counter.nearest_miss({})->net_usd, MicroUsd{7});
}

TEST(Funnel, WhatAnUndoneBlockMayBringBackIsKept) {
    FunnelCounter counter;
    counter.act(kEpisode, 100);

    counter.forget_before(100 + 64 + 8);

    EXPECT_TRUE(counter.standing(kEpisode).acted);
}

}  // namespace
}  // namespace dexarb

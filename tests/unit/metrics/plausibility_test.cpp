#include "dexarb/metrics/plausibility.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::chrono::sys_seconds kNoon{std::chrono::seconds{1'790'000'000}};

/// Trades that nobody would doubt: $0.10 each, some lost, on many routes.
TradeEvidence modest(std::uint64_t trades) {
    TradeEvidence evidence;
    evidence.trades = trades;
    evidence.mean = 0.10;
    evidence.losses = trades / 3;
    evidence.first_trade = kNoon;
    evidence.best_route = RouteShare{RouteIndex{3}, trades / 4, 0.3};
    evidence.trial.moments = {trades, evidence.mean, 0.2, 0.0, 3.0};
    return evidence;
}

MarketFacts a_day_of_polygon() {
    return {false, 0.12, kNoon + 24h};
}

std::vector<Doubt> doubts_of(const TradeEvidence& evidence, const MarketFacts& facts = a_day_of_polygon()) {
    std::vector<Doubt> doubts;
    for (const DoubtfulResult& result : doubtful_results(evidence, facts))
        doubts.push_back(result.doubt);
    return doubts;
}

TEST(DoubtfulResults, ModestTradesAreNotDoubted) {
    EXPECT_THAT(doubts_of(modest(400)), IsEmpty());
    EXPECT_THAT(doubts_of(TradeEvidence{}), IsEmpty());
}

TEST(DoubtfulResults, MoreThanATwentiethOfTheMarketIsDoubted) {
    TradeEvidence evidence = modest(900);
    evidence.mean = 1.0;
    EXPECT_THAT(doubts_of(evidence), IsEmpty()) << "900 a day is the bound itself";

    evidence.mean = 1.01;
    const auto results = doubtful_results(evidence, a_day_of_polygon());

    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].doubt, Doubt::kMarketShare);
    EXPECT_DOUBLE_EQ(results[0].figure, 909.0);
    EXPECT_DOUBLE_EQ(results[0].bound, 900.0);
    EXPECT_THAT(doubts_of(evidence, {false, 0.12, kNoon + 48h}), IsEmpty()) << "the same in two days";
}

TEST(DoubtfulResults, FewMinutesCountAsAnHour) {
    TradeEvidence evidence = modest(4);
    evidence.mean = 9.3;
    EXPECT_THAT(doubts_of(evidence, {false, {}, kNoon + 5min}), IsEmpty()) << "37.20 in an hour";
    evidence.mean = 9.4;
    EXPECT_THAT(doubts_of(evidence, {false, {}, kNoon + 5min}), ElementsAre(Doubt::kMarketShare)) << "37.60";
    EXPECT_DOUBLE_EQ(watched_days(evidence, {false, {}, kNoon + 12h}), 0.5);
}

TEST(DoubtfulResults, TheTraderThatClaimedThousandsAnHourIsDoubtedInEveryWay) {
    TradeEvidence evidence = modest(620);
    evidence.mean = 5.0;
    evidence.losses = 0;
    evidence.best_route->share = 0.9;
    evidence.trial.moments.deviation = 0.01;

    EXPECT_THAT(doubts_of(evidence), ElementsAre(Doubt::kMarketShare, Doubt::kMeanPerTrade, Doubt::kOneRoute,
                                                 Doubt::kNoVariance, Doubt::kNeverLost));
}

TEST(DoubtfulResults, AMeanOfTenTimesTheUsualIsDoubted) {
    TradeEvidence evidence = modest(kMeanTrades);
    evidence.mean = 10 * 1.2 * 0.12 + 0.001;
    EXPECT_THAT(doubts_of(evidence), ElementsAre(Doubt::kMeanPerTrade));

    EXPECT_THAT(doubts_of(evidence, {false, std::nullopt, kNoon + 24h}), IsEmpty()) << "no price of the native token";
    evidence.trades = kMeanTrades - 1;
    EXPECT_THAT(doubts_of(evidence), IsEmpty());
}

TEST(DoubtfulResults, ASimulatedMarketIsNotHeldAgainstPolygon) {
    TradeEvidence evidence = modest(400);
    evidence.mean = 50.0;
    evidence.trial.moments.deviation = 40.0;
    EXPECT_THAT(doubts_of(evidence, {true, 0.12, kNoon + 24h}), IsEmpty());
}

TEST(DoubtfulResults, ShapeIsJudgedFromTenTradesOnAndLossesFromThirty) {
    TradeEvidence evidence = modest(kShapeTrades - 1);
    evidence.losses = 0;
    evidence.best_route->share = 0.51;
    EXPECT_THAT(doubts_of(evidence), IsEmpty());
    evidence.trades = kShapeTrades;
    EXPECT_THAT(doubts_of(evidence), ElementsAre(Doubt::kOneRoute));
    evidence.trades = kLossTrades;
    EXPECT_THAT(doubts_of(evidence), ElementsAre(Doubt::kOneRoute, Doubt::kNeverLost));
    evidence.losses = 1;
    evidence.best_route->share = 0.5;
    EXPECT_THAT(doubts_of(evidence), IsEmpty());
}

TradeSample trade_on(std::uint32_t route, std::int64_t micro_usd) {
    TradeSample sample;
    sample.episode.route = RouteIndex{route};
    sample.net_usd = MicroUsd{micro_usd};
    return sample;
}

TEST(LargestRouteShare, IsOfTheWholeNet) {
    const auto most = largest_route_share(
        {trade_on(1, 3'000'000), trade_on(2, 5'000'000), trade_on(1, 4'000'000), trade_on(3, -2'000'000)});

    ASSERT_TRUE(most);
    EXPECT_EQ(most->route, RouteIndex{1});
    EXPECT_EQ(most->trades, 2U);
    EXPECT_DOUBLE_EQ(most->share, 0.7);
    EXPECT_FALSE(largest_route_share({trade_on(1, 3'000'000), trade_on(2, -3'000'000)})) << "nothing was made";
    EXPECT_FALSE(largest_route_share({}));
}

}  // namespace
}  // namespace dexarb

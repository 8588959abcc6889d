#include "dexarb/arbitrage/opportunity_scanner.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sizing_support.hpp"

namespace dexarb::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A cheap and a dear WETH/USDC pair, at one price until told otherwise.
struct ScannedMarket {
    MarketBuilder builder;
    PoolIndex cheap = builder.add(PairPool{kWeth, kUsdc, 2000.0, 1e6});
    PoolIndex dear = builder.add(PairPool{kWeth, kUsdc, 2000.0, 1e6});
    RouteBook book{*builder.market()};
    OpportunityScanner scanner{builder.market(), book, {}};

    ScanResult next() { return scanner.scan(*builder.next_block()); }
    ScanResult next_at(double dear_price) {
        builder.set_price(dear, dear_price);
        return next();
    }
    ScanResult next_uncertain() {
        const PoolState kept = builder.state(dear);
        builder.make_uncertain(dear);
        ScanResult result = next();
        builder.set_state(dear, kept);
        return result;
    }
};

std::vector<EpisodePhase> phases(const ScanResult& result) {
    std::vector<EpisodePhase> list;
    for (const EpisodeChange& change : result.changes)
        list.push_back(change.phase);
    return list;
}

TEST(OpportunityScanner, NothingOpensWhereFeesEatTheSpread) {
    ScannedMarket market;

    const auto result = market.next_at(2008.0);

    EXPECT_THAT(result.opportunities, IsEmpty());
    EXPECT_THAT(result.changes, IsEmpty());
}

TEST(OpportunityScanner, OpensTheRouteAtItsBestInputNetOfGas) {
    ScannedMarket market;

    const auto result = market.next_at(2100.0);

    ASSERT_THAT(result.opportunities, SizeIs(1));
    const Opportunity& found = result.opportunities[0];
    EXPECT_EQ(market.book.route(found.episode.route).hops[0].pool, market.cheap);
    EXPECT_EQ(found.gas_units, 31'100U + 2 * 57'900);
    // 146,900 gas at 60 gwei are 0.008814 POL at ten cents.
    EXPECT_EQ(found.gas_usd, MicroUsd{881});
    EXPECT_EQ(found.net_usd, found.gross_usd - MicroUsd{881});
    EXPECT_EQ(found.gross_usd.value, profit_of(found.sized.quote)->low_u64());
    EXPECT_THAT(phases(result), ElementsAre(EpisodePhase::kOpen));
}

TEST(OpportunityScanner, TellsTheBestNetEdgeOfThePair) {
    ScannedMarket market;

    const auto eaten = market.next_at(2008.0).pair_edges.at(0);
    const auto open = market.next_at(2100.0);
    market.builder.set_base_fee(40'000'000'000'000'000);
    const auto eaten_by_gas = market.next().pair_edges.at(0);

    EXPECT_EQ(eaten.kind, PairEdge::Kind::kNoEdge);
    EXPECT_EQ(open.pair_edges.at(0).kind, PairEdge::Kind::kNet);
    EXPECT_EQ(open.pair_edges.at(0).net_usd, open.opportunities.at(0).net_usd);
    EXPECT_EQ(eaten_by_gas.kind, PairEdge::Kind::kNet);
    EXPECT_LT(eaten_by_gas.net_usd, MicroUsd{});
}

TEST(OpportunityScanner, OfSeveralRoutesTheBestIsThePairsEdge) {
    MarketBuilder builder;
    builder.add(PairPool{.price = 2000.0});
    builder.add(PairPool{.price = 2100.0});
    builder.add(PairPool{.price = 2050.0});
    const RouteBook book{*builder.market()};
    OpportunityScanner scanner{builder.market(), book, {}};
    const auto result = scanner.scan(*builder.next_block());

    MicroUsd best;
    for (const Opportunity& found : result.opportunities)
        best = std::max(best, found.net_usd);
    EXPECT_THAT(result.opportunities, SizeIs(3));
    EXPECT_EQ(result.pair_edges.at(0).net_usd, best);
}

TEST(OpportunityScanner, APairWithoutPoolsOrPricesIsNotJudged) {
    ScannedMarket market;
    market.next_at(2100.0);

    const auto uncertain = market.next_uncertain().pair_edges.at(0);
    market.builder.set_usd_price(kWmatic, std::nullopt);
    const auto no_gas_price = market.next().pair_edges.at(0);
    market.builder.set_usd_price(kWmatic, 0.1).set_usd_price(kUsdc, std::nullopt);
    const auto no_quote_price = market.next().pair_edges.at(0);

    EXPECT_EQ(uncertain.kind, PairEdge::Kind::kNotJudged);
    EXPECT_EQ(no_gas_price.kind, PairEdge::Kind::kNotJudged);
    EXPECT_EQ(no_quote_price.kind, PairEdge::Kind::kNotJudged);
}

TEST(OpportunityScanner, WhatIsOpenAfterAFreshStartIsLeftCensoredEvenOnTheNextBlock) {
    ScannedMarket market;
    market.next();
    market.builder.set_price(market.dear, 2100.0);
    const auto result = market.scanner.scan(*market.builder.next_block_after_gap());

    ASSERT_THAT(result.opportunities, SizeIs(1));
    EXPECT_TRUE(result.opportunities[0].left_censored);
}

TEST(OpportunityScanner, ARouteThatEarnsExactlyItsGasIsNotOpen) {
    ScannedMarket market;
    const Opportunity open = market.next_at(2100.0).opportunities.at(0);
    // A micro-dollar is 10^13 wei at ten cents.
    const u128 wei = static_cast<u128>(open.gross_usd.value) * 10'000'000'000'000;
    const auto price = static_cast<std::uint64_t>(wei / open.gas_units) + 1;
    market.builder.set_base_fee(price - 30'000'000'000);
    const auto level = market.next();

    EXPECT_EQ(level.pair_edges.at(0).kind, PairEdge::Kind::kNet);
    EXPECT_EQ(level.pair_edges.at(0).net_usd, MicroUsd{0});
    EXPECT_THAT(level.opportunities, IsEmpty());
}

TEST(OpportunityScanner, GasOfEachBlockIsJudgedWithoutAnEvent) {
    ScannedMarket market;
    const auto open = market.next_at(2020.0);
    ASSERT_THAT(open.opportunities, SizeIs(1));

    market.builder.set_base_fee(40'000'000'000'000'000);
    const auto shut = market.next();
    market.builder.set_base_fee(30'000'000'000);
    const auto again = market.next();

    EXPECT_THAT(shut.opportunities, IsEmpty());
    EXPECT_THAT(phases(shut), ElementsAre(EpisodePhase::kClose));
    EXPECT_THAT(phases(again), ElementsAre(EpisodePhase::kOpen));
}

TEST(OpportunityScanner, NativePriceOfEachBlockIsJudgedWithoutAnEvent) {
    ScannedMarket market;
    const auto before = market.next_at(2100.0);

    market.builder.set_usd_price(kWmatic, 0.2);
    const auto after = market.next();

    EXPECT_EQ(before.opportunities.at(0).gas_usd, MicroUsd{881});
    EXPECT_EQ(after.opportunities.at(0).gas_usd, MicroUsd{1762});
}

TEST(OpportunityScanner, WithoutANativePriceNetIsGrossAndGasIsUnknown) {
    ScannedMarket market;
    market.builder.set_usd_price(kWmatic, std::nullopt);

    const auto result = market.next_at(2100.0);

    ASSERT_THAT(result.opportunities, SizeIs(1));
    EXPECT_EQ(result.opportunities[0].gas_usd, std::nullopt);
    EXPECT_EQ(result.opportunities[0].net_usd, result.opportunities[0].gross_usd);
}

TEST(OpportunityScanner, WithoutAPriceOfTheStartTokenARouteIsUncertain) {
    ScannedMarket market;
    market.next_at(2100.0);

    market.builder.set_usd_price(kUsdc, std::nullopt);
    const auto unpriced = market.next();
    market.builder.set_usd_price(kUsdc, 1.0);
    const auto priced = market.next();

    EXPECT_THAT(unpriced.opportunities, IsEmpty());
    EXPECT_THAT(unpriced.changes, IsEmpty());
    EXPECT_EQ(priced.opportunities.at(0).episode.first_block, 1000U);
}

TEST(OpportunityScanner, EmptyPoolNeverOpens) {
    MarketBuilder builder;
    builder.add_state(kWeth, kUsdc, ConstantProductState{0, 0, FeePpm{3000}});
    RangePool hollow{kWeth, kUsdc, 900.0};
    const std::int32_t tick = range_state(hollow).tick / 10 * 10;
    hollow.positions = {{tick - 20000, tick - 10000, 1}};
    builder.add(hollow);
    builder.add(PairPool{});
    const RouteBook book{*builder.market()};
    OpportunityScanner scanner{builder.market(), book, {}};

    const auto result = scanner.scan(*builder.next_block());

    EXPECT_THAT(result.opportunities, IsEmpty());
}

TEST(OpportunityScanner, ShallowPoolOffTheMarketIsWorthLessThanItsGas) {
    MarketBuilder builder;
    builder.add(PairPool{kWeth, kUsdc, 1000.0, 0.001});
    builder.add(PairPool{});
    const RouteBook book{*builder.market()};
    OpportunityScanner scanner{builder.market(), book, {}};

    const auto result = scanner.scan(*builder.next_block());

    EXPECT_THAT(result.opportunities, IsEmpty());
    ASSERT_TRUE(result.nearest_miss);
    EXPECT_LT(result.nearest_miss->net_usd, MicroUsd{0});
    EXPECT_GT(result.nearest_miss->edge_ppm, 900'000.0);
}

TEST(Episodes, ContinueWhileOpenAndCountBlocksWithoutAnEvent) {
    ScannedMarket market;
    market.next();
    const auto first = market.next_at(2100.0);
    const auto second = market.next();
    const auto third = market.next();
    const auto fourth = market.next_at(2100.1);

    EXPECT_EQ(first.opportunities.at(0).quiet_blocks, 0U);
    EXPECT_EQ(second.opportunities.at(0).quiet_blocks, 1U);
    EXPECT_EQ(third.opportunities.at(0).quiet_blocks, 2U);
    EXPECT_EQ(fourth.opportunities.at(0).quiet_blocks, 0U);
    EXPECT_EQ(fourth.opportunities.at(0).episode.first_block, 1001U);
    EXPECT_FALSE(first.opportunities.at(0).left_censored);
}

TEST(Episodes, MoveIsToldBeyondOnePercentOfWhatWasToldLast) {
    ScannedMarket market;
    market.next_at(2100.0);

    const auto little = market.next_at(2100.05);
    const auto more = market.next_at(2100.6);
    const auto stays = market.next();

    EXPECT_THAT(little.changes, IsEmpty());
    EXPECT_THAT(phases(more), ElementsAre(EpisodePhase::kMove));
    EXPECT_THAT(stays.changes, IsEmpty());
}

TEST(Episodes, CloseTellsWhatWasLastSeenOpen) {
    ScannedMarket market;
    const auto open = market.next_at(2100.0);

    const auto shut = market.next_at(2000.0);

    ASSERT_THAT(phases(shut), ElementsAre(EpisodePhase::kClose));
    EXPECT_EQ(shut.changes[0].opportunity.net_usd, open.opportunities.at(0).net_usd);
    EXPECT_EQ(shut.changes[0].block.number, 1001U);
}

TEST(Episodes, OpenAtTheStartIsLeftCensored) {
    ScannedMarket market;

    EXPECT_TRUE(market.next_at(2100.0).opportunities.at(0).left_censored);
}

TEST(Episodes, OpenAfterAnUnseenBlockIsLeftCensored) {
    ScannedMarket market;
    market.next();
    market.builder.skip_blocks(1);

    EXPECT_TRUE(market.next_at(2100.0).opportunities.at(0).left_censored);
}

TEST(Episodes, OpenAfterAnUncertainBlockIsLeftCensored) {
    ScannedMarket market;
    market.next();
    market.next_uncertain();

    EXPECT_TRUE(market.next_at(2100.0).opportunities.at(0).left_censored);
}

TEST(Episodes, EightUnseenBlocksAreBridgedNineAreNot) {
    ScannedMarket market;
    market.next();
    market.next_at(2100.0);

    market.builder.skip_blocks(8);
    const auto bridged = market.next();
    market.builder.skip_blocks(9);
    const auto parted = market.next();

    EXPECT_EQ(bridged.opportunities.at(0).episode.first_block, 1001U);
    EXPECT_THAT(phases(parted), ElementsAre(EpisodePhase::kClose, EpisodePhase::kOpen));
    EXPECT_EQ(parted.opportunities.at(0).episode.first_block, 1020U);
    EXPECT_TRUE(parted.opportunities.at(0).left_censored);
}

TEST(Episodes, EightUncertainBlocksAreBridgedTheNinthCloses) {
    ScannedMarket market;
    market.next();
    market.next_at(2100.0);

    for (int i = 0; i < 8; ++i)
        EXPECT_THAT(market.next_uncertain().changes, IsEmpty()) << i;
    const auto ninth = market.next_uncertain();

    EXPECT_THAT(phases(ninth), ElementsAre(EpisodePhase::kClose));
}

TEST(Episodes, CertainAndShutEndsAtOnce) {
    ScannedMarket market;
    market.next_at(2100.0);
    market.next_at(2000.0);

    const auto again = market.next_at(2100.0);

    EXPECT_EQ(again.opportunities.at(0).episode.first_block, 1002U);
    EXPECT_FALSE(again.opportunities.at(0).left_censored);
}

TEST(Undo, EpisodesOfUndoneBlocksNeverOpened) {
    ScannedMarket market;
    market.next();
    market.next_at(2100.0);
    market.next();

    market.builder.undo_to(1000);
    market.scanner.undo_to(1000);
    const auto shut = market.next();
    const auto open = market.next_at(2100.0);

    EXPECT_THAT(shut.changes, IsEmpty());
    EXPECT_THAT(shut.opportunities, IsEmpty());
    EXPECT_EQ(open.opportunities.at(0).episode.first_block, 1002U);
    EXPECT_FALSE(open.opportunities.at(0).left_censored);
}

TEST(Undo, EpisodesClosedOnUndoneBlocksAreOpenAgain) {
    ScannedMarket market;
    market.next();
    market.next_at(2100.0);
    market.next_at(2000.0);
    market.next();

    market.builder.undo_to(1001);
    market.scanner.undo_to(1001);
    const auto still = market.next();

    EXPECT_THAT(still.changes, IsEmpty());
    EXPECT_EQ(still.opportunities.at(0).episode.first_block, 1001U);
    EXPECT_EQ(still.opportunities.at(0).quiet_blocks, 1U);
}

TEST(Undo, WhatMovedOnUndoneBlocksIsToldAgain) {
    ScannedMarket market;
    market.next();
    market.next_at(2100.0);
    market.next_at(2200.0);

    market.builder.undo_to(1001);
    market.scanner.undo_to(1001);
    const auto again = market.next_at(2200.0);

    EXPECT_THAT(phases(again), ElementsAre(EpisodePhase::kMove));
}

TEST(Undo, PoolsThatGoBackWithoutAnEventAreSizedAgain) {
    ScannedMarket market;
    market.next_at(2100.0);
    const auto before = market.next();
    market.next_at(2300.0);

    market.builder.undo_to(1001);
    market.scanner.undo_to(1001);
    const auto after = market.next();

    EXPECT_EQ(after.opportunities.at(0).net_usd, before.opportunities.at(0).net_usd);
}

TEST(Undo, ASnapshotNotAboveTheLastUndoesWhatCameAfterIt) {
    ScannedMarket market;
    market.next();
    market.next_at(2100.0);

    market.builder.undo_to(1000);
    const auto again = market.next_at(2100.0);

    EXPECT_THAT(phases(again), ElementsAre(EpisodePhase::kOpen));
    EXPECT_FALSE(again.opportunities.at(0).left_censored);
}

TEST(NearestMiss, IsTheLargestNetAmongRoutesThatProfitBeforeGas) {
    ScannedMarket market;
    market.builder.set_base_fee(40'000'000'000'000'000);

    const auto result = market.next_at(2040.0);

    ASSERT_TRUE(result.nearest_miss);
    EXPECT_LT(result.nearest_miss->net_usd, MicroUsd{0});
    EXPECT_GT(result.nearest_miss->edge_ppm, 0.0);
    EXPECT_EQ(market.book.route(result.nearest_miss->route).hops[0].pool, market.cheap);
}

TEST(NearestMiss, WithoutAProfitBeforeGasIsTheBestRateAndLosesItsGas) {
    ScannedMarket market;

    const auto result = market.next_at(2004.0);

    ASSERT_TRUE(result.nearest_miss);
    EXPECT_EQ(result.nearest_miss->net_usd, MicroUsd{-881});
    EXPECT_NEAR(result.nearest_miss->edge_ppm, (1.002 * 0.997 * 0.997 - 1.0) * 1e6, 1.0);
    EXPECT_EQ(market.book.route(result.nearest_miss->route).hops[0].pool, market.cheap);
}

TEST(OpportunityScanner, NamesThePoolsWhoseTicksBoundASize) {
    MarketBuilder builder;
    builder.add(PairPool{kWeth, kUsdc, 500.0, 1e9});
    RangePool known{kWeth, kUsdc, 2000.0};
    const std::int32_t word = bitmap_word(range_state(known).tick, 10);
    known.known = WordRange{word, word};
    const PoolIndex bounded = builder.add(known);
    const RouteBook book{*builder.market()};
    OpportunityScanner scanner{builder.market(), book, {}};

    EXPECT_THAT(scanner.scan(*builder.next_block()).wants_ticks, ElementsAre(bounded));
    EXPECT_THAT(scanner.scan(*builder.next_block()).wants_ticks, ElementsAre(bounded));
}

/// Twelve pools of all kinds, moving at random.
struct BusyMarket {
    MarketBuilder builder;
    std::vector<PoolIndex> pools;
    std::mt19937_64 random{21};

    BusyMarket() {
        for (int i = 0; i < 4; ++i) {
            pools.push_back(builder.add(PairPool{kWeth, kUsdc, 2000.0, 1e5 * (i + 1)}));
            RangePool range{kWeth, kUsdc, 2000.0};
            const std::int32_t tick = range_state(range).tick / 10 * 10;
            for (std::int32_t k = -30; k < 30; ++k)
                range.positions.push_back(
                    {tick + k * 20, tick + (k + 2) * 20, static_cast<u128>(1 + i) * 100'000'000'000'000});
            pools.push_back(builder.add(range));
        }
    }

    SnapshotPtr next() {
        for (const PoolIndex pool : pools)
            if (random() % 3 == 0) builder.set_price(pool, 2000.0 + static_cast<double>(random() % 60) - 30.0);
        builder.set_base_fee(random() % 2'000'000'000'000);
        return builder.next_block();
    }
};

TEST(OpportunityScanner, KeptSizesEqualFreshOnesBlockByBlock) {
    BusyMarket market;
    const RouteBook book{*market.builder.market()};
    OpportunityScanner kept{market.builder.market(), book, {}};
    std::size_t compared = 0;
    for (int block = 0; block < 8; ++block) {
        const auto snapshot = market.next();
        OpportunityScanner fresh{market.builder.market(), book, {}};

        const auto found = kept.scan(*snapshot).opportunities;
        const auto expected = fresh.scan(*snapshot).opportunities;

        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            EXPECT_EQ(found[i].episode.route, expected[i].episode.route);
            EXPECT_EQ(digits(found[i].sized.quote.amount_in), digits(expected[i].sized.quote.amount_in));
            EXPECT_EQ(found[i].net_usd, expected[i].net_usd);
            ++compared;
        }
    }
    EXPECT_GT(compared, 30U);
}

TEST(OpportunityScanner, RoutesStandInOrder) {
    BusyMarket market;
    const RouteBook book{*market.builder.market()};
    OpportunityScanner scanner{market.builder.market(), book, {}};
    for (int block = 0; block < 10; ++block) {
        const auto result = scanner.scan(*market.next());
        for (std::size_t i = 1; i < result.opportunities.size(); ++i)
            EXPECT_LT(result.opportunities[i - 1].episode.route, result.opportunities[i].episode.route);
        for (std::size_t i = 1; i < result.changes.size(); ++i)
            EXPECT_LE(result.changes[i - 1].opportunity.episode.route, result.changes[i].opportunity.episode.route);
    }
}

}  // namespace
}  // namespace dexarb::testing

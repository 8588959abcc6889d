#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulation.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(Liquidity, AnEpisodeIsActedOnOnceWhateverTheOutcome) {
    for (const auto& config : {eager(), unlucky()}) {
        Simulation run{{config}};
        run.block();
        for (int i = 0; i < 6; ++i) {
            run.spread(0.05);
            run.block();
        }

        EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(1));
        EXPECT_TRUE(run.rejected(RejectReason::kEpisodeUsed));
    }
}

TEST(Liquidity, APersistentRouteIsNotReRolledUntilItWins) {
    auto config = eager();
    config.competition_rate = 0.999999;
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.blocks(20);

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kLost));
}

TEST(Liquidity, AfterAFillAPoolStaysClosedUntilItHasAnEvent) {
    Simulation run{{eager()}};
    run.block();
    run.episode();
    run.market.set_price(run.pools[1], 2100.0);
    run.blocks(2);
    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(2)) << "both pools had an event when the episode closed";

    run.market.set_price(run.pools[1], 2000.0);
    run.block();
    run.market.set_price(run.pools[1], 2100.0);
    run.blocks(2);

    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(2));
    EXPECT_TRUE(run.rejected(RejectReason::kPoolSpent));
}

TEST(Liquidity, AnEventInTheInclusionBlockItselfDoesNotReopenAPool) {
    Simulation run{{eager()}};
    run.block();
    run.spread(0.05);
    run.block();
    run.spread(0.05);
    run.block();
    run.market.set_price(run.pools[1], 2000.0);
    run.block();
    run.market.set_price(run.pools[1], 2100.0);
    run.blocks(2);

    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(1));
    EXPECT_TRUE(run.rejected(RejectReason::kPoolSpent));
}

TEST(Liquidity, ARevertLeavesThePoolsOpen) {
    Simulation run{{eager()}};
    run.block();
    run.spread(0.05);
    run.block();
    run.market.set_price(run.pools[1], 2000.0);
    run.block();
    run.market.set_price(run.pools[1], 2100.0);
    run.blocks(2);

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kReverted, TradeResult::kFilled));
}

TEST(Liquidity, APoolReadAnewIsNotAnEvent) {
    Simulation run{{eager()}};
    run.block();
    run.spread(0.05);
    run.blocks(2);
    const BlockNumber fresh = run.newest->number() + 20;
    run.market.skip_blocks(19);
    run.spread(0.05);
    run.feed(run.market.next_block_after_gap());
    ASSERT_EQ(run.newest->number(), fresh);
    run.blocks(2);

    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(1));
    EXPECT_TRUE(run.rejected(RejectReason::kPoolSpent));

    run.spread(0.05);
    run.blocks(2);
    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(2));
}

TEST(Liquidity, OnOneBlockTheBestTakesThePoolsItShares) {
    Simulation run{{eager()}, {}, 1};
    run.block();
    run.market.set_price(run.pools[1], 2100.0);
    run.market.set_price(run.pools[2], 2060.0);
    run.blocks(2);

    const auto actions = run.all<SimulatedTradeAction>();

    ASSERT_THAT(actions, SizeIs(1));
    const Route& route = run.engine->routes().route(actions[0].episode.route);
    EXPECT_EQ(route.hops[0].pool, run.pools[0]);
    EXPECT_EQ(route.hops[1].pool, run.pools[1]);
    EXPECT_TRUE(run.rejected(RejectReason::kPoolBusy));
}

TEST(Liquidity, RoutesWithoutACommonPoolGoTogether) {
    Simulation run{{eager()}, {}, 2};
    run.block();
    run.market.set_price(run.pools[1], 2200.0);
    run.market.set_price(run.pools[3], 2200.0);
    run.blocks(2);

    const auto actions = run.all<SimulatedTradeAction>();

    ASSERT_THAT(actions, SizeIs(2));
    EXPECT_LT(run.engine->routes().route(actions[0].episode.route).key,
              run.engine->routes().route(actions[1].episode.route).key)
        << "equal nets go by the smaller route bytes";
}

TEST(Liquidity, PoolsOfAnActionInFlightAreBusy) {
    auto config = eager();
    config.submit_latency = std::chrono::milliseconds{60'000};
    Simulation run{{config}, {}, 1};
    run.block();
    run.market.set_price(run.pools[1], 2100.0);
    run.block();
    run.market.set_price(run.pools[2], 2200.0);
    run.blocks(2);

    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(1));
    EXPECT_TRUE(run.rejected(RejectReason::kPoolBusy));
}

TEST(Quarantine, MovesThePhantomsFillToALineOfItsOwn) {
    auto config = eager();
    config.phantom_blocks = 5;
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.blocks(2);
    const MicroUsd net = run.metrics().net_usd;
    ASSERT_GT(net, MicroUsd{});

    run.blocks(6);

    const auto corrections = run.all<Correction>();
    ASSERT_THAT(corrections, SizeIs(1));
    EXPECT_EQ(corrections[0].kind, Correction::Kind::kQuarantine);
    EXPECT_EQ(corrections[0].net_usd, -net);
    EXPECT_EQ(run.metrics().net_usd, MicroUsd{});
    EXPECT_EQ(run.metrics().gross_usd, MicroUsd{});
    EXPECT_EQ(run.metrics().quarantined_usd, net);
    EXPECT_EQ(run.metrics().wins, 1U) << "counters are not rewound";
    EXPECT_EQ(run.metrics().results[0], 1U);
    EXPECT_FALSE(run.metrics().average_usd().has_value());
}

TEST(Quarantine, StopsActionsUntilAPoolHasAnEvent) {
    auto config = eager();
    config.phantom_blocks = 5;
    config.max_gas_price_wei = 50'000'000'000;
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.blocks(10);
    run.market.set_base_fee(10'000'000'000);
    run.blocks(3);
    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(0));
    EXPECT_TRUE(run.rejected(RejectReason::kQuarantine));

    run.market.set_price(run.pools[1], 2101.0);
    run.blocks(2);

    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(1));
}

TEST(Quarantine, LeavesARouteAloneWhosePoolsTrade) {
    auto config = eager();
    config.phantom_blocks = 5;
    Simulation run{{config}};
    run.block();
    for (int i = 0; i < 30; ++i) {
        run.market.set_price(run.pools[1], 2100.0 + i);
        run.block();
    }

    EXPECT_THAT(run.all<Correction>(), SizeIs(0));
    EXPECT_GT(run.metrics().net_usd, MicroUsd{});
}

}  // namespace
}  // namespace dexarb

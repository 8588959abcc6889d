#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dexarb/base/draw.hpp"
#include "dexarb/trading/fill_models.hpp"

#include "simulation.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A run whose one action is decided on block 1001 and in flight.
Simulation decided(StrategyConfig config, EngineOptions options = {}) {
    Simulation run{{std::move(config)}, options};
    run.block();
    run.spread(0.05);
    run.block();
    return run;
}

const ModelOutcome& model(const TradeOutcome& outcome, FillModel which) {
    return outcome.models[static_cast<std::size_t>(which)];
}

TEST(Settling, MIsTheFirstBlockThatArrivesNoEarlierThanDue) {
    for (const auto& [latency, block] :
         {std::pair{0, 1002U}, {1900, 1002U}, {2000, 1002U}, {2001, 1003U}, {5000, 1004U}}) {
        auto config = eager();
        config.submit_latency = milliseconds{latency};
        Simulation run = decided(config);

        run.blocks(4);

        EXPECT_EQ(run.all<TradeOutcome>().at(0).inclusion_block->number, block) << latency;
    }
}

TEST(Settling, FillsAtTheOutputOfM) {
    Simulation run = decided(eager());
    const auto& route = run.engine->routes();
    run.market.set_price(run.pools[1], 2099.0);
    run.block();

    const auto action = run.all<SimulatedTradeAction>().at(0);
    const auto outcome = run.all<TradeOutcome>().at(0);
    const auto at_m = quote_route(*run.newest, route.route(action.episode.route), action.quote.amount_in);

    EXPECT_EQ(outcome.result(), TradeResult::kFilled);
    EXPECT_EQ(outcome.primary.amount_out, at_m->amount_out());
    EXPECT_LT(outcome.primary.amount_out, action.quote.amount_out());
    EXPECT_EQ(outcome.primary.gross_usd.value,
              static_cast<std::int64_t>((at_m->amount_out() - action.quote.amount_in).low_u64()));
    EXPECT_EQ(outcome.net_usd(), outcome.primary.gross_usd - outcome.primary.gas_usd);
}

TEST(Settling, RevertsBelowTheLeastOutputAndPaysItsGasOnce) {
    Simulation run = decided(eager());
    run.spread(0.0);
    run.block();

    const auto outcome = run.all<TradeOutcome>().at(0);

    EXPECT_EQ(outcome.result(), TradeResult::kReverted);
    EXPECT_GT(outcome.primary.gas_usd, MicroUsd{});
    EXPECT_EQ(outcome.net_usd(), -outcome.primary.gas_usd);
    EXPECT_EQ(outcome.primary.amount_out, U256{});
    EXPECT_EQ(run.metrics().net_usd, outcome.net_usd());
    EXPECT_EQ(run.metrics().gas_usd, outcome.primary.gas_usd);
}

TEST(Settling, GasIsTheRoutesModelAtThePriceOfM) {
    Simulation run = decided(eager());
    run.market.set_base_fee(50'000'000'000);
    run.market.set_usd_price(kWmatic, 0.4);
    run.block();

    const auto action = run.all<SimulatedTradeAction>().at(0);
    const auto outcome = run.all<TradeOutcome>().at(0);

    EXPECT_EQ(outcome.primary.gas_usd, *gas_cost(action.gas_units, 80'000'000'000, run.newest->native_price()));
}

TEST(Settling, WithoutANativePriceAtMThatOfNHolds) {
    Simulation run = decided(eager());
    const auto native_at_n = run.newest->native_price();
    run.market.set_usd_price(kWmatic, std::nullopt);
    run.block();

    const auto action = run.all<SimulatedTradeAction>().at(0);

    EXPECT_EQ(run.all<TradeOutcome>().at(0).primary.gas_usd, *gas_cost(action.gas_units, 60'000'000'000, native_at_n));
}

TEST(Settling, ExpiresFreeWhereTheBaseFeeOutgrewTheCap) {
    Simulation run = decided(unlucky());
    run.spread(0.0);
    run.market.set_base_fee(70'000'000'001);
    run.block();

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kExpired));
    EXPECT_EQ(run.all<TradeOutcome>()[0].primary.gas_usd, MicroUsd{});
    EXPECT_EQ(run.metrics().net_usd, MicroUsd{});
}

TEST(Settling, UnknownComesBeforeExpiredAndLost) {
    Simulation run = decided(unlucky());
    run.market.set_base_fee(900'000'000'000);
    run.market.make_uncertain(run.pools[1]);
    run.block();

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kUnknown));
    EXPECT_EQ(run.metrics().net_usd, MicroUsd{});
    EXPECT_EQ(run.metrics().results[static_cast<std::size_t>(TradeResult::kUnknown)], 1U);
}

TEST(Settling, LostComesBeforeReverted) {
    Simulation run = decided(unlucky());
    run.spread(0.0);
    run.block();

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kLost));
    EXPECT_LT(run.metrics().net_usd, MicroUsd{});
}

TEST(Settling, WhatABlockNobodySawMayHaveIncludedIsUnknown) {
    Simulation run = decided(eager());
    run.market.skip_blocks(2);
    run.block();

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kUnknown));
}

TEST(Settling, ABlockNobodySawMattersOnlyIfItMayHaveArrivedAfterDue) {
    for (const auto& [latency, result] : {std::pair{3999, TradeResult::kUnknown}, {4000, TradeResult::kFilled}}) {
        auto config = eager();
        config.submit_latency = milliseconds{latency};
        Simulation run = decided(config);
        run.market.skip_blocks(1);
        run.block();

        EXPECT_THAT(run.results(), ElementsAre(result)) << latency;
    }
}

TEST(Settling, FillsAtExactlyTheLeastOutput) {
    auto config = eager();
    config.max_slippage_ppm = 0;
    Simulation run = decided(config);
    run.block();

    ASSERT_THAT(run.results(), ElementsAre(TradeResult::kFilled));
    EXPECT_EQ(run.all<TradeOutcome>()[0].primary.amount_out, run.all<SimulatedTradeAction>()[0].min_out);
}

TEST(Settling, ABlockNotSeenBeforeItWasDueDoesNotMatter) {
    auto config = eager();
    config.submit_latency = milliseconds{9000};
    Simulation run = decided(config);
    run.market.skip_blocks(2);
    run.block();
    run.blocks(2);

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kFilled));
}

TEST(Settling, AFillMayEndBelowZero) {
    auto config = eager();
    config.max_slippage_ppm = 100'000;
    Simulation run = decided(config);
    run.market.set_usd_price(kWmatic, 5000.0);
    run.block();

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kFilled));
    EXPECT_LT(run.metrics().net_usd, MicroUsd{});
    EXPECT_EQ(run.metrics().losses, 1U);
}

TEST(Settling, ValuesEveryModelOnItsOwnState) {
    auto config = unlucky();
    config.submit_latency = milliseconds{3000};
    Simulation run = decided(config);
    run.market.set_price(run.pools[1], 2099.5);
    run.block();
    const SnapshotPtr before = run.newest;
    run.market.set_price(run.pools[1], 2099.0);
    run.block();
    const auto action = run.all<SimulatedTradeAction>().at(0);
    const auto outcome = run.all<TradeOutcome>().at(0);
    const Route& route = run.engine->routes().route(action.episode.route);
    const auto output = [&](const MarketSnapshot& state) {
        return quote_route(state, route, action.quote.amount_in)->amount_out();
    };

    EXPECT_EQ(model(outcome, FillModel::kInstant).amount_out, action.quote.amount_out());
    EXPECT_EQ(model(outcome, FillModel::kFirstInBlock).amount_out, output(*before));
    EXPECT_EQ(model(outcome, FillModel::kSurvival).amount_out, output(*run.newest));
    EXPECT_EQ(model(outcome, FillModel::kSurvivalCompetition).result, TradeResult::kLost);
    EXPECT_EQ(model(outcome, FillModel::kLegacy).net_usd,
              legacy_claim(*action.decided_on, route, config.max_trade_size_usd));
    EXPECT_EQ(outcome.net_usd(), model(outcome, FillModel::kSurvivalCompetition).net_usd);
    EXPECT_NE(output(*before), output(*run.newest));
}

TEST(Settling, InstantPaysTheFeesOfNAndFirstInBlockThoseOfM) {
    Simulation run = decided(eager());
    run.market.set_base_fee(50'000'000'000);
    run.block();
    const auto outcome = run.all<TradeOutcome>().at(0);
    const std::uint64_t units = run.all<SimulatedTradeAction>().at(0).gas_units;
    const auto native = run.newest->native_price();

    EXPECT_EQ(model(outcome, FillModel::kInstant).gas_usd, *gas_cost(units, 60'000'000'000, native));
    EXPECT_EQ(model(outcome, FillModel::kFirstInBlock).gas_usd, *gas_cost(units, 80'000'000'000, native));
}

TEST(Settling, LegacyClaimsTheSpreadOfTheMidPrices) {
    MarketBuilder market;
    market.add(PairPool{.price = 2000.0});
    market.add(PairPool{.price = 2100.0});
    const auto snapshot = market.next_block();
    const RouteBook routes{*market.market()};

    const MicroUsd claim = legacy_claim(*snapshot, routes.route(RouteIndex{0}), dollars(1000));
    const MicroUsd tiny = legacy_claim(*snapshot, routes.route(RouteIndex{0}), dollars(10));

    EXPECT_NEAR(to_double(claim), 0.05 * 1000 * 0.85 - 0.50, 1e-3);
    EXPECT_EQ(tiny, MicroUsd{});
}

TEST(Settling, TheDrawIsTheEpisodesAndTheSameForAll) {
    auto second = unlucky();
    second.id = "second";
    second.competition_rate = 0.5;
    Simulation run{{unlucky(), second}, {.seed = 7}};
    run.block();
    run.spread(0.05);
    run.blocks(2);
    const auto outcomes = run.all<TradeOutcome>();
    ASSERT_THAT(outcomes, SizeIs(2));
    const Route& route = run.engine->routes().route(outcomes[0].episode.route);

    EXPECT_EQ(outcomes[0].draw, seeded_draw(7, 137, 1001, route.key));
    EXPECT_EQ(outcomes[1].draw, outcomes[0].draw);
    EXPECT_EQ(outcomes[1].result(), outcomes[1].draw < 0.5 ? TradeResult::kLost : TradeResult::kFilled);
}

TEST(Settling, RacesAreWonAsOftenAsTheRateSays) {
    auto config = eager();
    config.competition_rate = 0.3;
    Simulation run{{config}};
    run.block();
    for (int i = 0; i < 400; ++i)
        run.episode();
    const auto metrics = run.metrics();

    const double lost = static_cast<double>(metrics.results[static_cast<std::size_t>(TradeResult::kLost)]);

    EXPECT_EQ(metrics.actions, 400U);
    EXPECT_NEAR(lost / 400.0, 0.3, 0.07);
}

TEST(Settling, WhereTheReadTicksEndNobodyKnowsWhatItPays) {
    MarketBuilder market;
    market.add(PairPool{.price = 2100.0});
    RangePool narrow{.price = 2000.0, .fee_ppm = 3000, .tick_spacing = 60};
    const PoolIndex range = market.add(narrow);
    Engine engine{market.market(), {eager()}, {}};
    engine.on_snapshot(market.next_block());
    ConcentratedState state = range_state(narrow);
    const std::int32_t word = bitmap_word(state.tick, 60);
    state.ticks = std::make_shared<const TickMap>(TickMap::make(60, {word, word}, {}).value());
    state.liquidity /= 100'000;
    market.set_state(range, state);

    const auto records = engine.on_snapshot(market.next_block());
    std::vector<TradeResult> results;
    for (const auto& record : records)
        if (const auto* outcome = std::get_if<TradeOutcome>(&record)) results.push_back(outcome->result());

    EXPECT_THAT(results, ElementsAre(TradeResult::kUnknown));
}

}  // namespace
}  // namespace dexarb

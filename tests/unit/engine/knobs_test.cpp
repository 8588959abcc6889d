// Every field of a configuration works: changing it changes what happens to the money.

#include <functional>
#include <ostream>
#include <set>

#include <gtest/gtest.h>

#include "scripts.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using std::chrono::milliseconds;

StrategyConfig usual() {
    StrategyConfig config = eager();
    config.competition_rate = 0.4;
    return config;
}

std::string play(const StrategyConfig& config, EngineOptions options = {}) {
    Simulation run{{config}, options};
    play_busy_day(run);
    run.finish();
    return money_of(run);
}

const std::string& usual_story() {
    static const std::string story = play(usual());
    return story;
}

struct Knob {
    std::string name;
    std::function<void(StrategyConfig&)> turn;
};

void PrintTo(const Knob& knob, std::ostream* out) {
    *out << knob.name;
}

class Knobs : public ::testing::TestWithParam<Knob> {};

TEST_P(Knobs, ChangingItChangesAnOutcome) {
    StrategyConfig turned = usual();
    GetParam().turn(turned);

    EXPECT_NE(play(turned), usual_story());
}

INSTANTIATE_TEST_SUITE_P(
    Every, Knobs,
    ::testing::Values(Knob{"min_profit_usd", [](auto& c) { c.min_profit_usd = dollars(20); }},
                      Knob{"max_trade_size_usd", [](auto& c) { c.max_trade_size_usd = dollars(900); }},
                      Knob{"max_slippage_ppm", [](auto& c) { c.max_slippage_ppm = 30'000; }},
                      Knob{"max_gas_price_wei", [](auto& c) { c.max_gas_price_wei = 60'000'000'000; }},
                      Knob{"priority_fee_wei", [](auto& c) { c.priority_fee_wei = 31'000'000'000; }},
                      Knob{"pairs", [](auto& c) { c.pairs.clear(); }},
                      Knob{"poll_interval", [](auto& c) { c.poll_interval = milliseconds{3000}; }},
                      Knob{"submit_latency", [](auto& c) { c.submit_latency = milliseconds{2500}; }},
                      Knob{"competition_rate", [](auto& c) { c.competition_rate = 0.9; }},
                      Knob{"max_daily_trades", [](auto& c) { c.max_daily_trades = 10; }},
                      Knob{"max_consecutive_losses", [](auto& c) { c.max_consecutive_losses = 2; }},
                      Knob{"daily_loss_limit_usd", [](auto& c) { c.daily_loss_limit_usd = MicroUsd{1}; }},
                      Knob{"phantom_blocks", [](auto& c) { c.phantom_blocks = 60; }},
                      Knob{"flash_premium_ppm", [](auto& c) { c.flash_premium_ppm = 500; }},
                      Knob{"fill_model", [](auto& c) { c.fill_model = FillModel::kFirstInBlock; }},
                      Knob{"simulate_slippage", [](auto& c) { c.simulate_slippage = false; }},
                      Knob{"simulate_gas_variance", [](auto& c) { c.simulate_gas_variance = false; }},
                      Knob{"simulate_competition", [](auto& c) { c.simulate_competition = false; }}),
    [](const auto& knob) { return knob.param.name; });

TEST(Knobs, TheSeedChangesTheDraws) {
    EXPECT_NE(play(usual(), {.seed = 2}), usual_story());
}

TEST(Knobs, EachFillModelBooksItsOwnMoney) {
    std::set<std::string> stories;
    for (const auto model : {FillModel::kLegacy, FillModel::kInstant, FillModel::kFirstInBlock, FillModel::kSurvival,
                             FillModel::kSurvivalCompetition}) {
        StrategyConfig config = usual();
        config.fill_model = model;
        stories.insert(play(config));
    }

    EXPECT_EQ(stories.size(), kFillModelCount);
}

TEST(Knobs, WhatLegacyClaimsDoesNotOverflowTheBooks) {
    StrategyConfig config = eager();
    config.fill_model = FillModel::kLegacy;
    config.max_trade_size_usd = {INT64_MAX / 4};
    Simulation run{{config}};
    run.block();
    for (int i = 0; i < 20; ++i)
        run.episode(20.0);

    EXPECT_EQ(run.metrics().net_usd, MicroUsd::max());
    EXPECT_EQ(run.metrics().today.net_usd, MicroUsd::max());
}

TEST(Knobs, WithoutSlippageAnActionSettlesAtItsOwnQuote) {
    StrategyConfig config = eager();
    config.simulate_slippage = false;
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.block();
    run.spread(0.0);
    run.block();

    EXPECT_EQ(run.all<TradeOutcome>().at(0).primary.amount_out,
              run.all<SimulatedTradeAction>().at(0).quote.amount_out());
}

TEST(Knobs, WithoutGasVarianceGasIsThatOfN) {
    StrategyConfig config = eager();
    config.simulate_gas_variance = false;
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.block();
    const auto native = run.newest->native_price();
    run.market.set_base_fee(900'000'000'000).set_usd_price(kWmatic, 5.0);
    run.block();

    EXPECT_EQ(run.results(), std::vector{TradeResult::kFilled});
    EXPECT_EQ(run.all<TradeOutcome>().at(0).primary.gas_usd,
              *gas_cost(run.all<SimulatedTradeAction>().at(0).gas_units, 60'000'000'000, native));
}

TEST(Knobs, TheLoanFeeIsPaidByFillsAlone) {
    for (const double left : {0.05, 0.0}) {
        StrategyConfig config = eager();
        config.flash_premium_ppm = 500;
        Simulation run{{config}};
        run.block();
        run.spread(0.05);
        run.block();
        run.spread(left);
        run.block();
        const auto outcome = run.all<TradeOutcome>().at(0);

        EXPECT_EQ(outcome.primary.flash_fee_usd, outcome.result() == TradeResult::kFilled ? dollars(0.5) : MicroUsd{});
        EXPECT_EQ(outcome.net_usd(),
                  outcome.primary.gross_usd - outcome.primary.gas_usd - outcome.primary.flash_fee_usd);
    }
}

}  // namespace
}  // namespace dexarb

// What a filter costs or saves, held against a run without that filter: what it makes there on the episodes on which
// the filter stood in the way is what its price must say.

#include <functional>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scripts.hpp"
#include "support/length.hpp"
#include "support/random_feed.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using std::chrono::milliseconds;

constexpr std::size_t kAll = 100'000;

FilterPrice price_of(const Engine& engine, PricedFilter filter) {
    return engine.metrics(ConfigIndex{0}).filter_prices[static_cast<std::size_t>(filter)];
}

FilterPrice price_of(const Simulation& run, PricedFilter filter) {
    return price_of(*run.engine, filter);
}

std::uint64_t count(const FilterPrice& price, TradeResult result) {
    return price.results[static_cast<std::size_t>(result)];
}

struct Lifted {
    std::string name;
    PricedFilter filter;
    std::function<void(StrategyConfig&)> with;
    std::function<void(StrategyConfig&)> without;
};

void PrintTo(const Lifted& lifted, std::ostream* out) {
    *out << lifted.name;
}

const Lifted kMinProfitLifted{"min_profit", PricedFilter::kMinProfit,
                              [](auto& config) { config.min_profit_usd = dollars(12); },
                              [](auto& config) { config.min_profit_usd = {}; }};
const Lifted kGasCapLifted{"gas_cap", PricedFilter::kGasCap,
                           [](auto& config) { config.max_gas_price_wei = 80'000'000'000; },
                           [](auto& config) { config.max_gas_price_wei = UINT64_MAX; }};
const Lifted kSlippageLifted{"slippage", PricedFilter::kSlippage, [](auto& config) { config.max_slippage_ppm = 2'000; },
                             [](auto& config) { config.max_slippage_ppm = 1'000'000; }};
const Lifted kDailyTradesLifted{"daily_trades", PricedFilter::kDailyTrades,
                                [](auto& config) { config.max_daily_trades = 7; },
                                [](auto& config) { config.max_daily_trades = 1'000'000; }};
const Lifted kDailyLossLifted{"daily_loss", PricedFilter::kDailyLoss,
                              [](auto& config) { config.daily_loss_limit_usd = {1}; },
                              [](auto& config) { config.daily_loss_limit_usd = dollars(1e9); }};
const Lifted kConsecutiveLossLifted{"consecutive_loss", PricedFilter::kConsecutiveLoss,
                                    [](auto& config) { config.max_consecutive_losses = 2; },
                                    [](auto& config) { config.max_consecutive_losses = 1'000'000; }};

/// Episodes apart from one another over six days, each with prices, fees and a drift between N and M of its own.
void play_apart(Simulation& run) {
    Dice dice{3};
    run.block();
    for (int i = 0; i < 120; ++i) {
        if (i % 20 == 19) run.skip_days(1);
        const double spread = 0.012 + 0.001 * static_cast<double>(dice.below(40));
        run.market.set_base_fee((20 + dice.below(60)) * 1'000'000'000);
        run.spread(spread);
        run.block();
        run.market.set_base_fee((20 + dice.below(60)) * 1'000'000'000);
        if (dice.one_in(2)) run.spread(spread - 0.001 * static_cast<double>(dice.below(12)));
        run.block();
        run.spread(0.0);
        run.block();
    }
    run.finish();
}

class LiftedFilters : public ::testing::TestWithParam<std::tuple<Lifted, FillModel>> {
  protected:
    [[nodiscard]] static const Lifted& lifted() { return std::get<Lifted>(GetParam()); }
    [[nodiscard]] static StrategyConfig base() {
        StrategyConfig config = eager();
        config.max_gas_price_wei = UINT64_MAX;
        config.competition_rate = 0.4;
        config.flash_premium_ppm = 90;
        config.fill_model = std::get<FillModel>(GetParam());
        return config;
    }
    [[nodiscard]] static StrategyConfig turned(const std::function<void(StrategyConfig&)>& turn) {
        StrategyConfig config = base();
        turn(config);
        return config;
    }
    /// Where nothing reverts and no race is lost there is no slippage, no loss and no run of losses.
    [[nodiscard]] static bool may_stop_nothing() {
        const bool loses = base().fill_model >= FillModel::kSurvival;
        const PricedFilter filter = lifted().filter;
        return !loses && (filter == PricedFilter::kSlippage || filter == PricedFilter::kDailyLoss ||
                          filter == PricedFilter::kConsecutiveLoss);
    }
};

/// Of the run without the filter, the outcomes of episodes on which the run with it did something else.
std::vector<TradeOutcome> outcomes_besides(const Simulation& without, const Simulation& with, bool reverted) {
    std::set<EpisodeId> same;
    for (const TradeOutcome& outcome : with.all<TradeOutcome>())
        if (!reverted || outcome.result() != TradeResult::kReverted) same.insert(outcome.episode);
    std::vector<TradeOutcome> others;
    for (const TradeOutcome& outcome : without.all<TradeOutcome>())
        if (!same.contains(outcome.episode) && (!reverted || outcome.result() == TradeResult::kFilled))
            others.push_back(outcome);
    return others;
}

TEST_P(LiftedFilters, ThePriceIsWhatARunWithoutTheFilterMakesOnThoseEpisodes) {
    Simulation with{{turned(lifted().with)}, {.forgone_most = kAll}};
    Simulation without{{turned(lifted().without)}, {.forgone_most = kAll}};
    for (Simulation* run : {&with, &without})
        play_apart(*run);
    const bool reverts = lifted().filter == PricedFilter::kSlippage;
    std::array<std::uint64_t, kTradeResultCount> results{};
    MicroUsd net;
    MicroUsd instead;
    double squares = 0.0;
    for (const TradeOutcome& outcome : outcomes_besides(without, with, reverts)) {
        ++results[static_cast<std::size_t>(outcome.result())];
        net += outcome.net_usd();
        MicroUsd booked;
        for (const TradeOutcome& other : with.all<TradeOutcome>())
            if (other.episode == outcome.episode) booked = other.net_usd();
        instead += booked;
        squares += to_double(outcome.net_usd() - booked) * to_double(outcome.net_usd() - booked);
    }
    const FilterPrice price = price_of(with, lifted().filter);

    EXPECT_EQ(price.results, results);
    EXPECT_EQ(price.net_usd, net);
    EXPECT_EQ(price.instead_usd, instead);
    EXPECT_NEAR(price.squares, squares, 1e-9 * squares);
    EXPECT_EQ(price.in_flight + price.phantoms + price.not_followed, 0U);
    EXPECT_GE(price.stopped(), may_stop_nothing() ? 0U : 3U);
}

INSTANTIATE_TEST_SUITE_P(
    Each, LiftedFilters,
    ::testing::Combine(::testing::Values(kMinProfitLifted, kGasCapLifted, kSlippageLifted, kDailyTradesLifted,
                                         kDailyLossLifted, kConsecutiveLossLifted),
                       ::testing::Values(FillModel::kLegacy, FillModel::kInstant, FillModel::kFirstInBlock,
                                         FillModel::kSurvival, FillModel::kSurvivalCompetition)),
    [](const auto& param) {
        return std::get<0>(param.param).name + "_" + std::string{to_string(std::get<1>(param.param))};
    });

/// All of a feed, one configuration.
Engine played(const RandomFeed& feed, const StrategyConfig& config) {
    Engine engine{feed.market, {config}, {.forgone_most = kAll}};
    for (const FeedItem& item : feed.items) {
        if (const auto* snapshot = std::get_if<SnapshotPtr>(&item))
            engine.on_snapshot(*snapshot);
        else
            engine.on_undone(std::get<Undone>(item).fork);
    }
    engine.finish();
    return engine;
}

/// A filter that lets nothing through never acts, so its shadows meet nobody but one another: pools in flight, spent
/// pools, one candidate a block, and phantoms come out as they do for real actions.
TEST(FilterPrices, ShadowsOfOneFilterTakeLiquidityOnceAsActionsDo) {
    std::uint64_t settled = 0;
    std::uint64_t phantoms = 0;
    for (std::uint64_t seed = 1; seed <= (test::runs_full_length() ? 30U : 4U); ++seed) {
        const RandomFeed feed = random_feed({.seed = seed, .blocks = 250, .pools = 12, .trouble_one_in = 0});
        StrategyConfig open = eager();
        open.pairs = {0, 1, 2};
        open.min_profit_usd = {};
        open.max_gas_price_wei = UINT64_MAX;
        open.competition_rate = 0.3;
        open.max_daily_trades = 1'000'000;
        open.phantom_blocks = 3;
        open.submit_latency = milliseconds{1500 * (seed % 4)};
        StrategyConfig stingy = open;
        stingy.min_profit_usd = dollars(1e9);
        StrategyConfig frugal = open;
        frugal.max_gas_price_wei = 0;
        StrategyConfig idle = open;
        idle.max_daily_trades = 0;
        const TraderMetrics real = played(feed, open).metrics(ConfigIndex{0});

        for (const auto& [config, filter] :
             {std::pair{stingy, PricedFilter::kMinProfit}, std::pair{frugal, PricedFilter::kGasCap},
              std::pair{idle, PricedFilter::kDailyTrades}}) {
            const FilterPrice price = price_of(played(feed, config), filter);

            EXPECT_EQ(price.stopped(), real.actions) << seed << " " << to_string(filter);
            EXPECT_EQ(price.phantoms, real.quarantined) << seed << " " << to_string(filter);
            EXPECT_EQ(count(price, TradeResult::kFilled) + price.phantoms, real.results[0]) << seed;
            EXPECT_EQ(count(price, TradeResult::kLost), real.results[2]) << seed;
            EXPECT_EQ(price.net_usd, real.net_usd) << seed << " " << to_string(filter);
        }
        settled += real.settled();
        phantoms += real.quarantined;
    }
    EXPECT_GT(settled, 200U);
    EXPECT_GT(phantoms, 0U);
}

TEST(FilterPrices, OnlyWhatAFilterStoppedAloneIsItsOwn) {
    StrategyConfig config = eager();
    config.min_profit_usd = dollars(1e6);
    config.max_gas_price_wei = 1;
    Simulation run{{config}};
    run.block();
    run.episode();

    for (const FilterPrice& price : run.metrics().filter_prices)
        EXPECT_EQ(price.stopped(), 0U);
    EXPECT_TRUE(run.rejected(RejectReason::kGasAboveCap));
}

TEST(FilterPrices, AnEpisodeThatIsActedOnLaterWasNotStopped) {
    StrategyConfig config = eager();
    config.min_profit_usd = dollars(15);
    Simulation run{{config}};
    run.block();
    run.spread(0.02);
    run.blocks(2);
    EXPECT_EQ(price_of(run, PricedFilter::kMinProfit).stopped(), 1U);

    run.spread(0.06);
    run.blocks(2);

    EXPECT_EQ(run.results(), std::vector{TradeResult::kFilled});
    EXPECT_EQ(price_of(run, PricedFilter::kMinProfit).stopped(), 0U);
    EXPECT_EQ(price_of(run, PricedFilter::kMinProfit).acted_later, 1U);
    EXPECT_EQ(price_of(run, PricedFilter::kMinProfit).net_usd, MicroUsd{});
}

TEST(FilterPrices, WhatHadAlreadyBeenTakenIsNoLoss) {
    StrategyConfig config = eager();
    config.min_profit_usd = dollars(20);
    Simulation run{{config}, {}, 1};
    run.block();
    run.market.set_price(run.pools[1], 2100.0);
    run.market.set_price(run.pools[2], 2060.0);
    run.blocks(2);

    EXPECT_EQ(run.results(), std::vector{TradeResult::kFilled});
    EXPECT_TRUE(run.rejected(RejectReason::kMinProfit));
    EXPECT_EQ(price_of(run, PricedFilter::kMinProfit).stopped(), 0U) << "its pools were the better candidate's";
}

TEST(FilterPrices, AMissedBlockStopsNothing) {
    StrategyConfig config = eager();
    config.min_profit_usd = dollars(1e6);
    config.poll_interval = milliseconds{60'000};
    Simulation run{{config}};
    run.block();
    run.episode();

    EXPECT_TRUE(run.rejected(RejectReason::kMissedBlock));
    EXPECT_EQ(price_of(run, PricedFilter::kMinProfit).stopped(), 0U);
}

TEST(FilterPrices, AnUndoneBlockTakesItsOutcomeBackAndTheNewOneCounts) {
    StrategyConfig config = eager();
    config.min_profit_usd = dollars(1e6);
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.blocks(2);
    ASSERT_EQ(count(price_of(run, PricedFilter::kMinProfit), TradeResult::kFilled), 1U);

    run.undo_to(run.newest->number() - 1);
    EXPECT_EQ(price_of(run, PricedFilter::kMinProfit).in_flight, 1U);
    EXPECT_EQ(price_of(run, PricedFilter::kMinProfit).net_usd, MicroUsd{});
    run.spread(0.0);
    run.feed(later(run));

    EXPECT_EQ(count(price_of(run, PricedFilter::kMinProfit), TradeResult::kFilled), 0U);
    EXPECT_EQ(count(price_of(run, PricedFilter::kMinProfit), TradeResult::kReverted), 1U);
    EXPECT_LT(price_of(run, PricedFilter::kMinProfit).net_usd, MicroUsd{});
}

TEST(FilterPrices, AnUndoneRevertIsJudgedAgain) {
    StrategyConfig config = eager();
    config.max_slippage_ppm = 100;
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.block();
    run.spread(0.04);
    run.block();
    ASSERT_EQ(price_of(run, PricedFilter::kSlippage).stopped(), 1U);
    EXPECT_LT(price_of(run, PricedFilter::kSlippage).instead_usd, MicroUsd{});

    run.undo_to(run.newest->number() - 1);
    EXPECT_EQ(price_of(run, PricedFilter::kSlippage).stopped(), 0U);
    run.spread(0.05);
    run.feed(later(run));

    EXPECT_EQ(run.results().back(), TradeResult::kFilled);
    EXPECT_EQ(price_of(run, PricedFilter::kSlippage).stopped(), 0U);
}

TEST(FilterPrices, WhatIsNotFollowedIsCounted) {
    StrategyConfig config = eager();
    config.min_profit_usd = dollars(1e6);
    Simulation run{{config}, {.forgone_most = 1}, 2};
    run.block();
    run.market.set_price(run.pools[1], 2200.0);
    run.market.set_price(run.pools[3], 2200.0);
    run.blocks(3);
    const FilterPrice price = price_of(run, PricedFilter::kMinProfit);

    EXPECT_EQ(price.stopped(), 2U);
    EXPECT_EQ(price.not_followed, 1U);
    EXPECT_EQ(count(price, TradeResult::kFilled), 1U);
}

TEST(FilterPrices, WhatIsInFlightAtTheEndIsUnknown) {
    StrategyConfig config = eager();
    config.min_profit_usd = dollars(1e6);
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.block();
    run.finish();

    EXPECT_EQ(count(price_of(run, PricedFilter::kMinProfit), TradeResult::kUnknown), 1U);
    EXPECT_EQ(price_of(run, PricedFilter::kMinProfit).in_flight, 0U);
}

}  // namespace
}  // namespace dexarb

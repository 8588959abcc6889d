#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scripts.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using std::chrono::milliseconds;
using ::testing::SizeIs;

std::vector<StrategyConfig> twelve() {
    std::vector<StrategyConfig> configs;
    for (std::uint32_t i = 0; i < 12; ++i) {
        StrategyConfig config = eager();
        config.id = "c" + std::to_string(i);
        config.max_trade_size_usd = dollars(100.0 * (i + 1));
        config.competition_rate = 0.05 * i;
        config.submit_latency = milliseconds{500 * (i % 5)};
        config.max_consecutive_losses = 2 + i % 3;
        config.min_profit_usd = dollars(0.5 * i);
        configs.push_back(config);
    }
    return configs;
}

std::string summary(const TraderMetrics& metrics) {
    std::string text;
    for (const auto number : {metrics.net_usd.value, metrics.gross_usd.value, metrics.gas_usd.value,
                              metrics.drawdown_usd.value, metrics.max_drawdown_usd.value, metrics.quarantined_usd.value,
                              metrics.today.net_usd.value, metrics.largest_win_usd.value})
        text += std::to_string(number) + " ";
    for (const auto number : {metrics.actions, metrics.in_flight, metrics.wins, metrics.losses, metrics.funnel.episodes,
                              metrics.funnel.acted, std::uint64_t{metrics.consecutive_losses}})
        text += std::to_string(number) + " ";
    for (const auto stopped : metrics.funnel.stopped)
        text += std::to_string(stopped) + " ";
    return text;
}

TEST(Invariants, ConfigurationsNeverAffectOneAnother) {
    Simulation together{twelve()};
    play_busy_day(together, 1, 20);
    for (std::uint32_t i = 0; i < 12; ++i) {
        Simulation alone{{twelve()[i]}};
        play_busy_day(alone, 1, 20);

        EXPECT_EQ(summary(together.metrics(ConfigIndex{i})), summary(alone.metrics())) << i;
        EXPECT_EQ(story_of(together, ConfigIndex{i}), story_of(alone)) << i;
    }
}

TEST(Invariants, TheSameRecordingGivesTheSameDigest) {
    Simulation first{twelve()};
    Simulation second{twelve()};
    Simulation other{twelve(), {.seed = 2}};
    for (Simulation* run : {&first, &second, &other}) {
        play_busy_day(*run, 1, 20);
        run->finish();
    }

    EXPECT_EQ(first.engine->digest(), second.engine->digest());
    EXPECT_NE(first.engine->digest(), other.engine->digest());
    EXPECT_NE(first.engine->digest(), Hash{});
}

TEST(Invariants, WhatIsDecidedOnABlockDoesNotDependOnTheNext) {
    std::vector<std::string> decisions;
    for (const double next : {0.0, 0.05, 0.4}) {
        Simulation run{{eager()}};
        run.block();
        run.spread(0.05);
        run.block();
        run.spread(next);
        run.market.set_base_fee(next > 0.1 ? 900'000'000'000 : 1);
        run.block();
        const auto action = run.all<SimulatedTradeAction>().at(0);
        decisions.push_back(to_decimal(action.quote.amount_in) + " " + to_decimal(action.min_out) + " " +
                            std::to_string(action.expected_net_usd.value));
    }

    EXPECT_EQ(decisions[0], decisions[1]);
    EXPECT_EQ(decisions[0], decisions[2]);
}

TEST(Invariants, APrefixOfTheBlocksGivesAPrefixOfTheRecords) {
    Simulation whole{twelve()};
    play_busy_day(whole, 3, 12);
    Simulation part{twelve()};
    play_busy_day(part, 3, 5);
    ASSERT_LT(part.records.size(), whole.records.size());

    whole.records.resize(part.records.size());

    for (std::uint32_t i = 0; i < 12; ++i)
        EXPECT_EQ(story_of(part, ConfigIndex{i}), story_of(whole, ConfigIndex{i}));
}

TEST(Invariants, EveryEpisodeIsCountedOnce) {
    Simulation run{twelve()};
    play_busy_day(run);
    const auto changes = run.all<EpisodeChange>();
    const auto opened =
        static_cast<std::uint64_t>(std::ranges::count(changes, EpisodePhase::kOpen, &EpisodeChange::phase));
    for (std::uint32_t i = 0; i < 12; ++i) {
        const Funnel funnel = run.metrics(ConfigIndex{i}).funnel;
        std::uint64_t sum = funnel.acted;
        for (const auto stopped : funnel.stopped)
            sum += stopped;

        EXPECT_EQ(sum, funnel.episodes);
        EXPECT_LE(funnel.episodes, opened);
        EXPECT_GE(funnel.episodes + 1, opened) << "all but one decided on when the run stops";
    }
}

TEST(Invariants, ARejectIsToldOncePerEpisodeAndReason) {
    Simulation run{{eager()}};
    play_busy_day(run);
    std::set<std::tuple<EpisodeId, RejectReason>> seen;
    for (const Reject& reject : run.all<Reject>())
        EXPECT_TRUE(seen.emplace(reject.episode, reject.reason).second);
    EXPECT_FALSE(seen.empty());
}

TEST(Invariants, NetIsGrossMinusCostsAndTheRecordsAddUpToIt) {
    auto config = eager();
    config.competition_rate = 0.3;
    config.flash_premium_ppm = 90;
    Simulation run{{config}};
    play_busy_day(run);
    MicroUsd sum;
    for (const TradeOutcome& outcome : run.all<TradeOutcome>())
        sum += outcome.net_usd();
    for (const Correction& correction : run.all<Correction>())
        sum += correction.net_usd;
    const TraderMetrics metrics = run.metrics();

    EXPECT_EQ(metrics.net_usd, sum);
    EXPECT_EQ(metrics.net_usd, metrics.gross_usd - metrics.gas_usd - metrics.flash_fee_usd);
    EXPECT_EQ(metrics.net_usd, metrics.model_net_usd[static_cast<std::size_t>(config.fill_model)]);
    EXPECT_EQ(metrics.settled() + metrics.in_flight, metrics.actions);
    EXPECT_GT(metrics.losses, 0U);
    EXPECT_GT(metrics.wins, 0U);
}

TEST(Invariants, ObserversReadTheEventsAtTheirOwnPace) {
    Simulation run{{eager()}};
    auto cursor = run.engine->events().subscribe();
    run.blocks(20);
    run.finish();
    std::size_t read = 0;
    while (run.engine->events().read(cursor) != nullptr)
        ++read;

    EXPECT_EQ(read + cursor.missed(), 20U);
    EXPECT_GT(cursor.missed(), 0U);
    EXPECT_TRUE(run.engine->events().drained(cursor));
    EXPECT_EQ(run.metrics().missed_events, 0U);
}

}  // namespace
}  // namespace dexarb

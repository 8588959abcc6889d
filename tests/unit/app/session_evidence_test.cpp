#include "dexarb/app/session_evidence.hpp"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>

#include "unit/engine/simulation.hpp"
#include "unit/metrics/sample_support.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using namespace std::chrono_literals;

constexpr auto kPlenty = 10min;  // Never waited for: what comes, comes long before.

/// Two configurations over so many spreads, all different.
Simulation traded(int trades) {
    StrategyConfig modest = eager();
    modest.id = "modest";
    modest.max_trade_size_usd = dollars(100);
    Simulation run{{eager(), modest}};
    run.block();
    for (int i = 0; i < trades; ++i) {
        run.spread(0.03 + 0.001 * i);
        run.blocks(4);
        run.spread(0.0);
        run.blocks(12);
    }
    run.finish();
    return run;
}

std::vector<EngineRecord> news() {
    return {sample_trade(1, 1.0)};
}

/// Ends only when it is asked to stop.
Evidence endless(std::span<const TradeSamples>, const ResamplingOptions& options) {
    while (!options.stop.stop_requested())
        std::this_thread::yield();
    return {};
}

Evidence empty(std::span<const TradeSamples>, const ResamplingOptions&) {
    return {};
}

/// Asks at this time until something else is ready.
void wait_for_another(SessionEvidence& evidence, BlockNumber block, SessionEvidence::Clock::time_point now) {
    const auto before = evidence.newest().evidence;
    while (evidence.newest().evidence == before)
        evidence.on_block(block, now);
}

class Pace : public ::testing::Test {
  protected:
    Simulation run_ = traded(0);
    SessionEvidence::Clock::time_point start_{};
};

TEST(SessionEvidence, AtTheEndIsThatOfAllTrades) {
    auto run = traded(31);
    SessionEvidence evidence{*run.engine, 7};
    evidence.on_block(900);

    evidence.finish(kPlenty);

    const auto& newest = evidence.newest();
    ASSERT_TRUE(newest.evidence);
    EXPECT_EQ(newest.block, 900U);
    EXPECT_EQ(newest.note, "");
    ASSERT_EQ(newest.evidence->configs.size(), 2U);
    EXPECT_EQ(newest.evidence->configs[0].trades, 31U);
    EXPECT_EQ(newest.evidence->configs[0].trades, run.engine->samples(ConfigIndex{0}).trades().size());
    EXPECT_EQ(newest.evidence->tested, 2U);
}

TEST(SessionEvidence, TheSeedDecidesIt) {
    auto run = traded(31);
    const auto interval = [&](std::uint64_t seed) {
        SessionEvidence evidence{*run.engine, seed};
        evidence.finish(kPlenty);
        return *evidence.newest().evidence->configs[0].mean_interval;
    };

    const Interval first = interval(7);
    const Interval again = interval(7);
    const Interval other = interval(8);

    EXPECT_EQ(first.low, again.low);
    EXPECT_EQ(first.high, again.high);
    EXPECT_NE(first.low, other.low);
    EXPECT_EQ(weigh(samples_of(*run.engine), {.seed = 7}).configs[0].mean_interval->low, first.low);
}

TEST(SessionEvidence, WhatIsNotReadyInTimeIsSaid) {
    auto run = traded(0);
    SessionEvidence evidence{*run.engine, 1, endless};
    EXPECT_EQ(evidence.newest().note, "the trades are being weighed");
    evidence.on_block(1);

    evidence.finish(0ms);

    EXPECT_FALSE(evidence.newest().evidence);
    EXPECT_EQ(evidence.newest().note, "resampling all trades was not ready in time");
}

TEST_F(Pace, TheNewestIsKeptWhereAllIsNotReadyInTime) {
    bool is_endless = false;
    SessionEvidence evidence{*run_.engine, 1, [&](auto samples, const auto& options) {
                                 return is_endless ? endless(samples, options) : empty(samples, options);
                             }};
    wait_for_another(evidence, 5, start_);
    is_endless = true;
    evidence.on_records(news());
    evidence.on_block(6, start_);

    evidence.finish(0ms);

    EXPECT_TRUE(evidence.newest().evidence);
    EXPECT_EQ(evidence.newest().block, 5U);
    EXPECT_EQ(evidence.newest().note, "resampling all trades was not ready in time");
}

TEST_F(Pace, AtTheEndWhatIsOldIsGivenUpForWhatIsNew) {
    std::atomic<int> calls = 0;
    SessionEvidence evidence{*run_.engine, 1, [&](auto samples, const auto& options) {
                                 return ++calls == 1 ? endless(samples, options) : empty(samples, options);
                             }};
    evidence.on_block(5, start_);
    while (calls == 0)
        std::this_thread::yield();
    evidence.on_records(news());
    evidence.on_block(6, start_);

    evidence.finish(kPlenty);

    EXPECT_EQ(evidence.newest().block, 6U);
    EXPECT_EQ(evidence.newest().note, "");
}

TEST_F(Pace, RestsBetweenTwo) {
    SessionEvidence evidence{*run_.engine, 1, empty};
    wait_for_another(evidence, 1, start_);

    evidence.on_records(news());
    evidence.on_block(2, start_ + SessionEvidence::kRest - 1s);
    evidence.on_records(news());
    wait_for_another(evidence, 3, start_ + SessionEvidence::kRest);

    EXPECT_EQ(evidence.newest().block, 3U) << "on block 2 it rested";
}

TEST_F(Pace, BegunAnewItForgetsWhatWasWeighedAndTakesTheOtherSeed) {
    std::atomic<std::uint64_t> seed = 0;
    SessionEvidence evidence{*run_.engine, 1, [&](auto samples, const auto& options) {
                                 seed = options.seed;
                                 return empty(samples, options);
                             }};
    wait_for_another(evidence, 1, start_);
    ASSERT_EQ(seed, 1U);

    evidence.begin_anew(2);

    EXPECT_FALSE(evidence.newest().evidence);
    wait_for_another(evidence, 2, start_);
    EXPECT_EQ(evidence.newest().block, 2U) << "without a rest";
    EXPECT_EQ(seed, 2U);
}

TEST_F(Pace, WithoutNewTradesTheSameStaysTrue) {
    SessionEvidence evidence{*run_.engine, 1, empty};
    wait_for_another(evidence, 1, start_);
    const auto first = evidence.newest().evidence;
    TradeOutcome unknown = sample_trade(2, 0.0);
    unknown.primary.result = TradeResult::kUnknown;
    const std::vector<EngineRecord> no_news{unknown};

    evidence.on_records(no_news);
    evidence.on_block(9, start_ + 1h);
    evidence.finish(kPlenty);

    EXPECT_EQ(evidence.newest().evidence, first);
    EXPECT_EQ(evidence.newest().block, 9U);
}

}  // namespace
}  // namespace dexarb

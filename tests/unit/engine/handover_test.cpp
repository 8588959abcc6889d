// What becomes of configurations between two blocks: paused and resumed by hand, closed, or neither.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulation.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr ConfigIndex kFirst{0};
constexpr ConfigIndex kSecond{1};
const Handover kPause{{}, {kFirst}, {}};
const Handover kResume{{}, {}, {kFirst}};
const Handover kClose{{kFirst}, {}, {}};

StrategyConfig eager_too() {
    StrategyConfig config = eager();
    config.id = "eager_too";
    return config;
}

/// Of two that decide alike, one action each is in flight and another waits for the next block.
Simulation with_actions_in_flight() {
    std::vector<StrategyConfig> configs{eager(), eager_too()};
    for (StrategyConfig& config : configs)
        config.submit_latency = std::chrono::milliseconds{6500};
    Simulation run{configs, {}, 2};
    run.block();
    run.market.set_price(run.pools[1], 2100.0);
    run.blocks(2);
    run.market.set_price(run.pools[3], 2100.0);
    run.block();
    return run;
}

TEST(PauseByHand, DecidesNothingFromTheNextBlockOnAndCountsWhatItPassesBy) {
    Simulation run{{eager(), eager_too()}};
    run.block();

    run.hand_over(kPause);
    run.episode();

    EXPECT_THAT(run.all<SimulatedTradeAction>(kFirst), IsEmpty());
    EXPECT_THAT(run.all<SimulatedTradeAction>(kSecond), SizeIs(1)) << "the other knows nothing of it";
    EXPECT_TRUE(run.rejected(RejectReason::kPausedByHand));
    EXPECT_EQ(run.metrics().funnel.stopped[static_cast<std::size_t>(RejectReason::kPausedByHand)], 1U);
    ASSERT_TRUE(run.metrics().pause);
    EXPECT_EQ(run.metrics().pause->reason, RejectReason::kPausedByHand);
    EXPECT_FALSE(run.metrics().pause->ends);
}

TEST(PauseByHand, OutlivesMidnightAndEveryRestart) {
    Simulation run{{eager()}};
    run.block();
    run.hand_over(kPause);

    run.skip_days(1);
    run.block();
    run.hand_over({});
    run.episode();
    run.hand_over({});
    run.episode();

    EXPECT_THAT(run.all<SimulatedTradeAction>(), IsEmpty());
    EXPECT_TRUE(run.metrics().pause);
}

TEST(PauseByHand, IsLeftBehindByAConfigurationThatIsChanged) {
    Simulation run{{eager()}};
    run.block();
    run.hand_over(kPause);
    StrategyConfig changed = eager();
    changed.min_profit_usd = dollars(0.02);

    run.hand_over(kClose, {changed, eager_too()});
    run.episode();

    EXPECT_FALSE(run.metrics().pause);
    EXPECT_THAT(run.all<SimulatedTradeAction>(kFirst), SizeIs(1));
}

TEST(PauseByHand, LetsWhatWasDecidedBeforeSettle) {
    Simulation run{{eager()}};
    run.block();
    run.spread(0.05);
    run.block();

    run.hand_over(kPause);
    run.blocks(2);

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kFilled));
}

TEST(PauseByHand, StandsWhereBlocksAreUndone) {
    Simulation run{{eager()}};
    run.blocks(3);
    run.hand_over(kPause);

    run.undo_to(run.newest->number() - 2);
    run.episode();

    EXPECT_THAT(run.all<SimulatedTradeAction>(), IsEmpty());
}

TEST(PauseByHand, EndsWhenItIsResumed) {
    Simulation run{{eager()}};
    run.block();
    run.hand_over(kPause);
    run.episode();

    run.hand_over(kResume);
    run.episode();

    EXPECT_FALSE(run.metrics().pause);
    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(1));
}

TEST(PauseByHand, ChangesNoDigestByItself) {
    Simulation paused{{eager()}};
    Simulation straight{{eager()}};
    for (Simulation* run : {&paused, &straight}) {
        run->block();
        run->episode();
    }

    paused.hand_over(kPause);
    paused.hand_over(kResume);
    for (Simulation* run : {&paused, &straight})
        run->episode();

    EXPECT_EQ(paused.engine->digest(), straight.engine->digest());
}

TEST(ResumeByHand, LetsALimitCountAnewWhileTheDaysCountersStay) {
    auto config = eager();
    config.max_daily_trades = 2;
    Simulation run{{config}};
    run.block();
    for (int i = 0; i < 3; ++i)
        run.episode();
    ASSERT_TRUE(run.metrics().pause);

    run.hand_over(kResume);
    EXPECT_FALSE(run.metrics().pause);
    EXPECT_EQ(run.metrics().today.actions, 2U);
    for (int i = 0; i < 3; ++i)
        run.episode();

    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(4));
    EXPECT_EQ(run.metrics().today.actions, 4U);
    ASSERT_TRUE(run.metrics().pause);
    EXPECT_EQ(run.metrics().pause->reason, RejectReason::kDailyTrades);
}

TEST(ResumeByHand, StandsWhereBlocksAreUndone) {
    auto config = eager();
    config.max_daily_trades = 1;
    Simulation run{{config}};
    run.block();
    run.episode();
    run.hand_over(kResume);

    run.undo_to(run.newest->number() - 1);

    EXPECT_FALSE(run.metrics().pause);
}

TEST(Close, GivesWhatWasInFlightOrUndecidedAnOutcomeAndLeavesTheOthersAlone) {
    Simulation run = with_actions_in_flight();
    ASSERT_EQ(run.metrics(kFirst).in_flight, 1U);
    ASSERT_THAT(run.all<SimulatedTradeAction>(kFirst), SizeIs(1));

    const auto last = run.engine->hand_over(kClose);
    run.records.assign(last.begin(), last.end());

    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(1)) << "what waited for the next block";
    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kUnknown, TradeResult::kUnknown));
    for (const TradeOutcome& outcome : run.all<TradeOutcome>()) {
        EXPECT_EQ(outcome.config, kFirst);
        EXPECT_FALSE(outcome.inclusion_block);
    }
    EXPECT_EQ(run.metrics(kFirst).actions, 2U);
    EXPECT_EQ(run.metrics(kFirst).in_flight, 0U);
    EXPECT_EQ(run.metrics(kFirst).net_usd, MicroUsd{});
    EXPECT_EQ(run.metrics(kSecond).in_flight, 1U);
}

TEST(Close, BeginsNewBooksWhereTheSameConfigurationGoesOn) {
    Simulation run = with_actions_in_flight();

    run.hand_over(kClose);

    EXPECT_EQ(run.metrics(kFirst).actions, 0U);
    EXPECT_EQ(run.metrics(kFirst).funnel.episodes, 0U);
    EXPECT_EQ(run.metrics(kSecond).actions, 1U);
    run.blocks(4);
    EXPECT_THAT(run.results(kSecond), ElementsAre(TradeResult::kFilled, TradeResult::kFilled));
}

TEST(Close, IsTheSameForWhoeverTakesTheStepAgain) {
    Simulation one = with_actions_in_flight();
    Simulation other = with_actions_in_flight();

    static_cast<void>(one.engine->hand_over(kClose));
    static_cast<void>(other.engine->hand_over(kClose));

    EXPECT_EQ(one.engine->digest(), other.engine->digest());
    EXPECT_EQ(one.engine->checkpoint(), other.engine->checkpoint());
}

}  // namespace
}  // namespace dexarb

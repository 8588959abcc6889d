#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scripts.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Block 1001 opens, 1002 fills; then 1002 is undone.
Simulation filled_then_undone(const StrategyConfig& config) {
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.block();
    run.spread(0.05);
    run.block();
    run.undo_to(1001);
    return run;
}

TEST(Undone, AnOutcomeIsReversedAndItsActionIsInFlightAgain) {
    Simulation run = filled_then_undone(eager());

    const auto corrections = run.all<Correction>();

    ASSERT_THAT(corrections, SizeIs(1));
    EXPECT_EQ(corrections[0].kind, Correction::Kind::kUndone);
    EXPECT_EQ(corrections[0].net_usd, -run.all<TradeOutcome>().at(0).net_usd());
    EXPECT_EQ(run.metrics().net_usd, MicroUsd{});
    EXPECT_EQ(run.metrics().in_flight, 1U);
    EXPECT_EQ(run.metrics().corrections, 1U);
    EXPECT_EQ(run.metrics().wins, 0U);
    EXPECT_EQ(run.metrics().largest_win_usd, MicroUsd{});
}

TEST(Undone, TheActionSettlesAgainOnTheNewBranch) {
    Simulation run = filled_then_undone(eager());
    run.spread(0.0);
    run.feed(later(run));

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kFilled, TradeResult::kReverted));
    EXPECT_EQ(run.all<TradeOutcome>()[1].inclusion_block->hash, run.newest->header.id.hash);
    EXPECT_EQ(run.metrics().results[static_cast<std::size_t>(TradeResult::kFilled)], 0U);
    EXPECT_EQ(run.metrics().net_usd, run.all<TradeOutcome>()[1].net_usd());
}

TEST(Undone, TheBooksAreThoseOfARunThatNeverSawTheBranch) {
    Simulation with{{eager()}};
    Simulation without{{eager()}};
    for (Simulation* run : {&with, &without}) {
        run->block();
        run->spread(0.05);
        run->block();
    }
    with.spread(0.0);
    with.block();
    ASSERT_THAT(with.results(), ElementsAre(TradeResult::kReverted));
    with.undo_to(1001);
    for (Simulation* run : {&with, &without}) {
        run->spread(0.05);
        const auto block = run->market.next_block();
        run->feed(arriving(block, block->arrival + milliseconds{900}));
    }

    EXPECT_EQ(with.metrics().net_usd, without.metrics().net_usd);
    EXPECT_EQ(with.metrics().max_drawdown_usd, MicroUsd{});
    EXPECT_EQ(with.metrics().consecutive_losses, 0U);
    EXPECT_EQ(with.metrics().longest_losing_run, 0U);
    EXPECT_GT(with.metrics().net_usd, MicroUsd{});
}

TEST(Undone, AnActionDecidedOnAnUndoneBlockStays) {
    Simulation run{{eager()}};
    run.blocks(2);
    run.spread(0.05);
    run.block();
    run.undo_to(1001);
    run.spread(0.05);
    const auto block = run.market.next_block();
    run.feed(arriving(block, run.newest->arrival + milliseconds{1500}));

    ASSERT_THAT(run.all<SimulatedTradeAction>(), SizeIs(1));
    EXPECT_NE(run.all<SimulatedTradeAction>()[0].decided_on->header.id.hash, block->header.id.hash);
    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kFilled));
    EXPECT_EQ(run.all<TradeOutcome>()[0].inclusion_block, block->header.id);
}

TEST(Undone, ADecisionOnAnUndoneBlockIsMissedWhereTheNewBranchCameFirst) {
    auto config = eager();
    config.poll_interval = milliseconds{1000};
    Simulation run{{config}};
    run.blocks(2);
    run.spread(0.05);
    run.block();
    run.undo_to(1001);
    run.spread(0.0);
    const auto block = run.market.next_block();
    run.feed(arriving(block, run.newest->arrival + milliseconds{100}));

    EXPECT_THAT(run.all<SimulatedTradeAction>(), IsEmpty());
    EXPECT_TRUE(run.rejected(RejectReason::kMissedBlock));
}

TEST(Undone, AReplacingBlockUndoesByItself) {
    Simulation told = filled_then_undone(eager());
    Simulation untold{{eager()}};
    untold.block();
    untold.spread(0.05);
    untold.block();
    untold.spread(0.05);
    untold.block();
    untold.market.undo_to(1001);
    for (Simulation* run : {&told, &untold}) {
        run->spread(0.05);
        run->feed(later(*run));
    }

    EXPECT_EQ(told.engine->digest(), untold.engine->digest());
    EXPECT_EQ(story_of(told), story_of(untold));
}

TEST(Undone, PoolsOfAnUndoneFillAreNotSpent) {
    Simulation run = filled_then_undone(eager());
    run.market.set_price(run.pools[1], 2000.0);
    run.feed(later(run));
    ASSERT_THAT(run.results(), ElementsAre(TradeResult::kFilled, TradeResult::kReverted));
    run.market.set_price(run.pools[1], 2100.0);
    run.feed(later(run));
    run.feed(later(run));

    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(2));
    EXPECT_FALSE(run.rejected(RejectReason::kPoolSpent));
}

TEST(Undone, APauseThatAnUndoneLossBroughtIsLifted) {
    auto config = unlucky();
    config.max_consecutive_losses = 1;
    Simulation run = filled_then_undone(config);

    EXPECT_FALSE(run.metrics().pause.has_value());
    EXPECT_EQ(run.metrics().consecutive_losses, 0U);
}

TEST(Undone, AQuarantineJudgedOnAnUndoneBlockIsTakenBack) {
    auto config = eager();
    config.phantom_blocks = 5;
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.blocks(2);
    const MicroUsd net = run.metrics().net_usd;
    run.blocks(6);
    ASSERT_EQ(run.metrics().quarantined_usd, net);

    run.undo_to(1003);

    EXPECT_EQ(run.metrics().net_usd, net);
    EXPECT_EQ(run.metrics().quarantined_usd, MicroUsd{});
    EXPECT_EQ(run.metrics().max_drawdown_usd, MicroUsd{});
    EXPECT_EQ(run.all<Correction>().back().net_usd, net);
}

/// Fills on 1002, acts again on 1004 after events in its pools; then 1002 to 1004 are undone. Both actions are in
/// flight on the same pools, the first one due.
Simulation two_actions_on_the_same_pools(const StrategyConfig& config) {
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.block();
    run.spread(0.05);
    run.block();
    run.spread(0.0);
    run.block();
    run.spread(0.05);
    run.block();
    run.undo_to(1001);
    run.spread(0.05);
    run.feed(later(run));
    return run;
}

TEST(Undone, TwoActionsThatMeetOnTheNewBranchTakeItsLiquidityOnce) {
    Simulation run = two_actions_on_the_same_pools(eager());
    run.feed(later(run));
    run.feed(later(run));
    const auto outcomes = run.all<TradeOutcome>();

    ASSERT_THAT(run.results(), ElementsAre(TradeResult::kFilled, TradeResult::kFilled, TradeResult::kReverted));
    EXPECT_EQ(outcomes[2].net_usd(), -outcomes[2].primary.gas_usd);
    EXPECT_GT(outcomes[2].primary.gas_usd, MicroUsd{});
    EXPECT_EQ(run.metrics().net_usd, outcomes[1].net_usd() + outcomes[2].net_usd());
    EXPECT_EQ(run.metrics().net_usd,
              run.metrics().model_net_usd[static_cast<std::size_t>(FillModel::kSurvivalCompetition)]);
}

TEST(Undone, TwoActionsInOneBlockTakeItsLiquidityOnce) {
    auto config = eager();
    config.submit_latency = milliseconds{0};
    Simulation run = two_actions_on_the_same_pools(config);
    const auto outcomes = run.all<TradeOutcome>();

    ASSERT_THAT(run.results(), ElementsAre(TradeResult::kFilled, TradeResult::kFilled, TradeResult::kReverted));
    EXPECT_EQ(outcomes[1].inclusion_block, outcomes[2].inclusion_block);
}

TEST(Undone, AnActionWhosePoolsHadAnEventSinceTheFillMayFill) {
    Simulation run = two_actions_on_the_same_pools(eager());
    run.spread(0.05);
    run.feed(later(run));
    run.spread(0.05);
    run.feed(later(run));

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kFilled, TradeResult::kFilled, TradeResult::kFilled));
}

TEST(Undone, FillsOfOthersLeaveAnActionAlone) {
    auto slow = eager();
    slow.id = "slow";
    slow.submit_latency = milliseconds{2500};
    Simulation run{{eager(), slow}};
    run.block();
    run.spread(0.05);
    run.blocks(4);

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kFilled, TradeResult::kFilled));
}

/// Fills in 1002, then so many quiet blocks.
Simulation filled_long_ago(const StrategyConfig& config, std::size_t blocks) {
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.blocks(2);
    run.spread(0.0);
    run.blocks(blocks);
    return run;
}

TEST(Undone, BeyondTheDepthAnOutcomeLeavesTheSumsAndIsMarked) {
    Simulation run = filled_long_ago(eager(), 100);
    const MicroUsd net = run.metrics().net_usd;
    ASSERT_GT(net, MicroUsd{});

    run.undo_to(1001);

    const auto corrections = run.all<Correction>();
    ASSERT_THAT(corrections, SizeIs(1));
    EXPECT_EQ(corrections[0].kind, Correction::Kind::kStranded);
    EXPECT_EQ(corrections[0].net_usd, -net);
    const TraderMetrics metrics = run.metrics();
    EXPECT_EQ(metrics.net_usd, MicroUsd{});
    EXPECT_EQ(metrics.gross_usd, MicroUsd{});
    EXPECT_EQ(metrics.gas_usd, MicroUsd{});
    EXPECT_EQ(metrics.model_net_usd, (std::array<MicroUsd, kFillModelCount>{}));
    EXPECT_EQ(metrics.stranded, 1U);
    EXPECT_EQ(metrics.stranded_usd, net);
    EXPECT_EQ(metrics.booked(), 0U);
    EXPECT_EQ(metrics.results[static_cast<std::size_t>(TradeResult::kFilled)], 1U) << "counters stay";
    EXPECT_EQ(metrics.in_flight, 0U) << "it does not settle again";
}

TEST(Undone, BeyondTheDepthWhatStaysBelowTheForkStaysBooked) {
    Simulation run = filled_long_ago(eager(), 100);
    const MicroUsd net = run.metrics().net_usd;

    run.undo_to(1002);

    EXPECT_THAT(run.all<Correction>(), IsEmpty());
    EXPECT_EQ(run.metrics().net_usd, net);
    EXPECT_EQ(run.metrics().stranded, 0U);
}

TEST(Undone, BeyondTheDepthWhatIsStillInReachIsUndoneAndTheRestStranded) {
    Simulation run = filled_long_ago(eager(), 80);
    run.episode();
    ASSERT_THAT(run.results(), ElementsAre(TradeResult::kFilled, TradeResult::kFilled));

    run.undo_to(1001);

    EXPECT_EQ(run.metrics().stranded, 1U);
    EXPECT_EQ(run.metrics().corrections, 1U);
    EXPECT_EQ(run.metrics().in_flight, 1U);
    EXPECT_EQ(run.metrics().net_usd, MicroUsd{});
    EXPECT_EQ(run.metrics().drawdown_usd + run.metrics().net_usd, run.metrics().max_drawdown_usd);
}

TEST(Undone, AfterStrandedOutcomesTheNewBranchIsBookedAndUndoneAsEver) {
    Simulation run = filled_long_ago(eager(), 100);
    run.undo_to(1001);
    run.market.skip_blocks(1);
    run.spread(0.0);
    run.feed(later(run));
    run.spread(0.05);
    run.feed(later(run));
    run.spread(0.05);
    run.feed(later(run));
    run.feed(later(run));
    const BlockNumber filled = run.all<TradeOutcome>().back().inclusion_block->number;
    const MicroUsd net = run.metrics().net_usd;
    ASSERT_LT(filled, 1040U) << "deeper than what was final before";
    ASSERT_GT(net, MicroUsd{});

    run.undo_to(filled - 1);

    EXPECT_EQ(run.metrics().net_usd, MicroUsd{});
    EXPECT_EQ(run.metrics().corrections, 1U);
    EXPECT_EQ(run.metrics().stranded, 1U);
}

TEST(Undone, AQuarantinedFillIsNotTakenOutOfTheSumsTwice) {
    auto config = eager();
    config.phantom_blocks = 5;
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.blocks(120);
    ASSERT_EQ(run.metrics().quarantined, 1U);
    const MicroUsd net = run.metrics().net_usd;

    run.undo_to(1001);

    EXPECT_EQ(run.metrics().net_usd, net);
    EXPECT_EQ(run.metrics().stranded, 0U);
}

TEST(Undone, AStrandedLossIsNoLossOfItsDay) {
    auto config = unlucky();
    Simulation run = filled_long_ago(config, 100);
    ASSERT_LT(run.metrics().today.net_usd, MicroUsd{});

    run.undo_to(1001);
    run.market.skip_blocks(1);
    run.feed(later(run));

    EXPECT_EQ(run.metrics().today.net_usd, MicroUsd{});
}

}  // namespace
}  // namespace dexarb

#include <gtest/gtest.h>

#include "simulation.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

/// A run with one action, decided on block 1001: the next block includes it.
Simulation decided(StrategyConfig config = eager()) {
    Simulation run{{std::move(config)}};
    run.block();
    run.spread(0.05);
    run.block();
    return run;
}

const LatencyTally& tally_of(const Simulation& run) {
    return run.engine->latency(ConfigIndex{0});
}

ModelOutcome under_survival(const Simulation& run) {
    return run.all<TradeOutcome>().at(0).models[static_cast<std::size_t>(FillModel::kSurvival)];
}

/// Open in M and for so many blocks more: the net until then, and minus the gas from then on.
TEST(Latency, NetIsThatOfEachLaterBlockOnItsOwnState) {
    for (const std::size_t open : {0U, 1U, 3U, 5U}) {
        Simulation run = decided();
        run.blocks(1 + open);
        run.spread(0.0);
        run.blocks(6);
        const ModelOutcome in_time = under_survival(run);

        ASSERT_GT(in_time.net_usd, MicroUsd{});
        EXPECT_EQ(tally_of(run).actions, 1U);
        for (std::size_t later = 0; later <= kLatencyBlocks; ++later)
            EXPECT_EQ(tally_of(run).net_usd[later], later <= open ? in_time.net_usd : -in_time.gas_usd)
                << open << " " << later;
        EXPECT_EQ(break_even_blocks(tally_of(run)), open);
    }
}

TEST(Latency, BreaksEvenWhereTheSumOfAllActionsDoes) {
    Simulation run = decided();
    run.blocks(2);
    run.spread(0.0);
    run.blocks(6);
    const MicroUsd once = tally_of(run).net_usd[0];
    run.spread(0.05);
    run.blocks(7);

    EXPECT_EQ(tally_of(run).actions, 2U);
    EXPECT_EQ(tally_of(run).net_usd[0], once + once);
    EXPECT_EQ(tally_of(run).net_usd[5], once - under_survival(run).gas_usd) << "the second one was still open";
    EXPECT_EQ(break_even_blocks(tally_of(run)), kLatencyBlocks);
}

TEST(Latency, ARaceThatWasLostCountsAsIfThereWereNone) {
    Simulation run = decided(unlucky());
    run.blocks(7);

    EXPECT_EQ(run.results(), (std::vector{TradeResult::kLost}));
    EXPECT_EQ(tally_of(run).net_usd[0], under_survival(run).net_usd);
    EXPECT_GT(tally_of(run).net_usd[5], MicroUsd{});
}

TEST(Latency, WhatCannotBeLookedAtOnEveryBlockIsLeftOut) {
    Simulation gap = decided();
    gap.blocks(3);
    gap.market.skip_blocks(1);
    gap.blocks(6);
    Simulation uncertain = decided();
    uncertain.blocks(3);
    uncertain.market.make_uncertain(uncertain.pools[0]);
    uncertain.blocks(6);
    Simulation ended = decided();
    ended.blocks(3);
    ended.finish();

    for (const Simulation* run : {&gap, &uncertain, &ended}) {
        EXPECT_EQ(tally_of(*run).actions, 0U);
        EXPECT_EQ(tally_of(*run).not_followed, 1U);
        EXPECT_EQ(tally_of(*run).net_usd, (std::array<MicroUsd, kLatencyBlocks + 1>{}));
        EXPECT_EQ(break_even_blocks(tally_of(*run)), std::nullopt);
    }
}

TEST(Latency, WhatIsUndoneCountsOnceWhenItIsSettledAgain) {
    Simulation run = decided();
    run.blocks(7);
    ASSERT_EQ(tally_of(run).actions, 1U);
    run.undo_to(1001);
    EXPECT_EQ(tally_of(run).actions, 0U);
    EXPECT_EQ(tally_of(run).net_usd[0], MicroUsd{});
    run.blocks(7);

    EXPECT_EQ(tally_of(run).actions, 1U);
    EXPECT_EQ(tally_of(run).not_followed, 0U);
}

TEST(Latency, AFillInQuarantineIsInNoNet) {
    StrategyConfig config = eager();
    config.phantom_blocks = 8;
    Simulation run = decided(config);
    run.blocks(6);
    ASSERT_EQ(tally_of(run).actions, 1U);
    run.blocks(6);

    ASSERT_EQ(run.metrics().quarantined, 1U);
    EXPECT_EQ(tally_of(run).actions, 0U);
    EXPECT_EQ(tally_of(run).net_usd[0], MicroUsd{});
}

TEST(Latency, AFillThatComesBackFromQuarantineCountsAgain) {
    StrategyConfig config = eager();
    config.phantom_blocks = 8;
    Simulation run = decided(config);
    run.blocks(6);
    const LatencyTally before = tally_of(run);
    ASSERT_EQ(before.actions, 1U);
    while (run.metrics().quarantined == 0)
        run.blocks(1);
    ASSERT_EQ(tally_of(run).actions, 0U);

    run.undo_to(run.newest->number() - 1);

    ASSERT_EQ(run.metrics().quarantined, 0U);
    EXPECT_EQ(tally_of(run).actions, 1U);
    EXPECT_EQ(tally_of(run).net_usd, before.net_usd);
}

TEST(Latency, GoesOnAfterARestart) {
    Simulation run = decided();
    run.blocks(3);
    const auto written = run.engine->checkpoint();
    run.engine.emplace(run.market.market(), std::vector{eager()}, EngineOptions{});
    ASSERT_TRUE(run.engine->restore(written));
    run.engine->resume(run.newest);
    run.blocks(4);

    EXPECT_EQ(tally_of(run).actions, 1U);
    EXPECT_EQ(tally_of(run).net_usd[5], tally_of(run).net_usd[0]);
}

}  // namespace
}  // namespace dexarb

#include <gtest/gtest.h>

#include "simulation.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

/// A run with one opportunity, decided on block 1001 and not yet looked at again.
Simulation opened(std::vector<StrategyConfig> configs = {eager()}) {
    Simulation run{std::move(configs)};
    run.block();
    run.spread(0.05);
    run.block();
    return run;
}

/// Of a run on one pair and one DEX; all zero before anything was counted.
SurvivalTally tally(const Simulation& run) {
    const SurvivalTallies& tallies = run.engine->survival();
    return tallies.empty() ? SurvivalTally{} : tallies.begin()->second;
}

std::uint64_t counted(const Simulation& run) {
    std::uint64_t all = 0;
    for (const LifeTableRow& row : tally(run))
        all += row.ended + row.censored;
    return all;
}

TEST(Survival, EndsOnTheBlockThatFindsItClosed) {
    for (const std::size_t open : {0U, 1U, 3U, 7U}) {
        Simulation run = opened();
        run.blocks(open);
        run.spread(0.0);
        run.blocks(10);

        EXPECT_EQ(tally(run)[open + 1].ended, 1U) << open;
        EXPECT_EQ(counted(run), 1U) << open;
    }
}

TEST(Survival, IsCensoredOpenAfterTheLastLook) {
    Simulation run = opened();
    run.blocks(12);

    EXPECT_EQ(tally(run)[kSurvivalBlocks].censored, 1U);
    EXPECT_EQ(counted(run), 1U);
}

TEST(Survival, AsksWhetherTheSameInputStillPays) {
    Simulation run = opened();
    run.spread(0.008);
    run.block();

    EXPECT_EQ(tally(run)[1].ended, 1U);
}

TEST(Survival, ClosesWhereGasCostsMoreThanIsLeft) {
    Simulation run = opened();
    run.market.set_base_fee(20'000'000'000'000'000);
    run.block();

    EXPECT_EQ(tally(run)[1].ended, 1U);
}

TEST(Survival, IsCensoredByABlockThatNobodySaw) {
    Simulation run = opened();
    run.blocks(2);
    run.market.skip_blocks(1);
    run.block();

    EXPECT_EQ(tally(run)[2].censored, 1U);
    EXPECT_EQ(counted(run), 1U);
}

TEST(Survival, IsCensoredByAnUncertainPool) {
    Simulation run = opened();
    run.block();
    run.market.make_uncertain(run.pools[0]);
    run.blocks(2);

    EXPECT_EQ(tally(run)[1].censored, 1U);
    EXPECT_EQ(counted(run), 1U);
}

TEST(Survival, IsCensoredWhereTheChainForks) {
    Simulation run = opened();
    run.blocks(3);
    run.undo_to(1002);
    run.blocks(10);

    EXPECT_EQ(tally(run)[1].censored, 1U);
    EXPECT_EQ(counted(run), 1U);
}

TEST(Survival, IsCensoredByTheEndOfTheRun) {
    Simulation run = opened();
    run.blocks(4);
    run.finish();

    EXPECT_EQ(tally(run)[4].censored, 1U);
}

TEST(Survival, LooksAtAnEpisodeOnceWhoeverActsOnIt) {
    auto late = eager();
    late.id = "late";
    late.max_trade_size_usd = dollars(100);
    Simulation run = opened({eager(), eager(), late});
    run.blocks(12);

    EXPECT_EQ(counted(run), 1U);
}

TEST(Survival, LooksAtNothingThatNobodyActsOn) {
    auto choosy = eager();
    choosy.min_profit_usd = dollars(1'000'000);
    Simulation run = opened({choosy});
    run.blocks(12);
    run.finish();

    EXPECT_TRUE(run.engine->survival().empty());
}

}  // namespace
}  // namespace dexarb

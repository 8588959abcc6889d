#include <gmock/gmock.h>

#include "dexarb/journal/journal_check.hpp"
#include "dexarb/journal/resumable_run.hpp"
#include "dexarb/journal/run_list.hpp"

#include "unit/journal/journal_support.hpp"

namespace dexarb::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kNetOfAll =
    "SELECT (SELECT total(net_usd) FROM outcomes) + (SELECT total(net_usd) FROM corrections)";

class ResumedJournal : public ::testing::Test {
  protected:
    /// A run with money on its books and an action in flight, which ends without a word.
    Simulation crash(const std::vector<StrategyConfig>& configs) const {
        JournalledRun run{folder.path(), configs};
        run.block();
        run.episode();
        run.spread(0.05);
        run.blocks(1);
        run.settle();
        run.journal.reset();
        return std::move(run.simulation);
    }
    std::optional<ResumableRun> found(const MarketDefinition& market) const {
        auto journal = amend_journal(folder.path());
        EXPECT_TRUE(journal) << journal.error().detail;
        EXPECT_TRUE(mark_crashed_runs(*journal));
        auto run = find_resumable_run(*journal, market);
        EXPECT_TRUE(run) << run.error().detail;
        return *run;
    }
    void change(const std::string& sql) const { ASSERT_TRUE(amend_journal(folder.path())->execute(sql, "changing")); }
    Database read() const { return std::move(*read_journal(folder.path())); }
    std::vector<std::string> problems() const { return check_journal(read())->problems; }

    TemporaryFolder folder;
};

TEST_F(ResumedJournal, GoesOnWithTheBooksOfARunThatCrashed) {
    Simulation before = crash({eager(), unlucky()});
    const TraderMetrics books = before.metrics();
    const Hash digest = before.engine->digest();
    ASSERT_GT(books.net_usd, MicroUsd{});

    JournalledRun run{folder.path(), std::move(before), {eager(), unlucky()}};
    EXPECT_EQ(run.simulation.engine->digest(), digest);
    EXPECT_EQ(run.simulation.metrics().net_usd, books.net_usd);
    run.blocks(2);
    run.spread(0.0);
    run.episode();
    run.end();

    EXPECT_THAT(problems(), IsEmpty());
    const Database journal = read();
    EXPECT_EQ(number(journal, "SELECT count(*) FROM series"), 1);
    EXPECT_EQ(number(journal, "SELECT count(*) FROM epochs"), 2);
    EXPECT_EQ(number(journal, kNetOfAll),
              run.simulation.metrics().net_usd.value + run.simulation.metrics(ConfigIndex{1}).net_usd.value);
    EXPECT_THAT(column(journal, "SELECT ended FROM runs ORDER BY id"), ElementsAre("crashed", "stopped"));
    EXPECT_EQ(number(journal, "SELECT resumes FROM runs WHERE id = 2"), 1);
}

TEST_F(ResumedJournal, SettlesWhatWasInFlightOnceAndInItsOwnEpoch) {
    Simulation before = crash({eager()});
    ASSERT_EQ(before.metrics().actions, 1U) << "the second decision is provisional until the next block";

    JournalledRun run{folder.path(), std::move(before), {eager()}};
    run.blocks(2);
    run.end();

    EXPECT_THAT(problems(), IsEmpty());
    const Database journal = read();
    EXPECT_EQ(number(journal, "SELECT count(*) FROM actions"), 2);
    EXPECT_EQ(number(journal, "SELECT count(*) FROM outcomes"), 2);
    EXPECT_EQ(number(journal, "SELECT count(*) FROM (SELECT 1 FROM blocks GROUP BY number HAVING count(*) > 1)"), 0);
}

TEST_F(ResumedJournal, IsInOrderWhileARunSettlesAnewWhatItUndidOfOneThatEndedInOrder) {
    JournalledRun first{folder.path(), {eager()}};
    first.block();
    first.episode();
    first.end();
    JournalledRun second{folder.path(), std::move(first.simulation), {eager()}};
    second.undo_to(second.simulation.newest->number() - 2);
    second.settle();

    EXPECT_EQ(number(read(), "SELECT count(*) FROM corrections WHERE kind = 'undone'"), 1);
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(ResumedJournal, ThatLostAnOutcomeOfARunThatCrashedIsFound) {
    Simulation before = crash({eager()});
    JournalledRun run{folder.path(), std::move(before), {eager()}};
    run.blocks(2);
    run.end(false);
    ASSERT_THAT(problems(), IsEmpty());
    change(
        "DELETE FROM outcome_hops WHERE outcome = 1; DELETE FROM outcome_models WHERE outcome = 1;"
        "DELETE FROM outcomes WHERE id = 1");

    EXPECT_THAT(problems(), ElementsAre(HasSubstr("action 1: the last run with its books ended in order")));
}

TEST_F(ResumedJournal, AChangedConfigurationBeginsANewEpochAndTheOthersGoOn) {
    Simulation before = crash({eager(), unlucky()});
    StrategyConfig changed = eager();
    changed.min_profit_usd = dollars(1.0);

    JournalledRun run{folder.path(), std::move(before), {unlucky(), changed}};
    run.blocks(2);
    run.end();

    EXPECT_THAT(run.point->continued, ElementsAre(1, std::nullopt));
    EXPECT_THAT(problems(), IsEmpty());
    const Database journal = read();
    EXPECT_THAT(column(journal, "SELECT epoch FROM run_epochs ORDER BY run, place"), ElementsAre("1", "2", "2", "3"));
}

/// As where the process is killed right after it, before another block.
TEST_F(ResumedJournal, WhatWasPausedOrResetStaysSo) {
    StrategyConfig slow = eager();
    slow.submit_latency = std::chrono::milliseconds{6500};
    JournalledRun first{folder.path(), {unlucky(), slow}};
    first.block();
    first.episode();
    ASSERT_EQ(first.simulation.metrics(ConfigIndex{1}).in_flight, 1U);
    first.hand_over({{ConfigIndex{1}}, {ConfigIndex{0}}, {}});

    JournalledRun second{folder.path(), std::move(first.simulation), {unlucky(), slow}};
    second.blocks(2);
    second.episode();
    second.end();

    EXPECT_THAT(second.point->continued, ElementsAre(0, std::nullopt));
    EXPECT_EQ(second.simulation.metrics(ConfigIndex{0}).pause->reason, RejectReason::kPausedByHand);
    EXPECT_THAT(problems(), IsEmpty());
    const Database journal = read();
    EXPECT_THAT(column(journal, "SELECT epoch FROM run_epochs ORDER BY run, place"), ElementsAre("1", "2", "1", "3"));
    EXPECT_THAT(column(journal, "SELECT o.result FROM outcomes o JOIN actions a ON a.id = o.action WHERE a.epoch = 2"),
                ElementsAre("unknown"));
    EXPECT_EQ(number(journal, "SELECT count(*) FROM actions WHERE epoch = 3"), 1);
    EXPECT_THAT(column(journal, "SELECT ended FROM runs ORDER BY id"), ElementsAre("reloaded", "stopped"));
    EXPECT_THAT(column(journal, "SELECT reason FROM runs WHERE id = 1"), ElementsAre("reset"));
}

TEST_F(ResumedJournal, CountsTheBlocksBetweenTwoRunsAsMissed) {
    Simulation before = crash({eager()});
    JournalledRun run{folder.path(), std::move(before), {eager()}};
    run.simulation.market.skip_blocks(7);
    run.block();
    run.end();

    EXPECT_EQ(number(read(), "SELECT missed FROM blocks ORDER BY step DESC LIMIT 1"), 7);
}

TEST_F(ResumedJournal, IsResumedFromItsNewestRunEvenIfThatWroteNoBlock) {
    Simulation before = crash({eager()});
    const auto market = before.market.market();
    JournalledRun{folder.path(), std::move(before), {eager()}}.journal.reset();

    const auto run = found(*market);

    ASSERT_TRUE(run);
    EXPECT_EQ(run->run, 1);
    EXPECT_EQ(run->ended, "crashed");
    EXPECT_THAT(run->checkpoint, Not(IsEmpty()));
}

TEST_F(ResumedJournal, KnowsNoRunOfAnotherMarket) {
    Simulation before = crash({eager()});
    const MarketDefinitionPtr market = before.market.market();
    MarketDefinition other = *market;
    other.name = "another";

    EXPECT_FALSE(found(other));
    EXPECT_TRUE(found(*market));
}

TEST_F(ResumedJournal, ThatGoesOnBehindItsCheckpointOrHoldsADamagedOneLeavesNothingToGoOnFrom) {
    Simulation before = crash({eager()});
    const MarketDefinitionPtr definition = before.market.market();
    const MarketDefinition& market = *definition;
    ASSERT_THAT(found(market)->checkpoint, Not(IsEmpty()));

    change("UPDATE checkpoints SET step = step - 1");
    EXPECT_THAT(found(market)->checkpoint, IsEmpty());
    change("UPDATE checkpoints SET step = step + 1");
    ASSERT_THAT(found(market)->checkpoint, Not(IsEmpty()));
    change("UPDATE checkpoints SET data = substr(data, 1, length(data) - 5)");
    EXPECT_THAT(found(market)->checkpoint, IsEmpty());
    change("UPDATE checkpoints SET data = x'00112233445566'");
    EXPECT_THAT(found(market)->checkpoint, IsEmpty());
}

TEST_F(ResumedJournal, OfARunWhoseStepsLeadElsewhereWhenTakenAgainSaysSoAndIsNotGoneOnFrom) {
    StrategyConfig other = eager();
    other.max_trade_size_usd = dollars(10.0);
    Simulation before{{eager()}};
    const auto market = before.market.market();
    {
        auto journal = RunJournal::open(folder.path());
        ASSERT_TRUE(journal);
        RunManifest manifest;
        manifest.version = "1.2.3";
        manifest.command = "run";
        manifest.market = market;
        manifest.configs = before.engine->configs();
        ASSERT_TRUE(journal->begin(manifest, before.engine->routes(), Engine{market, {other}, {}}));
        before.block();
        journal->write(EngineStep{before.newest, before.engine->records(), before.engine->digest()});
        before.spread(0.05);
        for (int i = 0; i < 3; ++i) {
            before.block();
            journal->write(EngineStep{before.newest, before.engine->records(), before.engine->digest()});
        }
        journal->end({before.newest->arrival, std::nullopt, before.engine->digest()});
        const auto alarms = journal_alarms(journal->status());
        ASSERT_EQ(alarms.size(), 1U);
        EXPECT_THAT(alarms[0], HasSubstr("led elsewhere"));
    }

    const auto run = found(*market);

    ASSERT_TRUE(run);
    EXPECT_THAT(run->checkpoint, IsEmpty());
}

}  // namespace
}  // namespace dexarb::testing

#include "dexarb/journal/journal_check.hpp"

#include <gmock/gmock.h>

#include "dexarb/journal/run_list.hpp"

#include "unit/journal/journal_support.hpp"

namespace dexarb::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

JournalFindings check(const std::filesystem::path& folder) {
    const auto journal = read_journal(folder);
    EXPECT_TRUE(journal) << journal.error().detail;
    auto found = check_journal(*journal);
    EXPECT_TRUE(found) << found.error().detail;
    return *found;
}

/// A change that no writer makes, and what the check says of it.
struct Tampering {
    const char* name;
    const char* sql;
    const char* found;
};

class TamperedJournal : public ::testing::TestWithParam<Tampering> {};

TEST_P(TamperedJournal, IsFound) {
    const TemporaryFolder folder;
    JournalledRun run{folder.path(), {eager(), unlucky()}};
    run.block();
    run.episode();
    run.undo_to(run.simulation.newest->number() - 2);
    run.episode(0.08);
    run.end();
    ASSERT_THAT(check(folder.path()).problems, IsEmpty());
    const auto journal = amend_journal(folder.path());
    ASSERT_TRUE(journal->execute(std::string{"PRAGMA foreign_keys = OFF; "} + GetParam().sql, "tampering"));
    ASSERT_GT(journal->changes(), 0);

    EXPECT_THAT(check(folder.path()).problems, Contains(HasSubstr(GetParam().found)));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, TamperedJournal,
    ::testing::Values(
        Tampering{"Net", "UPDATE outcomes SET net_usd = net_usd + 1 WHERE id = 1", "outcome 1: gross - gas - loan fee"},
        Tampering{"Gross", "UPDATE outcomes SET gross_usd = gross_usd + 1, net_usd = net_usd + 1 WHERE id = 1",
                  "net_usd was"},
        Tampering{"Model",
                  "UPDATE outcome_models SET gross_usd = gross_usd + 1, net_usd = net_usd + 1 "
                  "WHERE model = 'instant'",
                  "instant_usd was"},
        Tampering{"MissingModel", "DELETE FROM outcome_models WHERE outcome = 1 AND model = 'legacy'",
                  "outcome 1: it has not all five models"},
        Tampering{"MissingOutcome", "DELETE FROM outcomes WHERE id = (SELECT max(id) FROM outcomes)",
                  "refers to a row of outcomes that is not there"},
        Tampering{"MissingCorrection", "DELETE FROM corrections WHERE id = 1", "more than one outcome that stands"},
        Tampering{"Correction", "UPDATE corrections SET net_usd = net_usd + 1 WHERE id = 1", "correction 1"},
        Tampering{"MissingAction", "DELETE FROM actions WHERE id = 1", "refers to a row of actions"},
        Tampering{"Books", "UPDATE metrics SET filled = filled + 1", "filled was"},
        Tampering{"Rejects", "UPDATE rejects SET count = count + 1", "rejects are not as many as they list"},
        Tampering{"Twice", "UPDATE blocks SET number = number - 1 WHERE step = 2", "step 2: its block stands beside"},
        Tampering{"Parent", "UPDATE blocks SET parent = zeroblob(32) WHERE step = 2",
                  "step 2: its block is not the child"}),
    [](const auto& tampering) { return std::string{tampering.param.name}; });

TEST(CheckedJournal, IsInOrderWhileItIsWritten) {
    const TemporaryFolder folder;
    JournalledRun run{folder.path(), {eager(), unlucky()}};
    std::int64_t seen = 0;
    for (int i = 0; i < 20; ++i) {
        run.episode();
        run.report();
        const JournalFindings found = check(folder.path());
        EXPECT_THAT(found.problems, IsEmpty());
        EXPECT_GE(found.blocks, seen);
        seen = found.blocks;
    }
    run.settle();

    EXPECT_EQ(check(folder.path()).books, 40);
}

TEST(ListedRuns, TellHowEachEnded) {
    const TemporaryFolder folder;
    {
        JournalledRun stopped{folder.path(), {eager()}};
        stopped.block();
        stopped.end();
        const JournalledRun crashed{folder.path(), {eager()}};
    }
    JournalledRun run{folder.path(), {eager(), unlucky()}};
    run.block();
    run.episode();
    run.settle();
    const auto runs = list_runs(*read_journal(folder.path()), JournalLock::holder(folder.path()));
    const auto last = list_runs(*read_journal(folder.path()), std::nullopt, 1);

    ASSERT_EQ(runs->size(), 3U);
    EXPECT_EQ((*runs)[0].ended, "stopped");
    EXPECT_EQ((*runs)[1].ended, "crashed");
    EXPECT_EQ((*runs)[2].ended, "running");
    EXPECT_EQ((*runs)[2].blocks, 4U);
    EXPECT_EQ((*runs)[2].actions, 2U);
    EXPECT_EQ((*runs)[2].net_usd,
              run.simulation.metrics(ConfigIndex{0}).net_usd + run.simulation.metrics(ConfigIndex{1}).net_usd);
    ASSERT_EQ(last->size(), 1U);
    EXPECT_EQ(last->front().id, 3);
    EXPECT_EQ(last->front().ended, "crashed") << "nobody holds the lock";
}

}  // namespace
}  // namespace dexarb::testing

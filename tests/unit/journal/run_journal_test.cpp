#include "dexarb/journal/run_journal.hpp"

#include <gmock/gmock.h>

#include "unit/journal/journal_support.hpp"

namespace dexarb::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class WrittenJournal : public ::testing::Test {
  protected:
    Database read() const {
        auto journal = read_journal(folder.path());
        EXPECT_TRUE(journal) << journal.error().detail;
        return std::move(*journal);
    }

    TemporaryFolder folder;
};

TEST_F(WrittenJournal, HoldsEveryRecordOfARun) {
    JournalledRun run{folder.path(), {eager(), unlucky()}};
    run.block();
    run.episode();
    run.episode();
    run.end();
    const Database journal = read();

    EXPECT_EQ(number(journal, "SELECT count(*) FROM blocks"), 7);
    EXPECT_EQ(number(journal, "SELECT count(*) FROM opportunities"),
              static_cast<std::int64_t>(run.simulation.all<EpisodeChange>().size()));
    EXPECT_EQ(number(journal, "SELECT count(*) FROM actions"),
              static_cast<std::int64_t>(run.simulation.all<SimulatedTradeAction>().size()));
    EXPECT_EQ(number(journal, "SELECT sum(count) FROM rejects"),
              static_cast<std::int64_t>(run.simulation.all<Reject>().size()));
    EXPECT_EQ(number(journal, "SELECT count(*) FROM outcomes"), 4);
    EXPECT_EQ(number(journal, "SELECT count(*) FROM outcome_models"), 20);
    EXPECT_THAT(column(journal, "SELECT ended FROM runs"), ElementsAre("stopped"));
    EXPECT_THAT(column(journal, "SELECT DISTINCT result FROM outcomes ORDER BY 1"), ElementsAre("filled", "lost"));
}

TEST_F(WrittenJournal, NetsOfItsOutcomesAreTheBooks) {
    JournalledRun run{folder.path(), {eager()}};
    run.block();
    run.episode();
    run.undo_to(run.simulation.newest->number() - 2);
    run.episode(0.08);
    run.end();
    const Database journal = read();

    EXPECT_GT(number(journal, "SELECT count(*) FROM corrections"), 0);
    EXPECT_EQ(number(journal, "SELECT (SELECT sum(net_usd) FROM outcomes) + (SELECT sum(net_usd) FROM corrections)"),
              run.simulation.metrics().net_usd.value);
    EXPECT_EQ(number(journal, "SELECT count(*) FROM block_quality WHERE is_undone"), 2);
}

}  // namespace
}  // namespace dexarb::testing

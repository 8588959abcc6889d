#include "dexarb/journal/journal_vacuum.hpp"

#include <gmock/gmock.h>

#include "dexarb/journal/books.hpp"
#include "dexarb/journal/journal_check.hpp"

#include "unit/journal/journal_support.hpp"

namespace dexarb::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Timestamp kEndOfTime{std::chrono::milliseconds{INT64_MAX}};

class VacuumedJournal : public ::testing::Test {
  protected:
    /// A run of its own blocks, `first` of them unseen, so that no two runs meet in an episode.
    void run(std::uint64_t first, std::optional<std::int64_t> resumes = std::nullopt) const {
        std::optional<ResumedBooks> books;
        if (resumes)
            books = ResumedBooks{
                *resumes, static_cast<BlockNumber>(number(journal(), "SELECT max(number) FROM blocks")), {0}};
        JournalledRun run{folder.path(), {eager()}, {}, std::move(books)};
        run.simulation.market.skip_blocks(first);
        run.block();
        run.episode();
        run.end(!resumes);
    }
    Database journal() const { return std::move(*amend_journal(folder.path())); }
    static std::vector<std::string> problems(const Database& journal) { return check_journal(journal)->problems; }

    TemporaryFolder folder;
};

TEST_F(VacuumedJournal, KeepsWhatEndedLater) {
    run(0);
    const Database file = journal();
    const auto ended = number(file, "SELECT ended_at FROM runs");
    const auto done = vacuum_journal(file, Timestamp{std::chrono::milliseconds{ended}});

    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_THAT(done->runs, IsEmpty());
    EXPECT_EQ(number(file, "SELECT count(*) FROM blocks"), 4);
}

TEST_F(VacuumedJournal, DropsAWholeSeriesWithAllThatOnlyItReferredTo) {
    run(0);
    const Database file = journal();
    const auto done = vacuum_journal(file, kEndOfTime);

    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_THAT(done->runs, ElementsAre(1));
    for (const char* table : {"runs", "series", "epochs", "run_epochs", "steps", "blocks", "episodes", "opportunities",
                              "actions", "outcomes", "outcome_models", "metrics", "reports", "pool_states", "carried"})
        EXPECT_EQ(number(file, std::string{"SELECT count(*) FROM "} + table), 0) << table;
    EXPECT_LE(done->bytes_after, done->bytes_before);
    EXPECT_THAT(problems(file), IsEmpty());
}

TEST_F(VacuumedJournal, CarriesTheSumsOfAnEpochThatGoesOn) {
    run(0);
    run(1000, 1);
    const Database file = journal();
    ASSERT_TRUE(file.execute("UPDATE runs SET ended_at = 1 WHERE id = 1", "ageing a run"));
    const auto before = read_books(file);
    const auto done = vacuum_journal(file, Timestamp{std::chrono::milliseconds{2}});
    const auto after = read_books(file);

    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_THAT(done->runs, ElementsAre(1));
    EXPECT_EQ(number(file, "SELECT count(*) FROM epochs"), 1) << "both runs have the same configuration";
    EXPECT_EQ(number(file, "SELECT count(*) FROM actions"), 1);
    EXPECT_EQ(before->begin()->second.actions, 2U);
    EXPECT_EQ(*before, *after);
    EXPECT_THAT(problems(file), IsEmpty());
}

TEST_F(VacuumedJournal, KeepsARunWhoseActionsALaterOneSettled) {
    run(0);
    run(1000, 1);
    const Database file = journal();
    ASSERT_TRUE(
        file.execute("UPDATE runs SET ended_at = 1 WHERE id = 1; "
                     "UPDATE outcomes SET step = (SELECT max(id) FROM steps) WHERE id = 1",
                     "making it so"));
    const auto done = vacuum_journal(file, Timestamp{std::chrono::milliseconds{2}});

    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_THAT(done->runs, IsEmpty());
    EXPECT_THAT(done->kept, ElementsAre(1));
}

TEST_F(VacuumedJournal, NeverDropsTheRunningOneWhichGoesOn) {
    run(0);
    JournalledRun running{folder.path(), {eager()}};
    running.block();
    running.settle();
    const auto done = vacuum_journal(journal(), kEndOfTime);
    running.episode();
    running.end();

    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_THAT(done->runs, ElementsAre(1));
    EXPECT_EQ(number(journal(), "SELECT count(*) FROM outcomes"), 1);
    EXPECT_THAT(problems(journal()), IsEmpty());
}

}  // namespace
}  // namespace dexarb::testing

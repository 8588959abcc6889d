// What the disk does to a daemon that has books to go on with: full while it runs, locked, damaged, from the future.

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "dexarb/journal/journal_file.hpp"

#include "integration/live_journal.hpp"

namespace dexarb::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Less than the journal's log reaches after some blocks, more than all that the program says.
constexpr rlim_t kFull = 512U << 10U;

/// From now on the program's files do not grow beyond this.
void limit_files(const ChildProcess& program, rlim_t bytes) {
    rlimit limit{};
    ASSERT_EQ(::prlimit(program.pid(), RLIMIT_FSIZE, nullptr, &limit), 0);
    limit.rlim_cur = bytes;
    ASSERT_EQ(::prlimit(program.pid(), RLIMIT_FSIZE, &limit, nullptr), 0);
}

class Disk : public LiveJournal {
  protected:
    /// A daemon at work whose disk is full, and which has noticed it.
    std::unique_ptr<ChildProcess> on_a_full_disk() const {
        auto daemon = start(run_words({"--no-record"}));
        wait_for_blocks(8);
        limit_files(*daemon, kFull);
        EXPECT_TRUE(says(*daemon, "ALARM: the journal cannot be written: "));
        return daemon;
    }
    static bool says(const ChildProcess& program, const std::string& what) {
        return eventually([&] { return program.err().find(what) != std::string::npos; });
    }
    void change(const std::string& sql) const {
        const auto journal = Database::open(journal_path(state()), Database::Mode::kWrite);
        ASSERT_TRUE(journal) << journal.error().detail;
        const auto changed = journal->execute(sql, "changing");
        ASSERT_TRUE(changed) << changed.error().detail;
    }
    ProcessEnd run_again() const { return run(run_words({"--max-blocks", "4"})); }
};

TEST_F(Disk, ThatFillsUpWhileARunGoesOnCostsNothingOnceThereIsRoom) {
    const auto daemon = on_a_full_disk();
    daemon->send(SIGUSR1);
    EXPECT_TRUE(eventually([&] { return daemon->out().find("the journal cannot be written") != std::string::npos; }));
    limit_files(*daemon, RLIM_INFINITY);
    EXPECT_TRUE(says(*daemon, "the journal is written again, nothing is lost"));
    const ProcessEnd first = stop(*daemon);

    EXPECT_EQ(first.exit_code, 0) << first.err;
    EXPECT_EQ(number("SELECT count(*) FROM runs WHERE incomplete_from IS NOT NULL"), 0);
    expect_sound();
    expect_sums(last_report(first));
    const ProcessEnd second = run_again();
    EXPECT_THAT(second.err, HasSubstr("the books go on from run 1"));
    expect_sound();
    expect_sums(last_report(second));
}

TEST_F(Disk, ThatStaysFullToTheEndLeavesBooksThatGoOnFromTheLastBlockWritten) {
    const auto daemon = on_a_full_disk();
    const std::int64_t written = number("SELECT max(number) FROM blocks");
    const ProcessEnd first = stop(*daemon);
    EXPECT_EQ(first.exit_code, 0) << first.err;
    EXPECT_THAT(first.err, HasSubstr("ALARM: the journal is incomplete from block " + std::to_string(written + 1)));

    const ProcessEnd second = run_again();

    EXPECT_EQ(second.exit_code, 0) << second.err;
    EXPECT_THAT(second.err, HasSubstr("the books go on from run 1, crashed at "));
    EXPECT_EQ(last_report(second)["resumed"]["block"], written);
    expect_sound();
    expect_sums(last_report(second));
}

TEST_F(Disk, ThatTakesNoReportLetsTradingGoOn) {
    const auto daemon = start(run_words({"--no-journal", "--no-record"}));
    ASSERT_TRUE(says(*daemon, "pools certain after"));
    limit_files(*daemon, daemon->err().size() + 8'000);  // a report is longer
    daemon->send(SIGUSR1);
    EXPECT_TRUE(says(*daemon, "the report could not be written: File too large; trading goes on"));
    limit_files(*daemon, RLIM_INFINITY);
    const ProcessEnd end = stop(*daemon);

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_EQ(last_report(end)["is_last"], true);
}

TEST_F(Disk, WithAJournalThatCannotBeUsedEndsTheStartWithFiveAndLeavesItAlone) {
    ASSERT_EQ(run_again().exit_code, 0);
    {
        const auto other = amend_journal(state());
        const auto transaction = Transaction::begin(*other);
        ASSERT_TRUE(transaction);
        const ProcessEnd locked = run_again();
        EXPECT_EQ(locked.exit_code, kJournal);
        EXPECT_THAT(locked.err, HasSubstr("another program holds it locked"));
    }
    change("PRAGMA user_version = 99");
    const ProcessEnd newer = run_again();
    EXPECT_EQ(newer.exit_code, kJournal);
    EXPECT_THAT(newer.err, HasSubstr("newer"));
    change("PRAGMA user_version = 1");
    expect_sound();
    EXPECT_EQ(number("SELECT count(*) FROM runs"), 1);

    change("PRAGMA wal_checkpoint(TRUNCATE)");
    std::fstream file{journal_path(state()), std::ios::binary | std::ios::in | std::ios::out};
    file.seekp(3 * 4096);
    file << std::string(4 * 4096, 'x');
    file.close();
    const ProcessEnd damaged = run_again();
    EXPECT_EQ(damaged.exit_code, kJournal);
    EXPECT_THAT(damaged.err, AllOf(HasSubstr("damaged"), Not(HasSubstr("the books"))));
}

TEST_F(Disk, WithADamagedCheckpointBeginsNewBooksAndSaysSo) {
    ASSERT_EQ(run_again().exit_code, 0);
    change("UPDATE checkpoints SET data = x'00112233'");
    const ProcessEnd second = run_again();

    EXPECT_EQ(second.exit_code, 0) << second.err;
    EXPECT_THAT(second.err, HasSubstr("the books begin anew, those of run 1 stay readable"));
    EXPECT_EQ(last_report(second)["resumed"], nullptr);
    EXPECT_EQ(run({"report", "1", "--state-dir", "state"}).exit_code, 0);
}

}  // namespace
}  // namespace dexarb::testing

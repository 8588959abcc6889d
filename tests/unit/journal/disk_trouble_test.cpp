// A disk that refuses while a run goes on: no file of this process may grow beyond a limit.

#include <chrono>
#include <csignal>
#include <functional>
#include <map>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "dexarb/journal/journal_check.hpp"

#include "unit/journal/journal_support.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// While it is there no write reaches beyond the size.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit before_{};
};

bool eventually(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!holds() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(1ms);
    return holds();
}

class DiskTrouble : public ::testing::Test {
  protected:
    static JournalOptions hasty(std::size_t backlog) {
        JournalOptions options;
        options.backlog_bytes = backlog;
        options.first_pause = 5ms;
        options.longest_pause = 10ms;
        options.patience_at_end = 50ms;
        return options;
    }
    JournalFindings check() const {
        const auto journal = read_journal(folder.path());
        EXPECT_TRUE(journal) << journal.error().detail;
        auto found = check_journal(*journal);
        EXPECT_TRUE(found) << found.error().detail;
        return *found;
    }

    TemporaryFolder folder;
};

TEST_F(DiskTrouble, LosesNothingWhereItEndsInTime) {
    JournalledRun run{folder.path(), {eager()}, hasty(64U << 20U)};
    run.block();
    run.settle();
    {
        const FullDisk full{4096};
        run.episode();
        run.episode();
        ASSERT_TRUE(eventually([&] { return !run.journal->status().trouble.empty(); }));
        EXPECT_THAT(journal_alarms(run.journal->status()), SizeIs(1));
        EXPECT_THAT(journal_alarms(run.journal->status()).front(), HasSubstr("trading goes on"));
    }
    run.settle();
    EXPECT_THAT(journal_alarms(run.journal->status()), IsEmpty());
    run.end();

    const JournalFindings found = check();
    EXPECT_EQ(found.blocks, 7);
    EXPECT_EQ(found.books, 1);
    EXPECT_THAT(found.problems, IsEmpty());
}

TEST_F(DiskTrouble, MarksTheRunIncompleteFromTheFirstBlockThatNoLongerFits) {
    JournalledRun run{folder.path(), {eager()}, hasty(20'000)};
    run.block();
    run.settle();
    {
        const FullDisk full{4096};
        ASSERT_TRUE(eventually([&] {
            run.block();
            return run.journal->status().incomplete_from.has_value();
        }));
    }
    const BlockNumber from = *run.journal->status().incomplete_from;
    run.blocks(3);
    run.end();
    const auto journal = read_journal(folder.path());

    EXPECT_EQ(number(*journal, "SELECT incomplete_from FROM runs"), static_cast<std::int64_t>(from));
    EXPECT_EQ(number(*journal, "SELECT max(number) FROM blocks"), static_cast<std::int64_t>(from) - 1);
    EXPECT_THAT(column(*journal, "SELECT incomplete_why FROM runs").front(), HasSubstr("writing failed"));
    EXPECT_THAT(check().problems, IsEmpty());
}

TEST_F(DiskTrouble, LeavesBooksThatGoOnFromTheLastBlockThatWasWritten) {
    JournalledRun run{folder.path(), {eager()}, hasty(20'000)};
    std::map<BlockNumber, std::pair<SnapshotPtr, TraderMetrics>> stands;
    const auto block = [&] {
        run.spread(stands.size() % 3 == 2 ? 0.0 : 0.05);
        run.block();
        stands[run.simulation.newest->number()] = {run.simulation.newest, run.simulation.metrics()};
    };
    for (int i = 0; i < 4; ++i)
        block();
    run.settle();
    {
        const FullDisk full{4096};
        ASSERT_TRUE(eventually([&] {
            block();
            return run.journal->status().incomplete_from.has_value();
        }));
        EXPECT_THAT(journal_alarms(run.journal->status()).front(),
                    HasSubstr("a restart goes on from the block before"));
    }
    const auto [written, books] = stands.at(*run.journal->status().incomplete_from - 1);
    run.episode();
    run.end();
    ASSERT_GT(run.simulation.metrics().actions, books.actions) << "trading went on";
    Simulation before = std::move(run.simulation);
    before.newest = written;
    JournalledRun again{folder.path(), std::move(before), {eager()}};

    EXPECT_EQ(again.simulation.metrics().actions, books.actions);
    EXPECT_EQ(again.simulation.metrics().net_usd, books.net_usd);
    again.episode();
    again.end();
    EXPECT_THAT(check().problems, IsEmpty());
}

TEST_F(DiskTrouble, ThatLastsToTheEndOfTheRunEndsItAllTheSame) {
    JournalledRun run{folder.path(), {eager()}, hasty(64U << 20U)};
    run.blocks(2);
    run.settle();
    {
        const FullDisk full{4096};
        run.episode();
        run.end();
    }
    const auto again = RunJournal::open(folder.path());
    ASSERT_TRUE(again) << again.error().detail;

    EXPECT_EQ(number(again->database(), "SELECT count(*) FROM blocks"), 2);
    EXPECT_EQ(column(again->database(), "SELECT ended FROM runs"), std::vector<std::string>{"crashed"});
}

TEST_F(DiskTrouble, FileLockedByAnotherProgramIsWaitedFor) {
    JournalledRun run{folder.path(), {eager()}, hasty(64U << 20U)};
    run.block();
    run.settle();
    {
        const auto other = amend_journal(folder.path());
        const auto transaction = Transaction::begin(*other);
        ASSERT_TRUE(transaction);
        run.episode();
        ASSERT_TRUE(eventually([&] { return !run.journal->status().trouble.empty(); }));
        EXPECT_THAT(run.journal->status().trouble, HasSubstr("another program holds it locked"));
    }
    run.settle();
    run.end();

    EXPECT_EQ(check().blocks, 4);
}

TEST_F(DiskTrouble, AtTheStartIsAnError) {
    const FullDisk full{512};
    const auto journal = RunJournal::open(folder.path() / "state");

    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().code, ErrorCode::kIo);
    EXPECT_THAT(journal.error().detail, HasSubstr("writing failed"));
}

}  // namespace
}  // namespace dexarb::testing

#include "dexarb/journal/journal_file.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/journal/journal_support.hpp"

namespace dexarb::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class JournalFile : public ::testing::Test {
  protected:
    fs::path state() const { return folder.path() / "state"; }
    fs::path file() const { return journal_path(state()); }
    void make() const {
        ASSERT_TRUE(make_journal_folder(state()));
        const auto journal = open_journal(state());
        ASSERT_TRUE(journal) << journal.error().detail;
    }
    void change(const std::string& sql) const {
        const auto journal = Database::open(file(), Database::Mode::kWrite);
        ASSERT_TRUE(journal->execute(sql, "changing it"));
    }
    void overwrite(std::streamoff at, std::size_t count) const {
        std::fstream{file(), std::ios::in | std::ios::out | std::ios::binary}.seekp(at).write(
            std::string(count, '\x5a').data(), static_cast<std::streamsize>(count));
    }
    void expect_refused(const std::string& why) const {
        const auto journal = open_journal(state());
        ASSERT_FALSE(journal);
        EXPECT_EQ(journal.error().code, ErrorCode::kIo);
        EXPECT_THAT(journal.error().detail, AllOf(HasSubstr(file().string()), HasSubstr(why)));
    }

    TemporaryFolder folder;
};

TEST_F(JournalFile, IsMadeForOwnerAndGroupAlone) {
    make();
    struct stat status {};

    ASSERT_EQ(::stat(state().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0750U);
}

TEST_F(JournalFile, OpensAgainAtItsVersion) {
    make();
    const auto again = open_journal(state());

    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(number(*again, "PRAGMA user_version"), 1);
    EXPECT_EQ(column(*again, "PRAGMA journal_mode"), std::vector<std::string>{"wal"});
    EXPECT_EQ(number(*again, "PRAGMA foreign_keys"), 1);
}

TEST_F(JournalFile, OfANewerVersionIsRefused) {
    make();
    change("PRAGMA user_version = 99");

    expect_refused("version 99, made by a newer paper-trading");
    EXPECT_THAT(read_journal(state()).error().detail, HasSubstr("version 99"));
}

TEST_F(JournalFile, OfAnotherProgramIsRefused) {
    make();
    change("PRAGMA application_id = 7");

    expect_refused("another program");
}

TEST_F(JournalFile, ThatIsNoDatabaseIsRefused) {
    make();
    overwrite(0, 100);

    expect_refused("this is no journal");
}

TEST_F(JournalFile, WithDamagedPagesIsRefused) {
    make();
    change("PRAGMA wal_checkpoint(TRUNCATE)");
    overwrite(4096 * 3, 4096 * 10);

    expect_refused("damaged");
}

TEST_F(JournalFile, ThatIsNotThereIsNotMadeByAReader) {
    const auto journal = read_journal(state());

    ASSERT_FALSE(journal);
    EXPECT_THAT(journal.error().detail, HasSubstr("there is no journal"));
    EXPECT_FALSE(fs::exists(state()));
}

TEST_F(JournalFile, FolderThatCannotBeMadeIsNamed) {
    std::ofstream{state()} << "a file";
    const auto made = make_journal_folder(state() / "below");

    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().detail, AllOf(HasSubstr("below"), HasSubstr("--state-dir")));
    EXPECT_FALSE(make_journal_folder(state())) << "what is there is a file";
}

TEST_F(JournalFile, HeldByAnotherProcessIsRefusedWithItsId) {
    make();
    const auto first = JournalLock::take(state());
    const auto second = JournalLock::take(state());

    ASSERT_TRUE(first);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kIo);
    EXPECT_THAT(second.error().detail, HasSubstr("process " + std::to_string(::getpid())));
    EXPECT_EQ(JournalLock::holder(state()), ::getpid());
}

TEST_F(JournalFile, LockGoesWithItsHolder) {
    make();
    {
        const auto held = JournalLock::take(state());
        ASSERT_TRUE(held);
    }

    EXPECT_EQ(JournalLock::holder(state()), std::nullopt);
    EXPECT_TRUE(JournalLock::take(state()));
}

}  // namespace
}  // namespace dexarb::testing

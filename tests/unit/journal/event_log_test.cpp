#include "dexarb/journal/event_log.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <unistd.h>

namespace dexarb {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

class EventLogFile : public ::testing::Test {
  protected:
    EventLogFile() : folder{fs::temp_directory_path() / ("dexarb-journal-" + std::to_string(::getpid()))} {
        fs::create_directories(folder);
    }
    ~EventLogFile() override { fs::remove_all(folder); }

    fs::path folder;
    fs::path path = folder / "events.jsonl";
};

TEST_F(EventLogFile, LinesReachTheFileWithTheFlush) {
    auto log = EventLog::open(path.string()).value();
    log.write("one");
    log.write("two");
    const auto before = content(path);
    ASSERT_TRUE(log.flush());

    EXPECT_EQ(before, "");
    EXPECT_EQ(content(path), "one\ntwo\n");
}

TEST_F(EventLogFile, LinesLeftAtTheEndAreWritten) {
    EventLog::open(path.string()).value().write("one");

    EXPECT_EQ(content(path), "one\n");
}

TEST_F(EventLogFile, AppendsAndEndsALineTornByACrash) {
    std::ofstream{path} << "one\n{\"torn";
    EventLog::open(path.string()).value().write("two");

    EXPECT_EQ(content(path), "one\n{\"torn\ntwo\n");
}

TEST_F(EventLogFile, RotatesByRenameAndReopen) {
    auto log = EventLog::open(path.string()).value();
    log.write("one");
    fs::rename(path, folder / "old");
    log.write("two");
    ASSERT_TRUE(log.reopen());
    log.write("three");
    ASSERT_TRUE(log.flush());

    EXPECT_EQ(content(folder / "old"), "one\ntwo\n");
    EXPECT_EQ(content(path), "three\n");
}

TEST_F(EventLogFile, StaysWithTheOldFileWhereItCannotReopen) {
    fs::create_directory(folder / "sub");
    auto log = EventLog::open((folder / "sub" / "events").string()).value();
    fs::rename(folder / "sub", folder / "gone");
    const auto reopened = log.reopen();
    log.write("still here");
    ASSERT_TRUE(log.flush());

    ASSERT_FALSE(reopened);
    EXPECT_EQ(reopened.error().detail, log.path() + ": cannot be opened: No such file or directory");
    EXPECT_EQ(content(folder / "gone" / "events"), "still here\n");
}

TEST_F(EventLogFile, NamesAFileThatCannotBeOpened) {
    const auto log = EventLog::open(folder.string());

    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().code, ErrorCode::kIo);
    EXPECT_EQ(log.error().detail, folder.string() + ": cannot be opened: Is a directory");
}

TEST_F(EventLogFile, ReportsAFullDiskAndDropsOnlyBeyondItsBacklog) {
    if (!fs::exists("/dev/full")) GTEST_SKIP() << "needs /dev/full";
    auto log = EventLog::open("/dev/full").value();
    const std::string line((1U << 20U) - 1, 'x');
    for (int i = 0; i < 17; ++i)
        log.write(line);
    const auto flushed = log.flush();

    ASSERT_FALSE(flushed);
    EXPECT_EQ(flushed.error().detail, "/dev/full: cannot be written: No space left on device");
    EXPECT_EQ(log.dropped(), 1U);
}

}  // namespace
}  // namespace dexarb

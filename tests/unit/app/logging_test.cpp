#include "dexarb/app/logging.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dexarb {
namespace {

using ::testing::EndsWith;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

/// What stands on stderr after `write`, with stderr the journal's or another's.
std::string logged(LogFormat format, bool is_journal, const std::function<void()>& write) {
    ::testing::internal::CaptureStderr();
    struct stat file {};
    ::fstat(STDERR_FILENO, &file);
    const auto inode = is_journal ? file.st_ino : file.st_ino + 1;
    ::setenv("JOURNAL_STREAM", (std::to_string(file.st_dev) + ":" + std::to_string(inode)).c_str(), 1);
    const auto before = spdlog::default_logger();
    start_logging(format, "debug");
    write();
    spdlog::default_logger()->flush();
    spdlog::set_default_logger(before);
    ::unsetenv("JOURNAL_STREAM");
    return ::testing::internal::GetCapturedStderr();
}

TEST(Logging, TellsTheJournalPrioritiesAndLeavesItTheTime) {
    const auto text = logged(LogFormat::kText, true, [] {
        spdlog::debug("d");
        spdlog::info("i");
        spdlog::warn("w");
        spdlog::error("e");
        spdlog::critical("c");
    });

    EXPECT_EQ(text, "<7>d\n<6>i\n<4>w\n<3>e\n<2>c\n");
}

TEST(Logging, TellsOthersThanTheJournalTimeAndLevel) {
    const auto text = logged(LogFormat::kText, false, [] { spdlog::warn("careful"); });

    EXPECT_THAT(text, MatchesRegex("[0-9-]+T[0-9:.]+Z warning careful\n"));
}

TEST(Logging, JsonIsAnObjectPerLineBehindThePriority) {
    const auto text = logged(LogFormat::kJson, true, [] { spdlog::warn("a \"quoted\"\nword"); });

    ASSERT_THAT(text, StartsWith("<4>{"));
    const auto line = nlohmann::json::parse(text.substr(3));
    EXPECT_EQ(line["level"], "warning");
    EXPECT_EQ(line["message"], "a \"quoted\"\nword");
}

TEST(Logging, JsonElsewhereIsTheObjectAlone) {
    const auto text = logged(LogFormat::kJson, false, [] { spdlog::info("i"); });

    EXPECT_EQ(nlohmann::json::parse(text)["message"], "i");
}

}  // namespace
}  // namespace dexarb

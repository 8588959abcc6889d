#include "dexarb/app/reading_options.hpp"

#include <gtest/gtest.h>

#include "dexarb/app/command_line.hpp"

namespace dexarb {
namespace {

std::string told(const std::string& text) {
    const auto time = parse_time(text);
    return time ? to_rfc3339(*time) : "refused";
}

TEST(ReadingOptions, ATimeIsUtcToTheMillisecond) {
    EXPECT_EQ(told("2026-09-01"), "2026-09-01T00:00:00.000Z");
    EXPECT_EQ(told("2026-09-01T12:30"), "2026-09-01T12:30:00.000Z");
    EXPECT_EQ(told("2026-09-01 12:30:05Z"), "2026-09-01T12:30:05.000Z");
    EXPECT_EQ(told("2026-09-01T12:30:05.25Z"), "2026-09-01T12:30:05.250Z");
    for (const char* wrong : {"", "2026", "2026-02-30", "2026-09-01T25:00", "2026-09-01T12:60", "2026-09-01T12:00x",
                              "2026-09-01T12:00:00.", "2026-09-01T12:00:00.1234", "2026-09-01Z+01:00"})
        EXPECT_EQ(told(wrong), "refused") << wrong;
}

TEST(ReadingOptions, AreTakenFromTheCommandLine) {
    const char* const arguments[] = {"paper-trading", "export", "actions", "--format",   "jsonl", "--run",  "3",
                                     "--config",      "a,b",    "--since", "2026-09-01", "-o",    "x.jsonl"};
    const auto parsed = parse_command_line(13, arguments);
    const auto* line = std::get_if<CommandLine>(&parsed);

    ASSERT_NE(line, nullptr);
    EXPECT_EQ(line->command, Command::kReading);
    EXPECT_EQ(line->reading.verb, ReadingFlags::Verb::kExport);
    EXPECT_EQ(line->reading.table, ReadingFlags::Table::kActions);
    EXPECT_EQ(line->reading.format, ReadingFlags::Format::kJsonLines);
    EXPECT_EQ(line->reading.run, 3);
    EXPECT_EQ(line->reading.configs, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(line->reading.since, parse_time("2026-09-01").value());
    EXPECT_EQ(line->reading.output, "x.jsonl");
}

}  // namespace
}  // namespace dexarb

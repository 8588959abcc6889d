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

TEST(DiffFlags, ASideIsAConfigurationARunOrOneOfARun) {
    const DiffName config = parse_diff_name("low-gas");
    const DiffName run = parse_diff_name("3");
    const DiffName both = parse_diff_name("3:Moderate #7");
    const DiffName odd = parse_diff_name("v3:moderate");

    EXPECT_TRUE(!config.run && config.config == "low-gas");
    EXPECT_TRUE(run.run == 3 && run.config.empty());
    EXPECT_TRUE(both.run == 3 && both.config == "Moderate #7");
    EXPECT_TRUE(!odd.run && odd.config == "v3:moderate");
    EXPECT_EQ(parse_diff_name("0").run, std::nullopt) << "runs are numbered from one";
    EXPECT_EQ(parse_diff_name("3:").config, "3:");
}

TEST(DiffFlags, AreTakenFromTheCommandLine) {
    const char* const arguments[] = {"paper-trading", "diff", "3:moderate", "Low Gas", "--limit", "5", "--last", "7d"};
    const auto parsed = parse_command_line(8, arguments);
    const auto* line = std::get_if<CommandLine>(&parsed);

    ASSERT_NE(line, nullptr);
    EXPECT_EQ(line->command, Command::kDiff);
    EXPECT_EQ(line->diff.a, "3:moderate");
    EXPECT_EQ(line->diff.b, "Low Gas");
    EXPECT_EQ(line->diff.limit, 5U);
    EXPECT_EQ(line->reading.last, std::chrono::hours{7 * 24});
}

}  // namespace
}  // namespace dexarb

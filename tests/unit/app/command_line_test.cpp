#include "dexarb/app/command_line.hpp"

#include <initializer_list>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::variant<CommandLine, EarlyExit> parse(std::initializer_list<const char*> words) {
    std::vector<const char*> argv{"paper-trading"};
    argv.insert(argv.end(), words);
    return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

CommandLine accepted(std::initializer_list<const char*> words) {
    const auto result = parse(words);
    if (const auto* refusal = std::get_if<EarlyExit>(&result)) ADD_FAILURE() << refusal->text;
    return std::get<CommandLine>(result);
}

EarlyExit refused(std::initializer_list<const char*> words) {
    return std::get<EarlyExit>(parse(words));
}

TEST(CommandLine, RunIsTheDefault) {
    const CommandLine line = accepted({});

    EXPECT_EQ(line.command, Command::kRun);
    EXPECT_EQ(line.report_every, 5min);
    EXPECT_FALSE(line.json);
}

TEST(CommandLine, OptionsMayStandBeforeAndBehindTheCommand) {
    const CommandLine line = accepted({"--seed", "7", "demo", "--max-blocks", "20", "--json"});

    EXPECT_EQ(line.command, Command::kDemo);
    EXPECT_EQ(line.seed, 7U);
    EXPECT_EQ(line.max_blocks, 20U);
    EXPECT_TRUE(line.json);
}

TEST(CommandLine, ListsAndRepeatedSettingsKeepTheirOrder) {
    const CommandLine line =
        accepted({"-c", "conservative,moderate", "--set", "moderate.min_profit_usd=4", "--set", "moderate.seed=2"});

    EXPECT_EQ(line.configs, (std::vector<std::string>{"conservative", "moderate"}));
    EXPECT_EQ(line.settings, (std::vector<std::string>{"moderate.min_profit_usd=4", "moderate.seed=2"}));
}

TEST(CommandLine, WhatIsWrongIsNamedAndEndsWithTwo) {
    const struct {
        std::initializer_list<const char*> words;
        const char* says;
    } cases[] = {
        {{"--no-such-option"}, "--no-such-option"},
        {{"frobnicate"}, "frobnicate"},
        {{"--report-every", "5 minutes"}, "not a duration"},
        {{"--report-every", "0s"}, "not a duration"},
        {{"--fill-model", "optimistic"}, "not a fill model"},
        {{"--max-blocks", "-3"}, "max-blocks"},
        {{"--log-level", "loud"}, "log-level"},
        {{"run", "demo"}, ""},
    };
    for (const auto& test : cases) {
        const EarlyExit exit = refused(test.words);
        EXPECT_EQ(exit.code, ExitCode::kUsage);
        EXPECT_THAT(exit.text, HasSubstr(test.says));
    }
}

TEST(CommandLine, HelpShowsExamplesAndExitCodes) {
    const EarlyExit exit = refused({"--help"});

    EXPECT_EQ(exit.code, ExitCode::kOk);
    for (const char* part : {"demo --seed 7", "check --online", "Exit codes", "SIGUSR1"})
        EXPECT_THAT(exit.text, HasSubstr(part));
}

TEST(Duration, ReadsPartsFromLargestToSmallest) {
    EXPECT_EQ(parse_duration("90s").value(), 90s);
    EXPECT_EQ(parse_duration("1h30m").value(), 90min);
    EXPECT_EQ(parse_duration("250ms").value(), 250ms);
    EXPECT_EQ(parse_duration("1d").value(), 24h);
}

TEST(Duration, RefusesTheRest) {
    for (const char* text :
         {"", "5", "m", "5x", "-5m", "0s", "30m1h", "5m5m", "1.5h", "5 m", "99999999999999999999s", "400d"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

}  // namespace
}  // namespace dexarb

// Two configurations, or two runs, held against each other by the real program on journals that it wrote.

#include <cmath>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/demo_journal.hpp"

namespace dexarb::testing {
namespace {

using DiffJson = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::int64_t micro(const DiffJson& dollars) {
    return std::llround(dollars.get<double>() * 1e6);
}

class Diff : public ProgramWithJournal {
  protected:
    ProcessEnd diff(const Words& more) const { return read("diff", more); }
    DiffJson json(Words words) const {
        words.insert(words.end(), {"--json", "--limit", "1000"});
        const ProcessEnd end = diff(words);
        EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
        return DiffJson::parse(end.out, nullptr, false);
    }
    DiffJson reported(const std::string& id) const {
        const DiffJson report = DiffJson::parse(run({"report", "--state-dir", "state", "--json"}).out);
        for (const DiffJson& each : report["configurations"])
            if (each["config"]["id"] == id) return each["metrics"];
        return nullptr;
    }
    /// Another run into the same journal.
    void play(const Words& more) const {
        Words words{"demo",   "--max-blocks", "60",   "--block-interval", "2ms",
                    "--json", "--log-level",  "warn", "--state-dir",      "state"};
        words.insert(words.end(), more.begin(), more.end());
        const ProcessEnd end = run(words);
        ASSERT_EQ(end.exit_code, 0) << end.err;
    }
};

TEST_F(Diff, SidesHaveTheBooksOfTheReportAndDifferencesAddUp) {
    const DiffJson compared = json({"aggressive", "low-gas"})["comparisons"][0];
    const DiffJson a = reported("aggressive");
    const DiffJson b = reported("low_gas");

    EXPECT_EQ(compared["a"]["net_usd"], a["net_usd"]);
    EXPECT_EQ(compared["b"]["net_usd"], b["net_usd"]);
    EXPECT_EQ(compared["a"]["episodes"], a["actions"]);
    EXPECT_EQ(compared["b"]["episodes"], b["actions"]);
    const auto both = compared["both_same"].get<int>() + compared["both_other"].get<int>();
    EXPECT_EQ(compared["only_a"].get<int>() + both, a["actions"]);
    EXPECT_EQ(compared["only_b"].get<int>() + both, b["actions"]);
    std::int64_t sum = 0;
    for (const DiffJson& each : compared["differences"])
        sum += micro(each["difference_usd"]);
    EXPECT_EQ(sum, micro(a["net_usd"]) - micro(b["net_usd"]));
    EXPECT_EQ(compared["more"], 0);
}

TEST_F(Diff, SaysWhatStoppedTheOther) {
    const DiffJson compared = json({"aggressive", "conservative"})["comparisons"][0];
    int stopped = 0;

    ASSERT_GT(compared["only_a"], 0);
    for (const DiffJson& each : compared["differences"]) {
        if (!each["b"].is_null()) continue;
        ++stopped;
        ASSERT_TRUE(each["stopped_by"].is_string()) << each;
        const bool is_other_pair = each["pair"] != "WETH/USDC.e";
        EXPECT_EQ(each["stopped_by"] == "pair_not_traded", is_other_pair) << each;
    }
    EXPECT_EQ(stopped, compared["only_a"]);
}

TEST_F(Diff, TextStaysInItsColumnsAndWithinItsLimit) {
    const ProcessEnd end = diff({"Aggressive", "conservative", "--limit", "1"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(end.out, AllOf(HasSubstr("Aggressive against Conservative, run 1: "), HasSubstr("(1 of "),
                               HasSubstr("NOT ACTED ON"), HasSubstr("WHERE THEY DIFFER"), HasSubstr(" more\n")));
    for (const std::string& line : lines_of(end.out))
        EXPECT_LE(line.size(), 120U) << line;
}

/// The same market twice, one configuration with half the size: all others did the same.
TEST_F(Diff, OfTwoRunsOnlyWhatWasChangedDiffers) {
    play({"--seed", "7", "--set", "aggressive.max_trade_size_usd=500"});
    const DiffJson all = json({"1", "2"});
    const DiffJson one = json({"1:aggressive", "2:aggressive"});

    EXPECT_EQ(all["shared_blocks"]["blocks"], 60);
    ASSERT_EQ(all["comparisons"].size(), 12U);
    for (const DiffJson& each : all["comparisons"]) {
        EXPECT_EQ(each["a"]["config"], each["b"]["config"]);
        if (each["a"]["config"] != "aggressive") {
            EXPECT_TRUE(each["differences"].empty()) << each;
            continue;
        }
        EXPECT_GT(each["both_other"], 0);
        EXPECT_EQ(each, one["comparisons"][0]);
    }
    EXPECT_THAT(diff({"1", "2"}).out, HasSubstr("all of run 1 against run 2, the 60 blocks that both runs saw"));
    EXPECT_EQ(json({"1", "2", "-c", "low-gas"})["comparisons"].size(), 1U);
}

/// Markets of other seeds have their first block in common and no more.
TEST_F(Diff, RunsOfDifferentMarketsAreRefused) {
    play({"--seed", "8"});
    const ProcessEnd first_block = diff({"1", "2"});
    const ProcessEnd later = diff({"1", "2", "--since", "2026-09-01T12:00:01"});

    EXPECT_EQ(first_block.exit_code, kUsage);
    EXPECT_THAT(first_block.err, HasSubstr("neither run acted on an episode on the 1 block that both saw"));
    EXPECT_EQ(later.exit_code, kUsage);
    EXPECT_THAT(later.err, HasSubstr("runs 1 and 2 have no block in common in this time"));
}

TEST_F(Diff, WhatIsAskedWronglyIsRefused) {
    const ProcessEnd unknown = diff({"moderat", "aggressive"});
    const ProcessEnd same = diff({"moderate", "Moderate"});
    const ProcessEnd same_run = diff({"1:moderate", "moderate"});
    const ProcessEnd mixed = diff({"1", "moderate"});
    const ProcessEnd no_run = diff({"9:moderate", "moderate"});
    const ProcessEnd one = diff({"moderate"});
    const ProcessEnd no_time = diff({"moderate", "aggressive", "--until", "2001-01-01"});
    const ProcessEnd no_journal = run({"diff", "moderate", "aggressive", "--state-dir", "elsewhere"});
    const ProcessEnd told = diff({"moderat", "aggressive", "--json"});

    EXPECT_EQ(unknown.exit_code, kUsage);
    EXPECT_THAT(unknown.err, HasSubstr("no configuration 'moderat' there; did you mean \"moderate\"?"));
    EXPECT_EQ(same.exit_code, kUsage);
    EXPECT_THAT(same.err, HasSubstr("are the same configuration of the same run"));
    EXPECT_EQ(same_run.exit_code, kUsage);
    EXPECT_EQ(mixed.exit_code, kUsage);
    EXPECT_THAT(mixed.err, HasSubstr("one is a run, the other a configuration"));
    EXPECT_EQ(no_run.exit_code, kUsage);
    EXPECT_THAT(no_run.err, HasSubstr("no run 9"));
    EXPECT_EQ(one.exit_code, kUsage);
    EXPECT_EQ(no_time.exit_code, kUsage);
    EXPECT_THAT(no_time.err, HasSubstr("no block between"));
    EXPECT_EQ(no_journal.exit_code, kJournal);
    EXPECT_EQ(DiffJson::parse(told.out)["exit_code"], kUsage);
}

/// The manual page and completion are made of the program's own help.
TEST_F(Diff, HelpKnowsIt) {
    EXPECT_THAT(run({"--help"}).out, HasSubstr("\n  diff "));
    EXPECT_THAT(run({"diff", "--help"}).out, AllOf(HasSubstr("RUN:CONFIG"), HasSubstr("--limit")));
}

}  // namespace
}  // namespace dexarb::testing

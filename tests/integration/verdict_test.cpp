// The verdict as its user meets it: reached from a state directory, told by the exit code.

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/demo_journal.hpp"

namespace dexarb::testing {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kVerdict = 6;

class VerdictOf : public ProgramWithJournal {
  protected:
    ProcessEnd verdict(const Words& more = {}) const { return read("verdict", more); }
    Json json(const Words& more = {}) const {
        Words words{"--json"};
        words.insert(words.end(), more.begin(), more.end());
        const ProcessEnd end = verdict(words);
        EXPECT_EQ(end.exit_code, kVerdict) << end.out << end.err;
        return Json::parse(end.out, nullptr, false);
    }
    static Json gate(const Json& gates, const std::string& name) {
        for (const Json& each : gates)
            if (each["gate"] == name) return each;
        return nullptr;
    }
};

TEST_F(VerdictOf, ADemoFailsForItsMarketAndItsFewTradesWhileItsRecordIsProven) {
    const Json reached = json();

    EXPECT_EQ(reached["passes"], false);
    EXPECT_EQ(gate(reached["record"], "market")["passes"], false);
    EXPECT_EQ(gate(reached["record"], "journal")["passes"], true);
    EXPECT_EQ(gate(reached["record"], "digest")["passes"], true) << reached["record"];
    EXPECT_THAT(gate(reached["record"], "digest")["text"], StartsWith("60 blocks with "));
    ASSERT_EQ(reached["configurations"].size(), 12U);
    for (const Json& config : reached["configurations"])
        EXPECT_EQ(gate(config["gates"], "trades")["passes"], false);
}

TEST_F(VerdictOf, ARunWithoutItsRecordingIsNotProven) {
    fs::remove_all(folder() / "state" / "recordings");

    EXPECT_THAT(gate(json()["record"], "digest")["text"].get<std::string>(),
                HasSubstr("run 1: it was not recorded, or its recording is gone"));
}

/// A byte of one frame is another: what it held cannot be proven any more.
TEST_F(VerdictOf, ADamagedRecordingIsNotProven) {
    fs::path recording;
    for (const auto& entry : fs::directory_iterator{folder() / "state" / "recordings"})
        if (entry.path().extension() == ".dxrec") recording = entry.path();
    std::fstream file{recording, std::ios::in | std::ios::out | std::ios::binary};
    const auto middle = static_cast<std::streamoff>(fs::file_size(recording) / 2);
    file.seekg(middle);
    const char byte = static_cast<char>(file.get());
    file.seekp(middle);
    file.put(static_cast<char>(byte ^ 1));
    file.close();

    EXPECT_EQ(gate(json()["record"], "digest")["passes"], false);
}

TEST_F(VerdictOf, OneThatIsShownAloneIsStillOneOfTwelve) {
    const Json all = json();
    const Json alone = json({"-c", "moderate"});

    ASSERT_EQ(alone["configurations"].size(), 1U);
    EXPECT_EQ(alone["configurations"][0]["config"], "moderate");
    for (const Json& config : all["configurations"]) {
        if (config["config"] == "moderate") {
            EXPECT_EQ(alone["configurations"][0], config);
        }
    }
}

TEST_F(VerdictOf, TextSaysWhatItWouldTake) {
    const ProcessEnd end = verdict();

    EXPECT_EQ(end.exit_code, kVerdict);
    EXPECT_THAT(end.out, AllOf(HasSubstr("verdict on run 1"), HasSubstr("FAILS: simulated"),
                               HasSubstr("trades, asked >= 100"), HasSubstr("\nNo configuration passes: ")));
}

TEST_F(VerdictOf, WhatIsAskedWronglyIsRefused) {
    std::ofstream{folder() / "rules.json"} << R"({"min_trade": 40})";
    const ProcessEnd rules = verdict({"--rules", "rules.json"});
    const ProcessEnd missing = verdict({"--rules", "nowhere.json"});
    const ProcessEnd other_run = verdict({"99"});
    const ProcessEnd nobody = verdict({"-c", "nobody"});
    const ProcessEnd no_journal = run({"verdict", "--state-dir", "elsewhere"});

    EXPECT_EQ(rules.exit_code, kConfiguration);
    EXPECT_THAT(rules.err, HasSubstr("rules.json: /min_trade: unknown key; did you mean \"min_trades\"?"));
    EXPECT_EQ(missing.exit_code, kConfiguration);
    EXPECT_THAT(missing.err, HasSubstr("nowhere.json"));
    EXPECT_EQ(other_run.exit_code, kUsage);
    EXPECT_THAT(other_run.err, HasSubstr("no run 99 in the journal"));
    EXPECT_EQ(nobody.exit_code, kUsage);
    EXPECT_THAT(nobody.err, HasSubstr("no configuration 'nobody'"));
    EXPECT_THAT(no_journal.err, HasSubstr("elsewhere"));
    EXPECT_EQ(no_journal.exit_code, run({"report", "--state-dir", "elsewhere"}).exit_code);
    EXPECT_NE(no_journal.exit_code, kJournal + 1) << "not reached is not the same as not passed";
}

/// The sentence and figures of a run's last report come out of its journal too.
TEST_F(VerdictOf, AHistoryHasTheEvidenceOfTheLastReport) {
    const ProcessEnd end = run({"report", "--json", "--state-dir", "state"});
    const Json past = Json::parse(end.out);
    const Json last_report = Json::parse(lines_of(demo_output()).back());

    EXPECT_EQ(past["evidence"]["sentence"], last_report["evidence"]["sentence"]);
    EXPECT_EQ(past["evidence"]["episodes"], last_report["evidence"]["episodes"]);
    for (const Json& config : past["configurations"])
        for (const Json& live : last_report["configurations"]) {
            if (live["config"]["id"] == config["config"]["id"]) {
                EXPECT_EQ(live["evidence"], config["evidence"]);
            }
        }
}

}  // namespace
}  // namespace dexarb::testing

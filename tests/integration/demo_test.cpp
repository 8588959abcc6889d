#include <algorithm>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/program.hpp"

namespace dexarb::testing {
namespace {

using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Demo : public Program {
  protected:
    static Words demo(const std::string& seed, const Words& more = {}) {
        Words words{"demo", "--seed", seed, "--max-blocks", "60", "--block-interval", "2ms"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    /// The lines of one run's event log, the wall-clock time of its first line taken out.
    Words event_log_of(const std::string& seed, const std::string& name) const {
        EXPECT_EQ(run(demo(seed, {"--event-log", name})).exit_code, 0);
        Words lines = lines_of(read_whole(folder() / name));
        if (lines.empty()) return lines;
        Json header = Json::parse(lines.front());
        EXPECT_EQ(header.erase("started_at"), 1U);
        lines.front() = header.dump();
        return lines;
    }
};

TEST_F(Demo, SaysFirstAndLastThatItIsSimulatedAndReportsAllPresets) {
    const ProcessEnd end = run(demo("7"));

    EXPECT_EQ(end.exit_code, 0) << end.err;
    const Words lines = lines_of(end.out);
    ASSERT_FALSE(lines.empty());
    EXPECT_THAT(lines.front(), HasSubstr("SIMULATED"));
    EXPECT_THAT(lines.back(), HasSubstr("SIMULATED"));
    EXPECT_THAT(end.out, AllOf(HasSubstr("last report"), HasSubstr("60 seen, 0 missed")));
    for (const char* preset : {"Conservative", "Moderate", "Aggressive", "Large Trades", "Small Trades", "WETH Only",
                               "WMATIC Only", "Multi-Pair", "Fast Polling", "Slow Polling", "High Gas", "Low Gas"})
        EXPECT_THAT(end.out, HasSubstr(preset));
}

/// Sixty blocks are too few to tell anything, and that is what it says.
TEST_F(Demo, EndsWithTheSentenceThatItsTradesSupport) {
    const Words lines = lines_of(run(demo("7")).out);
    const Json report = Json::parse(lines_of(run(demo("7", {"--json"})).out).back());

    std::string name;
    int most = 0;
    for (const Json& trader : report["configurations"]) {
        const Json& results = trader["metrics"]["results"];
        const int booked = results["filled"].get<int>() + results["reverted"].get<int>() + results["lost"].get<int>();
        if (booked <= most) continue;
        most = booked;
        name = trader["config"]["name"];
    }
    EXPECT_EQ(report["evidence"]["sentence"], "No configuration is separable from zero: too few trades, " + name +
                                                  " has " + std::to_string(most) + " and needs " +
                                                  std::to_string(30 - most) + " more.");
    EXPECT_EQ(report["evidence"]["sentence"], lines.at(lines.size() - 2)) << "above the demo's own last line";
}

TEST_F(Demo, SeedDecidesTheEventLog) {
    const Words first = event_log_of("7", "first.jsonl");
    const Words again = event_log_of("7", "again.jsonl");
    const Words other = event_log_of("8", "other.jsonl");

    EXPECT_GT(first.size(), 100U);
    EXPECT_EQ(first, again);
    EXPECT_NE(first, other);
}

TEST_F(Demo, EveryActionHasItsOutcome) {
    Words actions;
    Words outcomes;
    for (const std::string& line : event_log_of("7", "events.jsonl")) {
        const Json event = Json::parse(line);
        if (event["type"] == "action") actions.push_back(event["id"]);
        if (event["type"] == "outcome") outcomes.push_back(event["action"]);
    }

    std::ranges::sort(actions);
    std::ranges::sort(outcomes);
    EXPECT_FALSE(actions.empty());
    EXPECT_EQ(actions, outcomes);
}

TEST_F(Demo, JsonPrintsOneDocumentPerReportAndNothingElse) {
    const ProcessEnd end = run(demo("7", {"--json", "--report-every", "250ms"}));

    EXPECT_EQ(end.exit_code, 0) << end.err;
    const Words lines = lines_of(end.out);
    ASSERT_GE(lines.size(), 2U);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const Json report = Json::parse(lines[i]);
        EXPECT_EQ(report["type"], "report");
        EXPECT_EQ(report["is_last"], i + 1 == lines.size());
        EXPECT_THAT(report["configurations"], SizeIs(12));
    }
    const Words log = lines_of(end.err);
    EXPECT_THAT(log.front(), HasSubstr("SIMULATED"));
    EXPECT_THAT(log.back(), HasSubstr("SIMULATED"));
}

}  // namespace
}  // namespace dexarb::testing

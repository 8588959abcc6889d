#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/journal/recording_reader.hpp"
#include "dexarb/journal/recording_writer.hpp"

#include "integration/program.hpp"
#include "integration/served_node.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::HasSubstr;

class Replay : public Program {
  protected:
    /// One recorded run of the demo, whose order flow and rival give decisions; `extra` words behind.
    ProcessEnd record(const Words& extra = {}) const {
        Words words{"demo",
                    "--record",
                    "--seed",
                    "7",
                    "--max-blocks",
                    "60",
                    "--block-interval",
                    "2ms",
                    "--json",
                    "--set",
                    "*.min_profit_usd=0.01",
                    "--event-log",
                    "live.jsonl"};
        words.insert(words.end(), extra.begin(), extra.end());
        return run(words);
    }

    std::vector<std::string> recordings() const {
        std::vector<std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator{folder() / ".local/state/dexarb/recordings"})
            files.push_back(entry.path().string());
        std::ranges::sort(files);
        return files;
    }

    std::string recording() const {
        const auto files = recordings();
        EXPECT_EQ(files.size(), 1U);
        return files.empty() ? "" : files.front();
    }

    ProcessEnd replay(const Words& extra) const {
        Words words{"replay", recording()};
        words.insert(words.end(), extra.begin(), extra.end());
        return run(words);
    }

    /// The recording as "other.dxrec" with one text of its head replaced: a run that decided otherwise.
    void write_with_other_head(const std::string& from, const std::string& to) const {
        auto reader = RecordingReader::open(recording());
        ASSERT_TRUE(reader);
        std::string head = reader->head();
        const auto at = head.find(from);
        ASSERT_NE(at, std::string::npos) << head;
        auto writer = RecordingWriter::create((folder() / "other.dxrec").string(), head.replace(at, from.size(), to));
        ASSERT_TRUE(writer);
        reader->set_market(shipped_market());
        for (auto item = reader->next(); item && *item; item = reader->next())
            ASSERT_TRUE(writer->add(**item));
        ASSERT_TRUE(reader->end());
        ASSERT_TRUE(writer->end(*reader->end()));
    }

    /// The lines behind the first, which says when and by what it was written.
    Words records_of(const std::string& file) const {
        Words lines = lines_of(read_whole(folder() / file));
        if (!lines.empty()) lines.erase(lines.begin());
        return lines;
    }

    static Json report_of(const ProcessEnd& end) {
        EXPECT_EQ(end.exit_code, 0) << end.err;
        return Json::parse(end.out, nullptr, false);
    }

    static Json without_evidence(Json configurations) {
        for (Json& configuration : configurations)
            configuration.erase("evidence");
        return configurations;
    }
};

TEST_F(Replay, GivesTheSameBooksDigestAndLinesAndVerifies) {
    const Json live = report_of(record());
    const Json again = report_of(replay({"--verify", "--json", "--event-log", "replayed.jsonl"}));

    EXPECT_EQ(again["digest"], live["digest"]);
    EXPECT_EQ(without_evidence(again["configurations"]), without_evidence(live["configurations"]));
    const bool is_weighed = live["evidence"]["is_weighed"] == true && live["evidence"]["note"] == "";
    // A busy machine may need more than the second that a last report waits.
    if (is_weighed) {
        EXPECT_EQ(again["evidence"], live["evidence"]);
        EXPECT_EQ(again["configurations"], live["configurations"]);
    }
    EXPECT_EQ(again["net_edges"], live["net_edges"]);
    EXPECT_EQ(again["feed"]["blocks_seen"], live["feed"]["blocks_seen"]);
    EXPECT_EQ(records_of("replayed.jsonl"), records_of("live.jsonl"));
    EXPECT_GT(live["configurations"][0]["metrics"]["actions"], 0);
}

/// The demo's market has an edge. One in which every race is lost has none.
TEST_F(Replay, NamesWhoIsSeparableFromZeroOnlyWhereThereIsAnEdge) {
    record();
    const Words caps{"--json", "--set", "*.max_gas_price_gwei=500"};
    Words lost = caps;
    lost.insert(lost.end(), {"--set", "*.competition_rate=1", "--set", "*.max_consecutive_losses=1000"});

    const Json with = report_of(replay(caps));
    const Json without = report_of(replay(lost));

    EXPECT_EQ(with["evidence"]["best"], "aggressive");
    EXPECT_EQ(with["evidence"]["block"], with["feed"]["block"]);
    EXPECT_THAT(with["evidence"]["sentence"].get<std::string>(),
                ::testing::StartsWith("Separable from zero is Aggressive: t "));
    EXPECT_EQ(without["evidence"]["best"], "aggressive");
    EXPECT_THAT(without["evidence"]["sentence"].get<std::string>(),
                ::testing::StartsWith("No configuration is separable from zero: best is Aggressive, t -"));
    for (const Json& trader : with["configurations"]) {
        const Json& results = trader["metrics"]["results"];
        EXPECT_EQ(trader["evidence"]["trades"],
                  results["filled"].get<int>() + results["reverted"].get<int>() + results["lost"].get<int>())
            << trader["config"]["id"];
    }
}

TEST_F(Replay, TextReportShowsTheDigest) {
    const Json live = report_of(record());

    EXPECT_THAT(replay({}).out, HasSubstr(live["digest"].get<std::string>()));
}

TEST_F(Replay, OfOtherConfigurationsIsWhatTheyWouldHaveDoneLive) {
    report_of(record());
    const Json replayed =
        report_of(replay({"--json", "--set", "*.submit_latency_ms=5000", "-c", "moderate,aggressive", "--seed", "9"}));
    const Json latency = report_of(replay({"--json", "--latency", "5s", "-c", "moderate,aggressive", "--seed", "9"}));

    EXPECT_EQ(replayed["configurations"].size(), 2U);
    EXPECT_EQ(replayed["digest"], latency["digest"]);
    EXPECT_NE(replayed["digest"], report_of(replay({"--json", "-c", "moderate,aggressive"}))["digest"]);
}

TEST_F(Replay, OfAPartEndsWhereItIsTold) {
    const Json live = report_of(record());
    const std::uint64_t first = report_of(replay({"--json"}))["feed"]["block"].get<std::uint64_t>() - 59;
    const Json part =
        report_of(replay({"--json", "--from", std::to_string(first + 10), "--to", std::to_string(first + 39)}));

    EXPECT_EQ(part["feed"]["blocks_seen"], 30) << part["feed"];
    EXPECT_NE(part["digest"], live["digest"]);
}

TEST_F(Replay, PrefixGivesThePrefixOfTheLines) {
    report_of(record());
    const Words whole = records_of("live.jsonl");
    const std::uint64_t last = report_of(replay({"--json"}))["feed"]["block"].get<std::uint64_t>();
    for (const std::uint64_t back : {10U, 25U, 44U}) {
        const std::string file = "prefix" + std::to_string(back) + ".jsonl";
        report_of(replay({"--json", "--to", std::to_string(last - back), "--event-log", file}));
        Words lines = records_of(file);
        // What the end of the replay adds: decisions that no later block made final, and actions nobody settled.
        const auto differs = std::ranges::mismatch(lines, whole).in1 - lines.begin();
        for (auto line = lines.begin() + differs; line != lines.end(); ++line)
            EXPECT_TRUE(line->find("\"action\"") != line->npos || line->find("\"reject\"") != line->npos ||
                        line->find("\"unknown\"") != line->npos)
                << *line;
        EXPECT_GT(differs, 0);
    }
}

TEST_F(Replay, ModelledArrivalOfADemoIsItsOwn) {
    const Json live = report_of(record());

    EXPECT_EQ(report_of(replay({"--json", "--arrival", "modelled"}))["digest"], live["digest"]);
}

TEST_F(Replay, VerifyTellsTheFirstBlockAndRecordThatDiffer) {
    const Json live = report_of(record());
    write_with_other_head("\"max_trade_size_usd\":2000", "\"max_trade_size_usd\":150");

    const ProcessEnd end = run({"replay", "other.dxrec", "--verify", "--json"});

    EXPECT_EQ(end.exit_code, 7) << end.err;
    EXPECT_THAT(end.err,
                ::testing::ContainsRegex("differs from the live run of paper-trading .*: block [0-9]+ .*: record "
                                         "[0-9]+ differs: .*\"config\":\"aggressive\""));
    EXPECT_NE(Json::parse(end.out)["digest"], live["digest"]);
}

TEST_F(Replay, VerifyTakesNoOtherConfiguration) {
    report_of(record());
    const ProcessEnd refused = replay({"--verify", "--set", "*.min_profit_usd=50"});

    EXPECT_EQ(refused.exit_code, 3);
    EXPECT_THAT(refused.err, HasSubstr("--verify: other configurations give other decisions"));
}

TEST_F(Replay, KilledRunVerifiesAsFarAsItGoes) {
    ServedNodeOptions options;
    options.block_interval = 20ms;
    ServedNode node{std::move(options)};
    const auto process = start({"run", "--rpc", node.url(), "--set", "*.min_profit_usd=0.01"});
    const auto recorded = folder() / ".local/state/dexarb/recordings";
    ASSERT_TRUE(eventually([&] {
        if (!std::filesystem::exists(recorded)) return false;
        for (const auto& entry : std::filesystem::directory_iterator{recorded})
            if (entry.file_size() > 40'000) return true;
        return false;
    }));
    process->send(SIGKILL);
    EXPECT_EQ(end_of(*process).signal, SIGKILL);

    const ProcessEnd end = replay({"--verify", "--json"});

    const Json report = report_of(end);
    EXPECT_THAT(report["alarms"].dump(), HasSubstr("has no end"));
    EXPECT_GT(report["feed"]["blocks_seen"], 3);
    EXPECT_THAT(end.err, HasSubstr("verified: "));
}

TEST_F(Replay, LiveRunThroughANodesFaultsVerifies) {
    ServedNodeOptions options;
    options.block_interval = 20ms;
    options.intercept = first_of({on_calls({"eth_getLogs", 10, 3}, reply_with_fault({-32000, "unknown block"})),
                                  on_calls({"eth_getLogs", 25, 2}, reply_with_http(502, "<html>bad gateway</html>")),
                                  on_calls({"eth_getBlockByNumber", 60, 1}, reply_too_many_requests(1s))});
    ServedNode node{std::move(options)};
    const ProcessEnd live =
        run({"run", "--rpc", node.url(), "--max-blocks", "80", "--json", "--set", "*.min_profit_usd=0.01"});

    EXPECT_EQ(report_of(replay({"--verify", "--json"}))["digest"], report_of(live)["digest"]);
}

TEST_F(Replay, RecordsByDefaultAndNotWhereToldNot) {
    ServedNodeOptions options;
    options.block_interval = 100ms;
    ServedNode node{std::move(options)};
    const Words words{"run", "--rpc", node.url(), "--max-blocks", "2", "--json"};
    Words without = words;
    without.emplace_back("--no-record");

    report_of(run(without));
    EXPECT_FALSE(std::filesystem::exists(folder() / ".local/state/dexarb/recordings"));
    report_of(run(words));
    EXPECT_EQ(recordings().size(), 1U);
}

TEST_F(Replay, StateThatCannotBeWrittenEndsWithFive) {
    write("file", "no folder");
    const ProcessEnd end = run({"run", "--rpc", "http://127.0.0.1:9", "--state-dir", "file"});

    EXPECT_EQ(end.exit_code, 5);
    EXPECT_THAT(end.err, HasSubstr("file: the state folder cannot be made"));
    EXPECT_THAT(end.err, HasSubstr("--state-dir"));
}

TEST_F(Replay, WhatCannotBeReadIsSaid) {
    write("text", "nothing of the kind");

    EXPECT_EQ(run({"replay"}).exit_code, 2);
    const ProcessEnd none = run({"replay", "none.dxrec"});
    EXPECT_EQ(none.exit_code, 3);
    EXPECT_THAT(none.err, HasSubstr("none.dxrec: there is no such file"));
    const ProcessEnd text = run({"replay", "text"});
    EXPECT_EQ(text.exit_code, 3);
    EXPECT_THAT(text.err, HasSubstr("text: this is no recording"));
}

}  // namespace
}  // namespace dexarb::testing

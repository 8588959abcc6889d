// Past runs as their user reads them: `report` and `export` of the real program on a journal that it wrote.

#include <array>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/program.hpp"
#include "integration/served_node.hpp"
#include "support/places.hpp"

namespace dexarb::testing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using OrderedJson = nlohmann::ordered_json;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// Of a funnel what happens before a filter: a history has it from the last report alone.
constexpr std::array kReach{"routes", "pair_blocks", "gross_above_zero", "after_flash_fee", "after_gas"};

class Reading : public Program {
  protected:
    /// A demo with a journal in "state" and an event log; its last report. Run once, then copied.
    OrderedJson demo() const {
        static const TemporaryFolder kept;
        static OrderedJson report;
        const bool is_first = report.is_null();
        const fs::path from = is_first ? folder() : kept.path();
        if (is_first) report = run_demo();
        fs::copy(from, is_first ? kept.path() : folder(),
                 fs::copy_options::recursive | fs::copy_options::skip_symlinks | fs::copy_options::overwrite_existing);
        return report;
    }
    OrderedJson run_demo() const {
        const ProcessEnd end = run({"demo", "--seed", "7", "--max-blocks", "120", "--block-interval", "5ms", "--json",
                                    "--state-dir", "state", "--event-log", "log.jsonl", "--log-level", "warn"});
        EXPECT_EQ(end.exit_code, 0) << end.err;
        return OrderedJson::parse(lines_of(end.out).back(), nullptr, false);
    }
    ProcessEnd read(Words words) const {
        words.insert(words.end(), {"--state-dir", "state"});
        return run(words);
    }
    OrderedJson json(Words words) const {
        words.emplace_back("--json");
        const ProcessEnd end = read(words);
        EXPECT_EQ(end.exit_code, 0) << end.err;
        return OrderedJson::parse(end.out, nullptr, false);
    }
    /// Lines of the event log of one type, in order.
    Words logged(const std::string& type) const {
        Words lines;
        for (const std::string& line : lines_of(read_whole(folder() / "log.jsonl")))
            if (line.starts_with("{\"type\":\"" + type + "\"")) lines.push_back(line);
        return lines;
    }
};

TEST_F(Reading, ARunHasTheBooksOfItsOwnLastReport) {
    const OrderedJson live = demo();
    const OrderedJson past = json({"report", "1"});

    ASSERT_EQ(past["configurations"].size(), live["configurations"].size());
    for (std::size_t i = 0; i < live["configurations"].size(); ++i) {
        EXPECT_EQ(past["configurations"][i]["config"], live["configurations"][i]["config"]);
        OrderedJson expected = live["configurations"][i]["metrics"];
        for (const char* key :
             {"today", "pause", "consecutive_losses", "longest_losing_run", "missed_events", "filters", "nearest_miss"})
            expected.erase(key);
        for (const char* key : kReach)
            expected["funnel"].erase(key);
        EXPECT_EQ(past["configurations"][i]["metrics"], expected) << live["configurations"][i]["config"]["id"];
    }
    EXPECT_EQ(past["verdict"], live["verdict"]);
    EXPECT_EQ(past["blocks"]["seen"], 120);
}

TEST_F(Reading, GroupsAddUpToTheWholeAndTextStaysInItsColumns) {
    demo();
    for (const std::string by : {"day", "pair", "route"}) {
        const OrderedJson past = json({"report", "--by", by});
        std::map<std::string, std::int64_t> sums;
        for (const OrderedJson& group : past["by_" + by])
            sums[group["config"]] += std::llround(group["net_usd"].get<double>() * 1e6);
        for (const OrderedJson& config : past["configurations"])
            EXPECT_EQ(sums[config["config"]["name"]], std::llround(config["metrics"]["net_usd"].get<double>() * 1e6));
        EXPECT_FALSE(past["open_by_" + by].empty());
        const ProcessEnd text = read({"report", "--by", by});
        EXPECT_EQ(text.exit_code, 0) << text.err;
        for (const std::string& line : lines_of(text.out))
            EXPECT_LE(line.size(), 120U) << line;
    }
}

TEST_F(Reading, AReportAsAPageHasItsFigures) {
    if (!fs::exists(test::source_dir() / "src/service/page/dist/report.html"))
        GTEST_SKIP() << "src/service/page/build was not run";
    demo();

    const OrderedJson written = json({"report", "--html", "page.html"});

    const std::string page = read_whole(folder() / "page.html");
    EXPECT_EQ(written["bytes"], page.size());
    const std::string begin = R"(id="past">)";
    const auto from = page.find(begin) + begin.size();
    const auto data = OrderedJson::parse(page.substr(from, page.find("</script>", from) - from), nullptr, false);
    EXPECT_EQ(data["history"], json({"report", "--full"}));
    ASSERT_EQ(data["curves"].size(), 12U);
    for (std::size_t i = 0; i < 12; ++i) {
        const auto& metrics = data["history"]["configurations"][i]["metrics"];
        const auto& points = data["curves"][i]["points"];
        if (!points.empty()) {
            EXPECT_EQ(points.back()[1], metrics["net_usd"]);
        }
    }
}

TEST_F(Reading, AFullReportSaysWhatTheLastOneSaid) {
    const OrderedJson last = demo();

    const OrderedJson full = json({"report", "--full"});
    const ProcessEnd text = read({"report", "--full"});

    EXPECT_GT(full["survival"]["all"]["watched"], 0);
    for (const char* key : {"survival", "net_edges", "nearest_miss"})
        EXPECT_EQ(full[key], last[key]) << key;
    for (std::size_t i = 0; i < 12; ++i) {
        EXPECT_EQ(full["configurations"][i]["metrics"]["filters"], last["configurations"][i]["metrics"]["filters"]);
        EXPECT_EQ(full["configurations"][i]["advice"], last["configurations"][i]["advice"]);
        OrderedJson funnel = last["configurations"][i]["metrics"]["funnel"];
        funnel["routes"] = nullptr;
        EXPECT_EQ(full["configurations"][i]["metrics"]["funnel"], funnel);
    }
    EXPECT_FALSE(json({"report"}).contains("survival"));
    for (const char* part : {"THE PRICE OF FILTERS", "STILL OPEN", "as of"})
        EXPECT_THAT(text.out, HasSubstr(part));
    for (const std::string& line : lines_of(text.out))
        EXPECT_LE(line.size(), 120U) << line;
}

TEST_F(Reading, APageThatCannotBeWrittenIsSaidAndNothingIsLeft) {
    if (!fs::exists(test::source_dir() / "src/service/page/dist/report.html"))
        GTEST_SKIP() << "src/service/page/build was not run";
    demo();

    const ProcessEnd end = read({"report", "--html", "nowhere/page.html"});

    EXPECT_EQ(end.exit_code, kJournal);
    EXPECT_THAT(end.err, HasSubstr("nowhere/page.html.part: No such file or directory"));
    EXPECT_FALSE(fs::exists(folder() / "nowhere"));
}

TEST_F(Reading, ExportedLinesAreThoseOfTheEventLog) {
    demo();
    for (const auto& [table, type] : std::map<std::string, std::string>{
             {"opportunities", "opportunity"}, {"actions", "action"}, {"outcomes", "outcome"}}) {
        const ProcessEnd end = read({"export", table, "--format", "jsonl"});
        EXPECT_EQ(end.exit_code, 0) << end.err;
        EXPECT_GT(logged(type).size(), 0U);
        EXPECT_EQ(lines_of(end.out), logged(type)) << table;
    }
}

TEST_F(Reading, CsvHasAHeaderAndEveryRowAsManyFields) {
    demo();
    for (const std::string table : {"opportunities", "actions", "outcomes", "metrics"}) {
        const ProcessEnd end = read({"export", table, "-o", table + ".csv", "--config", "moderate"});
        ASSERT_EQ(end.exit_code, 0) << end.err;
        const std::string text = read_whole(folder() / (table + ".csv"));
        const Words lines = lines_of(text);
        ASSERT_GT(lines.size(), 1U) << table;
        for (const std::string& line : lines) {
            EXPECT_TRUE(line.ends_with('\r'));
            EXPECT_EQ(std::ranges::count(line, ','), std::ranges::count(lines[0], ',')) << line;
        }
        EXPECT_FALSE(fs::exists(folder() / (table + ".csv.part")));
    }
}

/// Every sixth, so that different results and configurations are among them.
TEST_F(Reading, TradesOfARunAreExplainedWithoutADifference) {
    demo();
    const Words actions = logged("action");
    ASSERT_GT(actions.size(), 12U);
    for (std::size_t i = 0; i < actions.size(); i += 6) {
        const std::string id = OrderedJson::parse(actions[i])["id"];
        const ProcessEnd text = read({"explain", id});
        EXPECT_EQ(text.exit_code, 0) << text.err;
        EXPECT_THAT(text.out, AllOf(HasSubstr("every hop as recorded"), ::testing::Not(HasSubstr("NOT ")))) << id;
        const OrderedJson told = json({"explain", id});
        EXPECT_EQ(told["action"]["net_is_as_recorded"], true) << id;
        for (const auto& [model, figures] : told["outcomes"][0]["models"].items()) {
            const bool is_kept = model != "first_in_block" && figures["result"] != "unknown";
            EXPECT_EQ(figures["is_as_recorded"], is_kept ? OrderedJson(true) : figures["is_as_recorded"])
                << id << " " << model;
        }
        for (const std::string& row : lines_of(text.out))
            EXPECT_LE(row.size(), 120U) << row;
    }
}

TEST_F(Reading, AllVerbsWorkBesideARunningDaemon) {
    const ServedNode node{{.block_interval = 20ms, .intercept = {}}};
    const auto daemon = start({"run", "--rpc", node.url(), "--state-dir", "state", "--event-log", "log.jsonl",
                               "--log-level", "warn", "--set", "*.max_gas_price_gwei=5000"});
    ASSERT_TRUE(eventually([&] { return !logged("opportunity").empty() && read({"report"}).exit_code == 0; }));
    const std::string id = OrderedJson::parse(logged("opportunity")[0])["id"];
    const OrderedJson first = json({"report"});
    const ProcessEnd exported = read({"export", "opportunities", "--format", "jsonl"});
    const ProcessEnd explained = read({"explain", id});
    const ProcessEnd compared = read({"diff", "moderate", "aggressive"});
    ASSERT_TRUE(eventually([&] { return json({"report"})["blocks"]["seen"] > first["blocks"]["seen"]; }));
    daemon->send(SIGTERM);
    const ProcessEnd end = end_of(*daemon);

    EXPECT_EQ(exported.exit_code, 0) << exported.err;
    EXPECT_EQ(lines_of(exported.out).at(0), logged("opportunity").at(0));
    EXPECT_EQ(explained.exit_code, 0) << explained.err;
    EXPECT_EQ(compared.exit_code, 0) << compared.err;
    EXPECT_THAT(explained.out, ::testing::Not(HasSubstr("NOT ")));
    EXPECT_EQ(end.exit_code, 0) << end.err;
    const ProcessEnd check = read({"journal", "check"});
    EXPECT_EQ(check.exit_code, 0) << check.out;
}

TEST_F(Reading, WhatIsNotThereIsSaidWithWhatIs) {
    const ProcessEnd no_journal = read({"report"});
    demo();
    const ProcessEnd no_run = read({"report", "9"});
    const ProcessEnd no_config = read({"export", "outcomes", "--config", "moderat"});
    const ProcessEnd no_block = read({"report", "--since", "2001-01-01", "--until", "2001-01-02"});
    const ProcessEnd no_time = read({"report", "--since", "yesterday"});

    EXPECT_EQ(no_journal.exit_code, kJournal);
    EXPECT_THAT(no_journal.err, HasSubstr("there is no journal"));
    EXPECT_EQ(no_run.exit_code, kUsage);
    EXPECT_THAT(no_run.err, AllOf(HasSubstr("no run 9"), HasSubstr("paper-trading runs")));
    EXPECT_EQ(no_config.exit_code, kUsage);
    EXPECT_THAT(no_config.err, AllOf(HasSubstr("'moderat'"), HasSubstr("moderate")));
    EXPECT_EQ(no_block.exit_code, kUsage);
    EXPECT_THAT(no_block.err, AllOf(HasSubstr("no block between 2001-01-01"), HasSubstr("has blocks from")));
    EXPECT_EQ(no_time.exit_code, kUsage);
    EXPECT_THAT(no_time.err, HasSubstr("write 2026-09-01"));
}

}  // namespace
}  // namespace dexarb::testing

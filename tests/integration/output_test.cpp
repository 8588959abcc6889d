#include <algorithm>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/program.hpp"
#include "integration/served_node.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::HasSubstr;

class Output : public Program {
  protected:
    static void expect_json_log(const std::string& text) {
        EXPECT_FALSE(text.empty());
        for (const std::string& line : lines_of(text)) {
            const Json entry = Json::parse(line, nullptr, false);
            ASSERT_TRUE(entry.is_object()) << line;
            for (const char* key : {"time", "level", "message"})
                EXPECT_TRUE(entry.contains(key)) << line;
        }
    }
};

TEST_F(Output, JsonLogIsOneObjectPerLineWhateverHappens) {
    write(".env", "OLD_NAME=\"a \\\\ b\"\n");
    for (const Words& words : {Words{"demo", "--max-blocks", "3", "--block-interval", "10ms", "--json"},
                               Words{"run", "--rpc", kDead, "--duration", "400ms"}, Words{"run"},
                               Words{"demo", "-c", "no\"such"}, Words{"demo", "--event-log", "nowhere/x"}}) {
        Words all = words;
        all.insert(all.end(), {"--log-format", "json"});
        expect_json_log(run(all).err);
    }
}

TEST_F(Output, NoBlockHasALineOfTheLog) {
    std::vector<std::size_t> lines;
    for (const char* blocks : {"10", "70"}) {
        const ProcessEnd end = run({"demo", "--no-http", "--max-blocks", blocks, "--block-interval", "5ms"});
        EXPECT_EQ(end.exit_code, 0) << end.err;
        lines.push_back(lines_of(end.err).size());
    }

    EXPECT_EQ(lines[0], lines[1]);
}

TEST_F(Output, RunEndsAfterItsDurationWithItsLastReport) {
    const ProcessEnd end = run({"run", "--rpc", kDead, "--duration", "1s"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_GE(end.took, 1s);
    EXPECT_LT(end.took, 4s);
    EXPECT_THAT(end.out, HasSubstr("last report"));
}

TEST_F(Output, RunEndsAfterItsBlocks) {
    ServedNodeOptions options;
    options.block_interval = 100ms;
    ServedNode node{std::move(options)};

    const ProcessEnd end = run({"run", "--rpc", node.url(), "--max-blocks", "4", "--json"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_EQ(Json::parse(end.out)["feed"]["blocks_seen"], 4);
}

TEST_F(Output, FullDiskIsSaidOnceAndTradingGoesOn) {
    const ProcessEnd end = run(
        {"demo", "--seed", "7", "--max-blocks", "40", "--block-interval", "2ms", "--json", "--event-log", "/dev/full"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    const Words log = lines_of(end.err);
    EXPECT_EQ(std::ranges::count_if(log, [](const std::string& line) { return line.find("/dev/full") != line.npos; }),
              1)
        << end.err;
    const Json report = Json::parse(end.out);
    EXPECT_EQ(report["feed"]["blocks_seen"], 40);
    EXPECT_GT(report["configurations"][2]["metrics"]["actions"], 0);
}

TEST_F(Output, RequestsPerBlockAreFewAndTrue) {
    ServedNodeOptions options;
    options.block_interval = 250ms;
    ServedNode node{std::move(options)};

    const ProcessEnd end = run({"run", "--rpc", node.url(), "--max-blocks", "12", "--json"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    const Json feed = Json::parse(end.out)["feed"];
    EXPECT_EQ(feed["requests"], node.stop()) << feed;
    EXPECT_LE(feed["requests_per_block"], 5.0) << feed;
    EXPECT_GE(feed["requests_per_block"], 2.0) << feed;
}

}  // namespace
}  // namespace dexarb::testing

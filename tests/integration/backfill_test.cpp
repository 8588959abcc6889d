#include <algorithm>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/journal/recording_reader.hpp"

#include "integration/program.hpp"
#include "integration/served_node.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::HasSubstr;

constexpr BlockNumber kFirst = 90'000'000;  ///< Of the simulated chain.

class BackfillProgram : public Program {
  protected:
    std::string recording() const {
        for (const auto& entry : std::filesystem::directory_iterator{folder() / ".local/state/dexarb/recordings"})
            return entry.path().string();
        return {};
    }

    static BlockNumber first_block_of(const std::string& file) {
        auto reader = RecordingReader::open(file);
        if (!reader) return 0;
        reader->set_market(shipped_market());
        const auto item = reader->next();
        return item && *item ? std::get<SnapshotPtr>((*item)->item)->number() : 0;
    }

    static Json json_of(const ProcessEnd& end) {
        EXPECT_EQ(end.exit_code, 0) << end.err;
        return Json::parse(end.out, nullptr, false);
    }

    ProcessEnd backfill(const ServedNode& node, const Words& extra) const {
        Words words{"backfill", "--rpc", node.url(), "--json", "--set", "*.min_profit_usd=0.01"};
        words.insert(words.end(), extra.begin(), extra.end());
        return run(words);
    }

    Json replay(const std::string& file, const std::string& event_log, BlockNumber from,
                BlockNumber to = kFirst + 100'000) const {
        return json_of(run({"replay", file, "--arrival", "modelled", "--json", "--from", std::to_string(from), "--to",
                            std::to_string(to), "--event-log", event_log}));
    }

    /// The lines behind the first, which says when and by what it was written.
    Words records_of(const std::string& file) const {
        Words lines = lines_of(read_whole(folder() / file));
        if (!lines.empty()) lines.erase(lines.begin());
        return lines;
    }
};

TEST_F(BackfillProgram, DecidesAsTheLiveRunFromWhereEveryPoolIsCertain) {
    ServedNodeOptions options;
    options.block_interval = 100ms;
    options.history = 100'000;  // However slow the reader: nothing that it asks for is forgotten.
    ServedNode node{std::move(options)};
    const Json live =
        json_of(run({"run", "--rpc", node.url(), "--max-blocks", "160", "--json", "--set", "*.min_profit_usd=0.01"}));
    const auto last = live["feed"]["block"].get<BlockNumber>();
    const BlockNumber first = first_block_of(recording());

    node.stop_mining();  // So that no pool is silent up to the last block and moves behind it.
    const Json made = json_of(backfill(node, {"--from", std::to_string(first), "-o", "past.dxrec"}));

    EXPECT_EQ(made["blocks"], made["head"].get<BlockNumber>() - first + 1);
    EXPECT_FALSE(std::filesystem::exists(folder() / "past.dxrec.part"));
    const auto complete = made["complete_from"].get<BlockNumber>();
    ASSERT_LT(complete + 40, last) << made.dump();
    const Json again = replay(recording(), "live.jsonl", complete, last);
    const Json past = replay("past.dxrec", "past.jsonl", complete, last);
    EXPECT_EQ(past["digest"], again["digest"]);
    EXPECT_EQ(past["configurations"], again["configurations"]);
    EXPECT_EQ(records_of("past.jsonl"), records_of("live.jsonl"));
    EXPECT_GT(again["configurations"][0]["metrics"]["actions"], 0);
}

TEST_F(BackfillProgram, GoesOnWhereItStoppedAndRefusesOtherArguments) {
    ServedNodeOptions options;
    options.blocks = 400;
    // One question for a header is refused for good, and with it the backfill ends: by then the first pieces are there.
    options.intercept = on_calls({"eth_getBlockByNumber", 300, 1}, reply_with_fault({-32602, "invalid argument"}));
    ServedNode node{std::move(options)};
    const Words words{"--from", "2026-09-01T12:00:20Z", "--to", std::to_string(kFirst + 390), "-o", "past.dxrec"};

    const ProcessEnd stopped = backfill(node, words);
    EXPECT_EQ(stopped.exit_code, 4) << stopped.err;
    EXPECT_TRUE(std::filesystem::exists(folder() / "past.dxrec.part"));
    EXPECT_FALSE(std::filesystem::exists(folder() / "past.dxrec"));
    EXPECT_THAT(stopped.err, HasSubstr("kept in past.dxrec.part: the same command goes on from there"));
    const ProcessEnd other = backfill(node, {"--from", "90000100", "-o", "past.dxrec"});
    EXPECT_EQ(other.exit_code, 2);
    EXPECT_THAT(other.err, HasSubstr("an earlier backfill left it that was --from 2026-09-01T12:00:20Z --to"));
    const ProcessEnd ended = backfill(node, words);
    EXPECT_THAT(ended.err, HasSubstr("going on from past.dxrec.part: "));
    const Json made = json_of(ended);
    EXPECT_EQ(made["from"], kFirst + 10);
    EXPECT_EQ(made["blocks"], 381);

    Words anew = words;
    anew.back() = "anew.dxrec";
    const Json at_once = json_of(backfill(node, anew));
    EXPECT_LT(made["requests"], at_once["requests"]);
    EXPECT_EQ(made["left_out"], at_once["left_out"]);
    EXPECT_EQ(replay("past.dxrec", "past.jsonl", kFirst + 10)["digest"],
              replay("anew.dxrec", "anew.jsonl", kFirst + 10)["digest"]);
}

TEST_F(BackfillProgram, SaysBeforehandWhatItWillAskAndAfterwardsWhatIsLeftOut) {
    ServedNodeOptions options;
    options.blocks = 100;
    ServedNode node{std::move(options)};

    const ProcessEnd end = run({"backfill", "--rpc", node.url() + "#rps=2000", "--from", "1m", "-o", "past.dxrec"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(end.err, ::testing::ContainsRegex("at most [0-9]+ requests and [0-9]+ units of http://127.0.0.1"));
    EXPECT_THAT(end.out, ::testing::ContainsRegex("past.dxrec: blocks [0-9]+ to 90000100, "));
    EXPECT_THAT(end.out, HasSubstr(": from block "));
}

TEST_F(BackfillProgram, ATimeBeforeAllThatTheNodeHasBeginsWithTheOldestBlockAndSaysSo) {
    ServedNodeOptions options;
    options.blocks = 20;
    ServedNode node{std::move(options)};

    const ProcessEnd end = backfill(node, {"--from", "7d", "-o", "past.dxrec"});

    EXPECT_THAT(end.err, HasSubstr("--from 7d: block 90000000 is the oldest that the node has"));
    EXPECT_EQ(json_of(end)["from"], kFirst);
}

TEST_F(BackfillProgram, ANodeWithoutTheseLogsIsNamedWithThemAndNothingIsLeft) {
    ServedNodeOptions options;
    options.blocks = 20;
    options.intercept = on_calls({"eth_getLogs", 0, 1000}, reply_with_fault({-32000, "history has been pruned"}));
    ServedNode node{std::move(options)};

    const ProcessEnd end = backfill(node, {"--from", "90000005", "-o", "past.dxrec"});

    EXPECT_EQ(end.exit_code, 4);
    EXPECT_THAT(end.err, ::testing::AllOf(HasSubstr("logs of blocks 90000005 to 90000020: "),
                                          HasSubstr("history has been pruned")));
    EXPECT_FALSE(std::filesystem::exists(folder() / "past.dxrec.part"));
}

TEST_F(BackfillProgram, WhatCannotBeIsSaidBeforeAnythingIsFetched) {
    ServedNodeOptions options;
    options.blocks = 20;
    ServedNode node{std::move(options)};
    write("there.dxrec", "something");

    EXPECT_EQ(backfill(node, {"-o", "past.dxrec"}).exit_code, 2);
    const ProcessEnd word = backfill(node, {"--from", "yesterday", "-o", "past.dxrec"});
    EXPECT_EQ(word.exit_code, 2);
    EXPECT_THAT(word.err, HasSubstr("'yesterday' is neither a block nor a time"));
    const ProcessEnd beyond = backfill(node, {"--from", "90000000", "--to", "90000500", "-o", "past.dxrec"});
    EXPECT_EQ(beyond.exit_code, 2);
    EXPECT_THAT(beyond.err, HasSubstr("--to 90000500: the newest block is 90000020"));
    const ProcessEnd reversed = backfill(node, {"--from", "90000010", "--to", "90000005", "-o", "past.dxrec"});
    EXPECT_EQ(reversed.exit_code, 2);
    EXPECT_THAT(reversed.err, HasSubstr("--from is block 90000010, which is after the last block 90000005"));
    const ProcessEnd there = backfill(node, {"--from", "90000010", "-o", "there.dxrec"});
    EXPECT_EQ(there.exit_code, 5);
    EXPECT_THAT(there.err, HasSubstr("there.dxrec: is there already: give another -o"));
    EXPECT_FALSE(std::filesystem::exists(folder() / "past.dxrec.part"));
    const ProcessEnd in_folder = backfill(node, {"--from", "90000010", "-o", "configs"});
    EXPECT_EQ(in_folder.exit_code, 5);
    EXPECT_THAT(in_folder.err, HasSubstr("configs: is a folder: name a file in it"));
    const ProcessEnd nobody = run({"backfill", "--rpc", "http://127.0.0.1:9", "--from", "1h", "-o", "past.dxrec"});
    EXPECT_EQ(nobody.exit_code, 4);
    EXPECT_EQ(run({"backfill", "--from", "1h", "-o", "past.dxrec"}).exit_code, 3);
}

}  // namespace
}  // namespace dexarb::testing

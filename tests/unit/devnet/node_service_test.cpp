#include "dexarb/devnet/node_service.hpp"

#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/base/hex.hpp"
#include "dexarb/rpc/multicall.hpp"
#include "dexarb/rpc/pool_calls.hpp"
#include "dexarb/rpc/pool_events.hpp"
#include "dexarb/rpc/quantity.hpp"

#include "support/places.hpp"
#include "support/polygon_market.hpp"

namespace dexarb {
namespace {

using nlohmann::json;

class NodeServiceTest : public ::testing::Test {
  protected:
    NodeServiceTest() { network.mine(20); }

    json raw(const std::string& body) {
        const std::string answer = service.answer(body).response.body;
        return answer.empty() ? json() : json::parse(answer);
    }
    json ask(const std::string& method, const json& params) {
        return raw(json{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}}.dump());
    }
    json result(const std::string& method, const json& params) {
        const json answer = ask(method, params);
        EXPECT_TRUE(answer.contains("result")) << answer;
        return answer.value("result", json());
    }
    void expect_fault(const json& answer, int code, const std::string& message) {
        ASSERT_TRUE(answer.contains("error")) << answer;
        EXPECT_EQ(answer["error"]["code"], code);
        EXPECT_EQ(answer["error"]["message"], message);
    }
    const SimulatedBlock& head() { return network.chain().head(); }
    std::string head_hash() { return to_string(head().header.hash); }

    MarketDefinitionPtr market = testing::polygon_market();
    SimulatedNetwork network{market, {}};
    NodeRpc rpc{network};
    NodeService service{rpc};
};

TEST_F(NodeServiceTest, SaysWhichChainAndBlockItIsAt) {
    EXPECT_EQ(result("eth_chainId", json::array()), "0x89");
    EXPECT_EQ(result("net_version", json::array()), "137");
    EXPECT_EQ(result("eth_blockNumber", json::array()), to_quantity(head().header.number));
    EXPECT_EQ(result("eth_gasPrice", json::array()), to_quantity(*head().header.base_fee + U256{30'000'000'000ULL}));
}

TEST_F(NodeServiceTest, GivesTheSameBlockByTagNumberAndHash) {
    const json latest = result("eth_getBlockByNumber", {"latest", false});

    EXPECT_EQ(latest["hash"], head_hash());
    EXPECT_EQ(latest, result("eth_getBlockByNumber", {to_quantity(head().header.number), false}));
    EXPECT_EQ(latest, result("eth_getBlockByHash", {head_hash(), false}));
    EXPECT_EQ(latest["transactions"].size(), head().transactions.size());
}

TEST_F(NodeServiceTest, UnknownBlocksAreNullAndFinalizedIsAnError) {
    EXPECT_TRUE(result("eth_getBlockByNumber", {to_quantity(head().header.number + 1), false}).is_null());
    EXPECT_TRUE(result("eth_getBlockByHash", {to_string(Hash{}), false}).is_null());
    expect_fault(ask("eth_getBlockByNumber", {"finalized", false}), -32000, "finalized block not found");
    expect_fault(ask("eth_getBlockByNumber", {"safe", false}), -32000, "safe block not found");
}

TEST_F(NodeServiceTest, LogsOfABlockAreAllItHas) {
    const json logs = result("eth_getLogs", {{{"blockHash", head_hash()}}});

    ASSERT_EQ(logs.size(), head().logs.size());
    for (std::size_t i = 0; i < logs.size(); ++i) {
        EXPECT_EQ(logs[i]["logIndex"], to_quantity(i));
        EXPECT_EQ(logs[i]["blockHash"], head_hash());
        EXPECT_EQ(logs[i]["removed"], false);
    }
}

TEST_F(NodeServiceTest, LogsAreFilteredByAddressesAndTopics) {
    const std::string first = to_quantity(network.chain().oldest());
    const std::string sync = to_string(sync_topic());
    const std::string swap = to_string(swap_topic());
    const std::string pair = to_string(market->pools[0].address);
    const auto count = [&](const json& filter) {
        json whole = filter;
        whole["fromBlock"] = first;
        return result("eth_getLogs", json::array({whole})).size();
    };

    const std::size_t syncs = count({{"topics", {sync}}});
    const std::size_t swaps = count({{"topics", {swap}}});

    EXPECT_GT(syncs, 0U);
    EXPECT_GT(swaps, 0U);
    EXPECT_EQ(count({{"topics", json::array({json::array({sync, swap})})}}), syncs + swaps);
    EXPECT_EQ(count({{"topics", json::array({nullptr, nullptr, nullptr, nullptr})}}),
              count({{"topics", json::array({json::array({to_string(mint_topic()), to_string(burn_topic())})})}}));
    EXPECT_LT(count({{"address", pair}, {"topics", {sync}}}), syncs);
    EXPECT_EQ(count({{"address", json::array({pair, pair})}, {"topics", json::array({nullptr})}}),
              count({{"address", pair}}));
    EXPECT_EQ(count({{"address", to_string(Address{})}}), 0U);
}

TEST_F(NodeServiceTest, LogQueriesThatCannotBeAnsweredAreErrors) {
    const std::string next = to_quantity(head().header.number + 1);
    const std::string latest = to_quantity(head().header.number);

    expect_fault(ask("eth_getLogs", {{{"blockHash", to_string(Hash{})}}}), -32000, "unknown block");
    expect_fault(ask("eth_getLogs", {{{"fromBlock", latest}, {"toBlock", next}}}), -32602,
                 "block range extends beyond current head block");
    expect_fault(ask("eth_getLogs", {{{"fromBlock", next}, {"toBlock", latest}}}), -32602,
                 "invalid block range params");
    expect_fault(ask("eth_getLogs", {{{"fromBlock", "0x1"}, {"toBlock", latest}}}), -32005,
                 "exceed maximum block range: 1000");
    expect_fault(ask("eth_getLogs", {{{"blockHash", head_hash()}, {"fromBlock", latest}}}), -32602,
                 "invalid argument 0: cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
    EXPECT_EQ(ask("eth_getLogs", {{{"blockHash", "0x12"}}})["error"]["code"], -32602);
    EXPECT_EQ(ask("eth_getLogs", json::array())["error"]["code"], -32602);
}

TEST_F(NodeServiceTest, CallsReadTheStateOfTheBlockTheyName) {
    const SimulatedBlockPtr past = network.chain().at(head().header.number - 10);
    const json call{{"to", to_string(market->pools[0].address)}, {"data", "0x0902f1ac"}};
    const auto reserve0 = [&](const json& block) {
        return AbiReader{*bytes_from_hex(result("eth_call", {call, block}).get<std::string>())}.read_u256();
    };
    const auto expected = [](const SimulatedBlock& block) {
        return U256{std::get<ConstantProductState>((*block.world)[0]->pool.state).reserve0};
    };

    ASSERT_NE(expected(*past), expected(head()));
    EXPECT_EQ(reserve0({{"blockHash", to_string(past->header.hash)}, {"requireCanonical", true}}), expected(*past));
    EXPECT_EQ(reserve0(to_quantity(past->header.number)), expected(*past));
    EXPECT_EQ(reserve0("latest"), expected(head()));
}

TEST_F(NodeServiceTest, CallsOnUnknownOrReplacedBlocksAreErrors) {
    const json call{{"to", to_string(market->pools[0].address)}, {"input", "0x0902f1ac"}};
    const std::string old_head = head_hash();
    network.reorganise(2);

    expect_fault(ask("eth_call", {call, {{"blockHash", to_string(Hash{})}}}), -32000, "header for hash not found");
    expect_fault(ask("eth_call", {call, to_quantity(head().header.number + 1)}), -32000, "header not found");
    expect_fault(ask("eth_call", {call, {{"blockHash", old_head}, {"requireCanonical", true}}}), -32000,
                 "hash is not currently canonical");
    EXPECT_TRUE(ask("eth_call", {call, {{"blockHash", old_head}}}).contains("result"));
    EXPECT_EQ(result("eth_getBlockByHash", {old_head, false})["hash"], old_head);
}

TEST_F(NodeServiceTest, RevertCarriesItsReasonAndData) {
    const std::vector<MulticallCall> calls{{market->pools[0].address, false, encode_slot0()}};
    const json call{{"to", to_string(kMulticall3)}, {"data", "0x" + to_hex(encode_aggregate3(calls))}};

    const json answer = ask("eth_call", {call, "latest"});

    expect_fault(answer, 3, "execution reverted: Multicall3: call failed");
    EXPECT_TRUE(answer["error"]["data"].get<std::string>().starts_with("0x08c379a0"));
}

TEST_F(NodeServiceTest, WhatIsNoRequestIsRefused) {
    expect_fault(raw("{\"jsonrpc\":"), -32700, "parse error");
    expect_fault(raw("17"), -32600, "invalid request");
    expect_fault(raw(R"({"jsonrpc":"1.0","id":1,"method":"eth_chainId"})"), -32600, "invalid request");
    expect_fault(raw(R"({"jsonrpc":"2.0","id":{},"method":"eth_chainId"})"), -32600, "invalid request");
    expect_fault(raw("[]"), -32600, "empty batch");
    expect_fault(ask("eth_sendRawTransaction", {"0x"}), -32601,
                 "the method eth_sendRawTransaction does not exist/is not available");
    expect_fault(ask("eth_getBlockByNumber", json::object()), -32602, "non-array args");
    expect_fault(ask("eth_getBlockByNumber", {"latest"}), -32602, "missing value for required argument 1");
}

TEST_F(NodeServiceTest, BatchAnswersEachMemberAndNoNotification) {
    const json answers = raw(R"([{"jsonrpc":"2.0","id":"a","method":"eth_chainId"},
                                 {"jsonrpc":"2.0","method":"eth_chainId"},
                                 {"jsonrpc":"2.0","id":7,"method":"nothing"}, 5])");

    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(answers[0]["id"], "a");
    EXPECT_EQ(answers[0]["result"], "0x89");
    EXPECT_EQ(answers[1]["id"], 7);
    EXPECT_EQ(answers[1]["error"]["code"], -32601);
    EXPECT_TRUE(answers[2]["id"].is_null());
}

TEST_F(NodeServiceTest, BatchBeyondTheLimitIsRefusedAsAWhole) {
    json batch = json::array();
    for (int i = 0; i < 101; ++i)
        batch.push_back({{"jsonrpc", "2.0"}, {"id", i}, {"method", "eth_chainId"}});

    expect_fault(raw(batch.dump()), -32600, "batch too large");
}

TEST_F(NodeServiceTest, FeeHistoryEndsWithTheBlockAfterTheNewest) {
    const json history = result("eth_feeHistory", {"0x4", "latest", {10, 90}});

    EXPECT_EQ(history["oldestBlock"], to_quantity(head().header.number - 3));
    ASSERT_EQ(history["baseFeePerGas"].size(), 5U);
    EXPECT_EQ(history["baseFeePerGas"][3], to_quantity(*head().header.base_fee));
    EXPECT_EQ(history["gasUsedRatio"].size(), 4U);
    EXPECT_EQ(history["reward"].size(), 4U);
    EXPECT_EQ(history["reward"][0].size(), 2U);
}

TEST_F(NodeServiceTest, HiddenBlocksAreUnknownInEveryWay) {
    const std::string hidden = head_hash();
    rpc.hide_above(head().header.number - 1);

    EXPECT_EQ(result("eth_blockNumber", json::array()), to_quantity(head().header.number - 1));
    EXPECT_TRUE(result("eth_getBlockByHash", {hidden, false}).is_null());
    expect_fault(ask("eth_getLogs", {{{"blockHash", hidden}}}), -32000, "unknown block");
}

TEST_F(NodeServiceTest, HeadCountsAsReadOnceHeaderAndLogsWereShown) {
    ASSERT_FALSE(head().logs.empty());
    ASSERT_FALSE(rpc.head_was_read());

    static_cast<void>(result("eth_getBlockByNumber", {"latest", false}));
    const bool after_header = rpc.head_was_read();
    static_cast<void>(result("eth_getLogs", {{{"blockHash", head_hash()}}}));

    EXPECT_FALSE(after_header);
    EXPECT_TRUE(rpc.head_was_read());
}

/// The first request and answer of a recorded exchange.
std::pair<json, json> exchange(const std::filesystem::path& file) {
    std::ifstream stream{file};
    std::string line;
    json request;
    while (std::getline(stream, line)) {
        if (line.starts_with(">> ")) request = json::parse(line.substr(3));
        if (line.starts_with("<< ")) return {request, json::parse(line.substr(3))};
    }
    return {};
}

std::set<std::string> keys_of(const json& object) {
    std::set<std::string> keys;
    for (const auto& [key, value] : object.items())
        keys.insert(key);
    return keys;
}

class RecordedShapes : public NodeServiceTest {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(folder)) GTEST_SKIP() << "recorded exchanges are absent: " << folder;
    }
    std::filesystem::path folder = test::fixtures_dir() / "execution_apis";
};

TEST_F(RecordedShapes, BlockHasTheFieldsOfTheSpecificationsExample) {
    const auto [request, answer] = exchange(folder / "eth_getBlockByNumber" / "get-block-london-fork.io");

    const json ours = ask("eth_getBlockByNumber", {"latest", false});

    EXPECT_EQ(keys_of(ours), keys_of(answer));
    EXPECT_EQ(keys_of(ours["result"]), keys_of(answer["result"]));
}

TEST_F(RecordedShapes, LogHasTheFieldsOfTheSpecificationsExample) {
    const auto [request, answer] = exchange(folder / "eth_getLogs" / "filter-with-blockHash.io");

    const json ours = ask("eth_getLogs", {{{"blockHash", head_hash()}}});

    EXPECT_EQ(keys_of(ours["result"][0]), keys_of(answer["result"][0]));
}

TEST_F(RecordedShapes, ErrorsAreTheSpecificationsExamplesWordForWord) {
    for (const char* file : {"eth_getLogs/filter-error-invalid-blockHash-and-range.io",
                             "eth_getLogs/filter-error-reversed-block-range.io"}) {
        const auto [request, answer] = exchange(folder / file);
        EXPECT_EQ(raw(request.dump()), answer) << file;
    }
}

TEST_F(RecordedShapes, NotFoundIsNullAsInTheSpecificationsExamples) {
    for (const char* file :
         {"eth_getBlockByNumber/get-block-notfound.io", "eth_getBlockByHash/get-block-by-empty-hash.io",
          "eth_getBlockByHash/get-block-by-notfound-hash.io"}) {
        const auto [request, answer] = exchange(folder / file);
        EXPECT_EQ(raw(request.dump()), answer) << file;
    }
}

TEST_F(RecordedShapes, RevertHasTheFieldsOfTheSpecificationsExample) {
    const auto [request, answer] = exchange(folder / "eth_call" / "call-revert-abi-error.io");
    const std::vector<MulticallCall> calls{{market->pools[0].address, false, encode_slot0()}};
    const json call{{"to", to_string(kMulticall3)}, {"data", "0x" + to_hex(encode_aggregate3(calls))}};

    const json ours = ask("eth_call", {call, "latest"});

    EXPECT_EQ(keys_of(ours["error"]), keys_of(answer["error"]));
    EXPECT_EQ(ours["error"]["code"], answer["error"]["code"]);
}

TEST_F(RecordedShapes, FeeHistoryHasTheFieldsBeforeBlobs) {
    const auto [request, answer] = exchange(folder / "eth_feeHistory" / "fee-history.io");
    std::set<std::string> expected = keys_of(answer["result"]);
    expected.erase("baseFeePerBlobGas");
    expected.erase("blobGasUsedRatio");

    EXPECT_EQ(keys_of(result("eth_feeHistory", {"0x1", "latest", {95, 99}})), expected);
}

}  // namespace
}  // namespace dexarb

#include <filesystem>
#include <fstream>
#include <set>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/async/run.hpp"
#include "dexarb/base/hex.hpp"
#include "dexarb/rpc/chain_reader.hpp"
#include "dexarb/rpc/quantity.hpp"

#include "support/places.hpp"
#include "support/scripted_http.hpp"

namespace dexarb {
namespace {

using nlohmann::json;
using test::ScriptedHttp;

/// What nodes really sent, told again under the id that this client asks with first.
struct Recorded : testing::Test {
    void SetUp() override {
        if (!std::filesystem::exists(fixtures / "polygon_rpc")) GTEST_SKIP() << "no recorded data at " << fixtures;
    }

    std::vector<json> lines_of(const std::string& file) const {
        std::ifstream stream{fixtures / file};
        std::vector<json> lines;
        for (std::string line; std::getline(stream, line);)
            lines.push_back(json::parse(line));
        EXPECT_FALSE(lines.empty()) << file;
        return lines;
    }

    /// The answers (lines that begin with "<<") of an example of the specification.
    json answer_in(const std::string& file) const {
        std::ifstream stream{fixtures / "execution_apis" / file};
        std::string line;
        while (std::getline(stream, line) && !line.starts_with("<< ")) {
        }
        return json::parse(line.substr(3));
    }

    template <typename T>
    T ask(json answer, std::function<Task<T>(ChainReader&)> question) {
        answer["id"] = 1;
        RpcClientOptions options;
        options.max_attempts = 1;
        auto http = std::make_unique<ScriptedHttp>([&answer](const std::string&) {
            return HttpResponse{200, {}, answer.dump()};
        });
        RpcClient client{std::move(http), "http://node", std::move(options)};
        ChainReader reader{client};
        return run(context, question(reader));
    }

    template <typename T>
    T ask_for_result(const json& result, std::function<Task<T>(ChainReader&)> question) {
        return ask<T>(json{{"jsonrpc", "2.0"}, {"result", result}}, std::move(question));
    }

    std::filesystem::path fixtures = test::fixtures_dir();
    boost::asio::io_context context;
};

using Headers = RpcResult<std::optional<RpcHeader>>;

TEST_F(Recorded, PolygonHeadersAreRead) {
    for (const json& recorded : lines_of("polygon_rpc/blocks_headers.jsonl")) {
        const auto number = u64_from_quantity(recorded["number"].get<std::string>()).value();
        const auto answer = ask_for_result<Headers>(
            recorded, [number](ChainReader& reader) { return reader.header_by_number(number); });
        ASSERT_TRUE(answer && *answer) << recorded["number"];
        const RpcHeader& header = **answer;
        EXPECT_EQ(to_string(header.hash), recorded["hash"]);
        EXPECT_EQ(to_string(header.parent_hash), recorded["parentHash"]);
        EXPECT_EQ(to_quantity(header.timestamp), recorded["timestamp"]);
        EXPECT_EQ("0x" + to_hex(header.logs_bloom.bytes), recorded["logsBloom"]);
        EXPECT_EQ(header.base_fee.has_value(), recorded.contains("baseFeePerGas"));
        if (header.base_fee) {
            EXPECT_EQ(to_quantity(*header.base_fee), recorded["baseFeePerGas"]);
        }
    }
}

TEST_F(Recorded, WholeBlocksAreReadAsHeaders) {
    for (const char* number : {"15175663", "75691342", "83139721", "89542436"}) {
        std::ifstream stream{fixtures / "polygon_rpc" / (std::string{"eth_getBlockByNumber_"} + number + "_full.json")};
        json answer = json::parse(stream);
        if (!answer.contains("result")) answer = json{{"jsonrpc", "2.0"}, {"result", answer}};
        const auto header = ask<Headers>(
            answer, [number](ChainReader& reader) { return reader.header_by_number(std::stoull(number)); });
        ASSERT_TRUE(header) << header.error().detail;
        EXPECT_EQ((*header)->number, std::stoull(number));
    }
}

struct WantedLogs {
    BlockId block;
    LogFilter filter;
};

/// A filter that admits exactly what the logs of `receipt` hold.
WantedLogs wanted_by(const json& receipt) {
    std::vector<Address> addresses;
    std::vector<Hash> topics;
    for (const json& log : receipt["logs"]) {
        addresses.push_back(parse_address(log["address"].get<std::string>()).value());
        if (!log["topics"].empty()) topics.push_back(hash_from_hex(log["topics"][0].get<std::string>()).value());
    }
    const BlockId block{u64_from_quantity(receipt["blockNumber"].get<std::string>()).value(),
                        hash_from_hex(receipt["blockHash"].get<std::string>()).value()};
    return {block, LogFilter{std::move(addresses), std::move(topics)}};
}

using Logs = RpcResult<std::vector<RpcLog>>;

void expect_in_bloom(const RpcLog& log, const LogsBloom& bloom) {
    EXPECT_TRUE(may_contain(bloom, log.address.bytes));
    for (std::size_t i = 0; i < log.topic_count; ++i)
        EXPECT_TRUE(may_contain(bloom, log.topics[i].bytes));
}

TEST_F(Recorded, LogsOfReceiptsAreReadAndInTheirBloom) {
    std::size_t seen = 0;
    for (const json& receipt : lines_of("polygon_rpc/receipts.jsonl")) {
        if (receipt["logs"].empty()) continue;
        const WantedLogs wanted = wanted_by(receipt);
        const auto logs = ask_for_result<Logs>(
            receipt["logs"], [&wanted](ChainReader& reader) { return reader.logs(wanted.block, wanted.filter); });
        ASSERT_TRUE(logs) << logs.error().detail;
        ASSERT_EQ(logs->size(), receipt["logs"].size());
        LogsBloom bloom;
        ASSERT_TRUE(fill_from_hex(receipt["logsBloom"].get<std::string>(), bloom.bytes));
        for (std::size_t i = 0; i < logs->size(); ++i) {
            EXPECT_EQ("0x" + to_hex((*logs)[i].data), receipt["logs"][i]["data"]);
            EXPECT_EQ(to_quantity((*logs)[i].log_index), receipt["logs"][i]["logIndex"]);
            expect_in_bloom((*logs)[i], bloom);
            ++seen;
        }
    }
    EXPECT_GT(seen, 100U);
}

TEST_F(Recorded, ExchangesKeepTheirResults) {
    const auto call = [](ChainReader& reader) { return reader.client().call({"recorded", "[]"}); };
    std::size_t read = 0;
    for (const json& exchange : lines_of("polygon_rpc/real_jsonrpc_exchanges.jsonl")) {
        const auto body = exchange["response_body"].get<std::string>();
        if (body.empty()) continue;
        const json recorded = json::parse(body);
        const auto result = ask<RpcResult<std::string>>(recorded, call);
        ASSERT_EQ(result.has_value(), recorded.contains("result")) << recorded;
        EXPECT_EQ(result ? json::parse(*result) : json{}, recorded.value("result", json{}));
        ++read;
    }
    EXPECT_EQ(read, 314U) << "all but one, whose answer was empty";
}

TEST_F(Recorded, ExamplesOfTheSpecificationAreRead) {
    const Hash missing = hash_from_hex("00000000000000000000000000000000000000000000000000000000deadbeef").value();
    const auto by_hash = [&missing](ChainReader& reader) { return reader.header_by_hash(missing); };
    EXPECT_EQ(ask<Headers>(answer_in("eth_getBlockByHash/get-block-by-notfound-hash.io"), by_hash).value(),
              std::nullopt);

    const json logs = answer_in("eth_getLogs/filter-with-blockHash.io");
    const WantedLogs wanted = wanted_by(json{{"logs", logs["result"]},
                                             {"blockNumber", logs["result"][0]["blockNumber"]},
                                             {"blockHash", logs["result"][0]["blockHash"]}});
    const auto read =
        ask<Logs>(logs, [&wanted](ChainReader& reader) { return reader.logs(wanted.block, wanted.filter); });
    EXPECT_EQ(read.value().size(), logs["result"].size());

    const auto call = [](ChainReader& reader) { return reader.call_at(Hash{}, EthCall{}); };
    const auto revert = ask<RpcResult<Bytes>>(answer_in("eth_call/call-revert-abi-error.io"), call);
    EXPECT_EQ(revert.error().error_class, RpcErrorClass::kRevert);
    EXPECT_EQ(revert.error().revert_data.size(), 78U);
}

TEST_F(Recorded, RefusalsOfTheSpecificationAreErrors) {
    for (const char* file : {"filter-error-future-block-range.io", "filter-error-invalid-blockHash-and-range.io",
                             "filter-error-reversed-block-range.io"}) {
        const LogFilter filter{{Address{}}, {Hash{}}};
        const auto logs = ask<Logs>(answer_in(std::string{"eth_getLogs/"} + file),
                                    [&filter](ChainReader& reader) { return reader.logs(BlockId{}, filter); });
        EXPECT_FALSE(logs) << file;
    }
}

}  // namespace
}  // namespace dexarb

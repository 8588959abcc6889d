#include "dexarb/rpc/chain_reader.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/async/run.hpp"
#include "dexarb/base/hex.hpp"
#include "dexarb/rpc/quantity.hpp"

#include "support/scripted_http.hpp"

namespace dexarb {
namespace {

using nlohmann::json;
using test::ScriptedHttp;

Address address_of(std::uint8_t last) {
    Address address;
    address.bytes[19] = last;
    return address;
}

Hash hash_of(std::uint8_t last) {
    Hash hash;
    hash.bytes[31] = last;
    return hash;
}

std::string hex(const Address& address) {
    return "0x" + to_hex(address.bytes);
}

const BlockId kBlock{0x10, hash_of(0xb1)};

json log_json(unsigned log_index) {
    return {{"address", hex(address_of(1))},
            {"topics", {to_string(hash_of(1)), to_string(hash_of(2))}},
            {"data", "0x0102"},
            {"blockNumber", "0x10"},
            {"blockHash", to_string(kBlock.hash)},
            {"transactionHash", to_string(hash_of(7))},
            {"transactionIndex", "0x3"},
            {"logIndex", to_quantity(log_index)},
            {"removed", false}};
}

json header_json() {
    return {{"number", "0x10"},
            {"hash", to_string(kBlock.hash)},
            {"parentHash", to_string(hash_of(0xb0))},
            {"timestamp", "0x6682f5cb"},
            {"gasLimit", "0x1c9c380"},
            {"gasUsed", "0x98323f"},
            {"baseFeePerGas", "0x2a0c2d60e"},
            {"logsBloom", "0x" + std::string(512, '0')},
            {"extraData", "0x" + std::string(3000, '1')},
            {"transactions", {"0x01", json::object({{"hash", "0x02"}})}}};
}

/// A reader whose node gives every question the result `result`.
struct ChainReaderTest : testing::Test {
    template <typename T>
    T ask(const json& result, Task<T> (*question)(ChainReader&)) {
        RpcClientOptions options;
        options.max_attempts = 1;
        auto http = std::make_unique<ScriptedHttp>([&result](const std::string& body) -> Result<HttpResponse> {
            const json answer{{"jsonrpc", "2.0"}, {"id", json::parse(body)["id"]}, {"result", result}};
            return HttpResponse{200, {}, answer.dump()};
        });
        ScriptedHttp* asked_http = http.get();
        RpcClient client{std::move(http), "http://node", std::move(options)};
        ChainReader reader{client};
        auto answer = run(context, question(reader));
        asked = json::parse(asked_http->asked.at(0));
        return answer;
    }

    RpcResult<std::vector<RpcLog>> ask_logs(const json& result) {
        return ask<RpcResult<std::vector<RpcLog>>>(
            result, [](ChainReader& reader) -> Task<RpcResult<std::vector<RpcLog>>> {
                const LogFilter filter{{address_of(2), address_of(1)}, {hash_of(1)}};
                auto logs = co_await reader.logs(kBlock, filter);
                co_return logs;
            });
    }
    RpcResult<std::optional<RpcHeader>> ask_by_number(const json& result) {
        return ask<RpcResult<std::optional<RpcHeader>>>(
            result, [](ChainReader& reader) { return reader.header_by_number(0x10); });
    }
    RpcResult<std::optional<RpcHeader>> ask_by_hash(const json& result) {
        return ask<RpcResult<std::optional<RpcHeader>>>(
            result, [](ChainReader& reader) { return reader.header_by_hash(kBlock.hash); });
    }
    /// Asserts that `logs` are refused as malformed, for a reason with `why` in it.
    void expect_malformed(const json& logs, const std::string& why) {
        const auto answer = ask_logs(logs);
        ASSERT_FALSE(answer) << logs;
        EXPECT_EQ(answer.error().error_class, RpcErrorClass::kMalformed);
        EXPECT_EQ(answer.error().code, ErrorCode::kMalformed);
        EXPECT_THAT(answer.error().detail, testing::HasSubstr(why));
    }

    boost::asio::io_context context;
    json asked;
};

TEST_F(ChainReaderTest, LogsAreAskedByBlockHashAddressesAndTopics) {
    ASSERT_TRUE(ask_logs(json::array()));

    EXPECT_EQ(asked["method"], "eth_getLogs");
    const json filter = asked["params"][0];
    EXPECT_EQ(filter["blockHash"], to_string(kBlock.hash));
    EXPECT_EQ(filter["address"], (json{hex(address_of(1)), hex(address_of(2))}));
    EXPECT_EQ(filter["topics"], json::array({json::array({to_string(hash_of(1))})}));
}

TEST_F(ChainReaderTest, LogsAreRead) {
    const auto logs = ask_logs({log_json(4), log_json(9)}).value();

    ASSERT_EQ(logs.size(), 2U);
    EXPECT_EQ(logs[0].address, address_of(1));
    EXPECT_EQ(logs[0].topic_count, 2);
    EXPECT_EQ(logs[0].topics[1], hash_of(2));
    EXPECT_EQ(logs[0].data, (Bytes{1, 2}));
    EXPECT_EQ(logs[0].block_number, 0x10U);
    EXPECT_EQ(logs[0].transaction_hash, hash_of(7));
    EXPECT_EQ(logs[0].transaction_index, 3U);
    EXPECT_EQ(logs[1].log_index, 9U);
}

TEST_F(ChainReaderTest, LogsThatAnswerAnotherQuestionAreMalformed) {
    auto changed = [](const char* member, const json& value) {
        json log = log_json(4);
        log[member] = value;
        return json::array({log});
    };
    expect_malformed(changed("blockHash", to_string(hash_of(9))), "another block");
    expect_malformed(changed("blockNumber", "0x11"), "another block");
    expect_malformed(changed("removed", true), "removed");
    expect_malformed(changed("address", hex(address_of(3))), "not asked for");
    expect_malformed(changed("topics", {to_string(hash_of(5))}), "not asked for");
    expect_malformed(changed("topics", json::array()), "not asked for");
    expect_malformed({log_json(4), log_json(4)}, "twice");
    expect_malformed({log_json(5), log_json(4)}, "out of order");
    json earlier = log_json(5);
    earlier["transactionIndex"] = "0x2";
    expect_malformed({log_json(4), earlier}, "out of order");
}

/// The bloom of a block in which the reader's test logs, and no others, were emitted.
LogsBloom bloom_of_log() {
    LogsBloom bloom;
    const auto add = [&bloom](std::span<const std::uint8_t> item) {
        const Hash hash = keccak256(item);
        for (const std::size_t i : {0U, 2U, 4U}) {
            const unsigned bit = (256U * hash.bytes[i] + hash.bytes[i + 1]) % 2048U;
            bloom.bytes[255 - bit / 8] = static_cast<std::uint8_t>(bloom.bytes[255 - bit / 8] | (1U << (bit % 8)));
        }
    };
    add(address_of(1).bytes);
    add(hash_of(1).bytes);
    add(hash_of(2).bytes);
    return bloom;
}

TEST_F(ChainReaderTest, LogsThatTheBloomExcludesAreMalformedAndCounted) {
    const auto ask_with = [this](const LogsBloom& bloom, const json& logs) {
        static LogsBloom given;
        given = bloom;
        return ask<std::pair<RpcResult<std::vector<RpcLog>>, std::uint64_t>>(
            logs, [](ChainReader& reader) -> Task<std::pair<RpcResult<std::vector<RpcLog>>, std::uint64_t>> {
                const LogFilter filter{{address_of(1)}, {hash_of(1)}};
                const std::optional<LogsBloom> known{given};
                auto answer = co_await reader.logs(kBlock, filter, known);
                co_return std::pair{std::move(answer), reader.client().stats().refusals_of(RefusalKind::kLogBloom)};
            });
    };
    json other_topic = log_json(9);
    other_topic["topics"] = {to_string(hash_of(1)), to_string(hash_of(3))};

    EXPECT_TRUE(ask_with(bloom_of_log(), {log_json(4), log_json(9)}).first);
    EXPECT_TRUE(ask_with(LogsBloom{}, {log_json(4), other_topic}).first);
    const auto [refused, count] = ask_with(bloom_of_log(), {log_json(4), other_topic});

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().error_class, RpcErrorClass::kMalformed);
    EXPECT_THAT(refused.error().detail, testing::HasSubstr("bloom"));
    EXPECT_EQ(count, 1U);
}

TEST_F(ChainReaderTest, ABloomThatIsEmptyOfEverythingAskedForDoesNotSkipTheQuestion) {
    const auto logs = ask<RpcResult<std::vector<RpcLog>>>(
        json::array(), [](ChainReader& reader) -> Task<RpcResult<std::vector<RpcLog>>> {
            const LogFilter filter{{address_of(2)}, {hash_of(9)}};
            const std::optional<LogsBloom> bloom{bloom_of_log()};
            auto answer = co_await reader.logs(kBlock, filter, bloom);
            co_return answer;
        });

    EXPECT_TRUE(logs.value().empty());
    EXPECT_EQ(asked["method"], "eth_getLogs");
}

TEST_F(ChainReaderTest, LogMembersOfAnotherTypeAreMalformed) {
    const std::string long_hash = to_string(hash_of(1)) + "00";
    const std::vector<std::pair<const char*, json>> changes{{"logIndex", "0x04"},
                                                            {"logIndex", 4},
                                                            {"logIndex", nullptr},
                                                            {"logIndex", "0x100000000"},
                                                            {"logIndex", "4"},
                                                            {"data", "0x012"},
                                                            {"data", "0102"},
                                                            {"data", "0x0x01"},
                                                            {"data", "0xzz"},
                                                            {"data", nullptr},
                                                            {"address", "0x01"},
                                                            {"blockHash", long_hash},
                                                            {"blockHash", "0x"},
                                                            {"topics", {"0x01"}},
                                                            {"topics", "0x01"},
                                                            {"topics", nullptr},
                                                            {"blockNumber", nullptr},
                                                            {"transactionIndex", nullptr},
                                                            {"removed", "false"},
                                                            {"transactionHash", "0x"},
                                                            {"topics", json::array({1})}};
    for (const auto& [member, value] : changes) {
        json log = log_json(4);
        log[member] = value;
        expect_malformed(json::array({log}), "does not fit");
    }
    json five_topics = log_json(4);
    five_topics["topics"] = std::vector<std::string>(5, to_string(hash_of(1)));
    expect_malformed(json::array({five_topics}), "does not fit");
}

TEST_F(ChainReaderTest, MissingLogMembersAreMalformed) {
    for (const char* member :
         {"address", "topics", "data", "blockNumber", "blockHash", "transactionHash", "transactionIndex", "logIndex"}) {
        json log = log_json(4);
        log.erase(member);
        expect_malformed(json::array({log}), "missing");
    }
}

TEST_F(ChainReaderTest, LogsThatAreNoListAreMalformed) {
    expect_malformed(nullptr, "no array");
    expect_malformed("0x", "no array");
    expect_malformed(json::object(), "no array");
    expect_malformed(json::array({1}), "no object");
}

TEST_F(ChainReaderTest, ALogThatBreaksOffInAMemberIsMalformed) {
    RpcClientOptions options;
    options.max_attempts = 1;
    auto http = std::make_unique<ScriptedHttp>([](const std::string& body) -> Result<HttpResponse> {
        const std::string id = json::parse(body)["id"].dump();
        return HttpResponse{200, {}, R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":[{"topics":["0x00"U,"data":[}]})"};
    });
    RpcClient client{std::move(http), "http://node", std::move(options)};
    ChainReader reader{client};
    const LogFilter filter{{address_of(1)}, {hash_of(1)}};

    const auto logs = run(context, reader.logs(kBlock, filter));

    ASSERT_FALSE(logs);
    EXPECT_EQ(logs.error().error_class, RpcErrorClass::kMalformed);
}

TEST_F(ChainReaderTest, HeadersAreRead) {
    const auto header = ask_by_number(header_json()).value().value();

    EXPECT_EQ(asked["method"], "eth_getBlockByNumber");
    EXPECT_EQ(asked["params"], (json{"0x10", false}));
    EXPECT_EQ(header.id(), kBlock);
    EXPECT_EQ(header.parent_hash, hash_of(0xb0));
    EXPECT_EQ(header.timestamp, 0x6682f5cbU);
    EXPECT_EQ(header.base_fee, U256{0x2a0c2d60e});
    EXPECT_EQ(header.gas_limit, 0x1c9c380U);
    EXPECT_EQ(header.gas_used, 0x98323fU);
}

TEST_F(ChainReaderTest, ABlockThatIsNotThereIsNothing) {
    EXPECT_EQ(ask_by_number(nullptr).value(), std::nullopt);
    EXPECT_EQ(ask_by_hash(nullptr).value(), std::nullopt);
    EXPECT_FALSE(ask<RpcResult<RpcHeader>>(nullptr, [](ChainReader& reader) { return reader.latest_header(); }));
}

TEST_F(ChainReaderTest, AHeaderThatDoesNotAnswerIsMalformed) {
    json other_hash = header_json();
    other_hash["hash"] = to_string(hash_of(9));
    json other_number = header_json();
    other_number["number"] = "0x11";

    EXPECT_EQ(ask_by_hash(other_hash).error().error_class, RpcErrorClass::kMalformed);
    EXPECT_EQ(ask_by_number(other_number).error().error_class, RpcErrorClass::kMalformed);
    EXPECT_TRUE(ask_by_number(other_hash));
}

TEST_F(ChainReaderTest, HeaderMembersOfAnotherTypeAreMalformed) {
    const std::vector<std::pair<const char*, json>> changes{{"number", "0x010"},   {"number", 16},
                                                            {"hash", nullptr},     {"parentHash", "0x1"},
                                                            {"timestamp", "0x"},   {"baseFeePerGas", "0x00"},
                                                            {"logsBloom", "0x00"}, {"timestamp", nullptr}};
    for (const auto& [member, value] : changes) {
        json header = header_json();
        header[member] = value;
        const auto answer = ask_by_number(header);
        ASSERT_FALSE(answer) << member;
        EXPECT_EQ(answer.error().error_class, RpcErrorClass::kMalformed);
    }
}

TEST_F(ChainReaderTest, HeadersWithNumbersThatNoChainHasAreMalformed) {
    for (const char* member : {"number", "timestamp", "baseFeePerGas"}) {
        json header = header_json();
        header[member] = "0xffffffffffffffff";
        const auto answer = ask_by_hash(header);
        ASSERT_FALSE(answer) << member;
        EXPECT_EQ(answer.error().error_class, RpcErrorClass::kMalformed);
        EXPECT_EQ(answer.error().refusal, RefusalKind::kValue);
    }
}

TEST_F(ChainReaderTest, BlocksBeforeTheFeeMarketHaveNoBaseFee) {
    json header = header_json();
    header.erase("baseFeePerGas");

    EXPECT_EQ(ask_by_number(header).value()->base_fee, std::nullopt);
}

TEST_F(ChainReaderTest, CallsNameTheirBlockByHash) {
    const auto data = ask<RpcResult<Bytes>>("0x0102", [](ChainReader& reader) {
        return reader.call_at(kBlock.hash, EthCall{address_of(1), Bytes{0xab}});
    });

    EXPECT_EQ(data.value(), (Bytes{1, 2}));
    EXPECT_EQ(asked["method"], "eth_call");
    EXPECT_EQ(asked["params"][0], (json{{"to", hex(address_of(1))}, {"data", "0xab"}}));
    EXPECT_EQ(asked["params"][1], (json{{"blockHash", to_string(kBlock.hash)}, {"requireCanonical", true}}));
}

TEST_F(ChainReaderTest, NumbersAreStrict) {
    const auto chain_id = [](ChainReader& reader) { return reader.chain_id(); };
    const auto gas_price = [](ChainReader& reader) { return reader.gas_price(); };

    EXPECT_EQ((ask<RpcResult<std::uint64_t>>("0x89", chain_id).value()), 137U);
    EXPECT_EQ((ask<RpcResult<U256>>("0x1234567890abcdef01", gas_price).value()),
              u256_from_quantity("0x1234567890abcdef01"));
    for (const json& text :
         {json("0x089"), json(137), json("137"), json(nullptr), json("0x\u0031"), json("0x8\\u0039")})
        EXPECT_EQ((ask<RpcResult<std::uint64_t>>(text, chain_id).has_value()), text == "0x1") << text;
}

}  // namespace
}  // namespace dexarb

#include "dexarb/rpc/refusal.hpp"

#include <functional>
#include <set>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/async/run.hpp"
#include "dexarb/base/hex.hpp"
#include "dexarb/rpc/chain_reader.hpp"
#include "dexarb/rpc/endpoint_group.hpp"
#include "dexarb/rpc/pool_events.hpp"

#include "support/scripted_http.hpp"

namespace dexarb {
namespace {

using nlohmann::json;
using test::ScriptedHttp;

Hash hash_of(std::uint8_t last) {
    Hash hash;
    hash.bytes[31] = last;
    return hash;
}

const BlockId kBlock{0x10, hash_of(0xb1)};

json sync_log() {
    return {
        {"address", "0x" + std::string(38, '0') + "01"},
        {"topics", {to_string(sync_topic())}},
        {"data", "0x" + (std::string(36, '0') + std::string(28, '1')) + std::string(36, '0') + std::string(28, '2')},
        {"blockNumber", "0x10"},
        {"blockHash", to_string(kBlock.hash)},
        {"transactionHash", to_string(hash_of(7))},
        {"transactionIndex", "0x3"},
        {"logIndex", "0x4"},
        {"removed", false}};
}

json with(json object, const char* member, const json& value) {
    object[member] = value;
    return object;
}

json without(json object, const char* member) {
    object.erase(member);
    return object;
}

/// Asks one endpoint of two for logs, which the other does not have to answer for.
struct Refusals : testing::Test {
    /// What the first endpoint's answer `logs` was counted as; the second one gives true logs.
    RefusalCounts counted_for(const json& logs, std::optional<LogsBloom> bloom = std::nullopt) {
        const auto client = [this](const char* name, json result) {
            RpcClientOptions options;
            options.max_attempts = 1;
            auto http = std::make_unique<ScriptedHttp>([result = std::move(result)](const std::string& body) {
                const json asked = json::parse(body);
                const json given = asked["method"] == "eth_chainId" ? json("0x89") : result;
                const json answer{{"jsonrpc", "2.0"}, {"id", asked["id"]}, {"result", given}};
                return Result<HttpResponse>{HttpResponse{200, {}, answer.dump()}};
            });
            return std::make_shared<RpcClient>(std::move(http), name, options);
        };
        EndpointGroupOptions options;
        options.chain_id = 137;
        group = std::make_shared<EndpointGroup>(
            std::vector{client("http://first", logs), client("http://second", json::array())}, options);
        EndpointGroup::Question<std::vector<RpcLog>> question = [this, bloom](ChainReader& reader) {
            return reader.logs(kBlock, filter, bloom);
        };
        EXPECT_TRUE(run(context, group->ask(std::move(question)))) << "the second one's";
        EXPECT_EQ(group->client(1).stats().refusals, RefusalCounts{});
        return group->client(0).stats().refusals;
    }

    static RefusalCounts one(RefusalKind kind) {
        RefusalCounts counts{};
        counts[static_cast<std::size_t>(kind)] = 1;
        return counts;
    }

    static Address address() {
        Address address;
        address.bytes[19] = 1;
        return address;
    }

    boost::asio::io_context context;
    LogFilter filter{{address()}, {sync_topic()}};
    std::shared_ptr<EndpointGroup> group;
};

TEST_F(Refusals, EachKindIsCountedWithItsEndpointAndAnotherIsAsked) {
    const json good = sync_log();
    const std::vector<std::pair<json, RefusalKind>> cases{
        {json::array({with(good, "logIndex", "0x04")}), RefusalKind::kValue},
        {json::array({with(good, "data", "0x123")}), RefusalKind::kValue},
        {json::array({with(good, "transactionIndex", "0x1ffffffff")}), RefusalKind::kValue},
        {json::array({without(good, "data")}), RefusalKind::kMember},
        {json::object(), RefusalKind::kMember},
        {json::array({with(good, "blockHash", to_string(hash_of(9)))}), RefusalKind::kLogOfOtherBlock},
        {json::array({with(good, "removed", true)}), RefusalKind::kLogRemoved},
        {json::array({with(good, "address", "0x" + std::string(40, '3'))}), RefusalKind::kLogUnasked},
        {json::array({good, good}), RefusalKind::kLogRepeated},
        {json::array({with(good, "logIndex", "0x5"), good}), RefusalKind::kLogDisorder},
        {json::array({with(good, "data", "0x" + std::string(126, '1'))}), RefusalKind::kLogData},
        {json::array({with(good, "data", "0x" + std::string(64, 'f') + std::string(64, '1'))}), RefusalKind::kLogData},
    };
    for (const auto& [logs, kind] : cases)
        EXPECT_EQ(counted_for(logs), one(kind)) << to_string(kind) << ": " << logs;
    EXPECT_EQ(counted_for(json::array({good})), RefusalCounts{});
}

TEST_F(Refusals, ALogThatTheBloomExcludesIsOneToo) {
    LogsBloom bloom;
    bloom.bytes[0] = 1;

    EXPECT_EQ(counted_for(json::array({sync_log()}), bloom), one(RefusalKind::kLogBloom));
    EXPECT_EQ(group->bloom_refusals(), 1U);
    EXPECT_EQ(counted_for(json::array({sync_log()}), LogsBloom{}), RefusalCounts{}) << "zeros say nothing";
}

TEST_F(Refusals, WhatTurnsOutNotToFitTheChainIsCountedForWhoGaveIt) {
    EXPECT_EQ(counted_for(json::array({sync_log()})), RefusalCounts{});

    group->refuse_last_answer(RefusalKind::kTimestamp, "block 16 is older than its parent");

    EXPECT_EQ(group->client(0).stats().refusals, one(RefusalKind::kTimestamp));
    EXPECT_EQ(group->health(0).failures, 1U);
}

TEST(RefusalKind, NamesAreDistinct) {
    std::set<std::string_view> names;
    for (std::size_t kind = 0; kind < kRefusalKinds; ++kind)
        names.insert(to_string(static_cast<RefusalKind>(kind)));

    EXPECT_EQ(names.size(), kRefusalKinds);
}

}  // namespace
}  // namespace dexarb

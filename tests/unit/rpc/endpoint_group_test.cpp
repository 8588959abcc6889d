#include "dexarb/rpc/endpoint_group.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/async/run.hpp"
#include "dexarb/rpc/quantity.hpp"

#include "support/scripted_http.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using test::ScriptedHttp;
using testing::HasSubstr;

constexpr std::uint64_t kPolygon = 137;

/// A node of a few words.
struct Node {
    bool is_dead = false;
    std::uint64_t chain = kPolygon;
    BlockNumber head = 100;
    std::uint8_t branch = 0;
    std::optional<HttpResponse> refusal;
    bool has_blocks = true;
    std::size_t asked = 0;

    [[nodiscard]] Hash hash() const {
        Hash hash;
        hash.bytes[0] = branch;
        hash.bytes[31] = static_cast<std::uint8_t>(head);
        return hash;
    }
    [[nodiscard]] json block() const {
        return {{"number", to_quantity(head)},
                {"hash", to_string(hash())},
                {"parentHash", to_string(Hash{})},
                {"timestamp", "0x1"}};
    }
    [[nodiscard]] json result(const json& request) const {
        if (request["method"] == "eth_chainId") return to_quantity(chain);
        if (request["params"][0] == "latest" || has_blocks) return block();
        return nullptr;
    }
    Result<HttpResponse> answer(const std::string& body) {
        ++asked;
        if (is_dead) return Error{ErrorCode::kNetwork, "cannot connect"};
        if (refusal) return *refusal;
        const json request = json::parse(body);
        const json answer{{"jsonrpc", "2.0"}, {"id", request["id"]}, {"result", result(request)}};
        return HttpResponse{200, {}, answer.dump()};
    }
};

/// Two nodes, the first preferred, on a clock that the test moves.
struct EndpointGroupTest : testing::Test {
    EndpointGroupTest() {
        EndpointGroupOptions options;
        options.chain_id = kPolygon;
        options.now = [this] { return now; };
        options.on_change = [this](const std::string& change) { changes.push_back(change); };
        group = std::make_shared<EndpointGroup>(std::vector{client(0), client(1)}, options);
    }
    std::shared_ptr<RpcClient> client(std::size_t index) {
        RpcClientOptions options;
        options.max_attempts = 1;
        options.first_pause = 1ms;
        options.max_pause = 1ms;
        auto http = std::make_unique<ScriptedHttp>(
            [this, index](const std::string& body) { return nodes[index].answer(body); });
        return std::make_shared<RpcClient>(std::move(http), index == 0 ? "http://first" : "http://second", options);
    }
    RpcResult<RpcHeader> latest() { return run(context, group->latest_header()); }
    RpcResult<std::optional<RpcHeader>> by_hash(const Hash& hash) {
        EndpointGroup::Question<std::optional<RpcHeader>> question = [hash](ChainReader& reader) {
            return reader.header_by_hash(hash);
        };
        return run(context, group->ask(std::move(question)));
    }

    boost::asio::io_context context;
    EndpointPool::Time now{1'000'000s};
    std::array<Node, 2> nodes;
    std::vector<std::string> changes;
    std::shared_ptr<EndpointGroup> group;
};

TEST_F(EndpointGroupTest, ThePreferredAnswersWhileItCan) {
    nodes[0].branch = 1;
    nodes[1].branch = 2;

    EXPECT_EQ(latest()->hash, nodes[0].hash());
    EXPECT_TRUE(changes.empty());
}

TEST_F(EndpointGroupTest, WhatADeadEndpointCannotAnswerTheNextOneDoesAtOnce) {
    nodes[0].is_dead = true;

    EXPECT_TRUE(latest());
    EXPECT_TRUE(latest());

    EXPECT_EQ(nodes[0].asked, 1U) << "it rests";
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_THAT(changes[0], HasSubstr("http://first is left"));
    EXPECT_THAT(changes[0], HasSubstr("going on with http://second, endpoint 2 of 2"));
}

TEST_F(EndpointGroupTest, ABlockThatOneEndpointDoesNotHaveIsAskedOfTheOther) {
    nodes[0].has_blocks = false;

    EXPECT_TRUE(by_hash(nodes[1].hash()).value());
    EXPECT_EQ(group->pool().serving(), 0U);
}

TEST_F(EndpointGroupTest, ABlockThatNobodyHasIsNothing) {
    nodes[0].has_blocks = nodes[1].has_blocks = false;

    EXPECT_EQ(by_hash(nodes[0].hash()).value(), std::nullopt);
}

TEST_F(EndpointGroupTest, ARefusedKeyStopsTheEndpointLoudly) {
    nodes[0].refusal = HttpResponse{401, {}, "invalid api key"};

    EXPECT_TRUE(latest());
    EXPECT_TRUE(latest());

    EXPECT_EQ(nodes[0].asked, 1U);
    EXPECT_EQ(group->health(0).state, EndpointState::kStopped);
    EXPECT_THAT(changes.at(0), HasSubstr("endpoint 1 of 2 is stopped: http://first"));
}

TEST_F(EndpointGroupTest, AnEndpointOfAnotherChainGivesNoAnswer) {
    nodes[0].is_dead = true;
    nodes[1].chain = 1;

    const auto header = latest();

    ASSERT_FALSE(header);
    EXPECT_NE(header.error().code, ErrorCode::kWrongChain) << "the first may come back";
    EXPECT_THAT(changes.at(0), HasSubstr("http://second is on chain 1, the market on chain 137"));
}

TEST_F(EndpointGroupTest, WhereAllAreOfAnotherChainThatIsFinal) {
    nodes[0].chain = nodes[1].chain = 1;

    EXPECT_EQ(latest().error().code, ErrorCode::kWrongChain);
}

TEST_F(EndpointGroupTest, OfTwoBranchesTheOneThatGrowsIsFollowed) {
    nodes[0].branch = 1;
    nodes[1].branch = 2;
    ASSERT_TRUE(latest());
    nodes[0].is_dead = true;

    EXPECT_EQ(latest()->hash.bytes[0], 1) << "the other branch is no longer than ours";
    nodes[1].head = 101;

    EXPECT_EQ(latest()->hash, nodes[1].hash());
    EXPECT_EQ(group->pool().disagreements(), 1U);
}

TEST_F(EndpointGroupTest, AStandbyIsLookedAtWithoutHoldingTheAnswer) {
    nodes[1].head = 110;

    EXPECT_EQ(latest()->number, 100U);
    context.restart();
    context.run();

    EXPECT_EQ(group->health(1).head, 110U);
    EXPECT_EQ(latest()->number, 110U) << "the first lags";
}

}  // namespace
}  // namespace dexarb

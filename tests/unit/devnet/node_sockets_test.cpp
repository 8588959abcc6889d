#include "dexarb/devnet/node_sockets.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/async/run.hpp"
#include "dexarb/devnet/block_producer.hpp"
#include "dexarb/devnet/devnet_node.hpp"
#include "dexarb/net/web_socket_client.hpp"

#include "support/polygon_market.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// A node on a loopback port and a bare WebSocket to it.
class NodeSocketsTest : public ::testing::Test {
  protected:
    void SetUp() override {
        network.mine(10);
        ASSERT_TRUE(node.start());
        node.sockets().announce();
        socket = make_web_socket_dial(context.get_executor(), parse_url(node.web_socket_url()).value()).value()();
        const auto opened = run(context, socket->open());
        ASSERT_TRUE(opened && opened->status == 101);
    }
    json receive() { return json::parse(run(context, socket->receive()).value()); }
    json call(const std::string& method, const std::string& params, int id = 1) {
        socket->send(R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")" + method + R"(","params":)" +
                     params + "}");
        return receive();
    }
    static std::string hash_in(const json& notification) {
        return notification["params"]["result"]["hash"].get<std::string>();
    }

    boost::asio::io_context context;
    MarketDefinitionPtr market = testing::polygon_market();
    SimulatedNetwork network{market, {}};
    DevnetNode node{context.get_executor(), network};
    BlockProducer producer{network, node.rpc(), {}};
    std::shared_ptr<DialedWebSocket> socket;
};

TEST_F(NodeSocketsTest, CallsAreAnsweredAsOverHttp) {
    EXPECT_EQ(call("eth_chainId", "[]")["result"], "0x89");
    EXPECT_EQ(call("eth_nothing", "[]")["error"]["code"], -32601);
    socket->send("not JSON");
    EXPECT_EQ(receive()["error"]["code"], -32700);
}

TEST_F(NodeSocketsTest, EachNewHeadIsAnnounced) {
    const json id = call("eth_subscribe", R"(["newHeads"])")["result"];

    producer.produce();
    producer.produce();
    const json first = receive();
    const json second = receive();

    EXPECT_EQ(first["method"], "eth_subscription");
    EXPECT_EQ(first["params"]["subscription"], id);
    EXPECT_EQ(first["params"]["result"]["parentHash"], to_string(network.chain().at(90'000'010)->header.hash));
    EXPECT_FALSE(first["params"]["result"].contains("transactions"));
    EXPECT_EQ(hash_in(second), to_string(network.chain().head().header.hash));
}

TEST_F(NodeSocketsTest, AReplacedBranchIsAnnouncedBlockByBlock) {
    call("eth_subscribe", R"(["newHeads"])");
    const BlockNumber head = network.chain().head().header.number;

    network.reorganise(2);
    node.sockets().announce();

    for (BlockNumber number = head - 1; number <= head + 1; ++number)
        EXPECT_EQ(hash_in(receive()), to_string(network.chain().at(number)->header.hash));
}

TEST_F(NodeSocketsTest, AWithheldBlockIsAnnouncedOnceItIsShown) {
    call("eth_subscribe", R"(["newHeads"])");
    const BlockNumber head = network.chain().head().header.number;

    network.mine();
    node.rpc().hide_above(head);
    network.mine();
    node.rpc().hide_above(std::nullopt);

    EXPECT_EQ(hash_in(receive()), to_string(network.chain().at(head + 1)->header.hash));
    EXPECT_EQ(hash_in(receive()), to_string(network.chain().at(head + 2)->header.hash));
}

TEST_F(NodeSocketsTest, NothingIsAnnouncedAfterUnsubscribingOrWhileMuted) {
    const json id = call("eth_subscribe", R"(["newHeads"])")["result"];
    node.sockets().mute(true);
    producer.produce();
    node.sockets().mute(false);
    EXPECT_EQ(call("eth_unsubscribe", "[" + id.dump() + "]")["result"], true);
    producer.produce();

    const json next = call("eth_chainId", "[]", 7);

    EXPECT_EQ(next["id"], 7);
    EXPECT_EQ(node.sockets().subscriptions(), 0U);
    EXPECT_EQ(call("eth_unsubscribe", "[" + id.dump() + "]")["error"]["message"], "subscription not found");
}

TEST_F(NodeSocketsTest, OtherSubscriptionsAreRefused) {
    EXPECT_EQ(call("eth_subscribe", R"(["logs"])")["error"]["code"], -32601);
    EXPECT_EQ(call("eth_subscribe", "[]")["error"]["code"], -32602);
}

TEST_F(NodeSocketsTest, ADelayedAnswerDoesNotHoldTheOthers) {
    node.set_intercept(on_calls({"eth_chainId", 0, 1}, reply_after(50ms)));
    socket->send(R"({"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]})");

    const json first = call("eth_blockNumber", "[]", 2);
    const json second = receive();

    EXPECT_EQ(first["id"], 2);
    EXPECT_EQ(second["id"], 1);
}

TEST_F(NodeSocketsTest, ADroppedConnectionIsDropped) {
    node.set_intercept(on_calls({"eth_chainId", 0, 1}, reply_with_nothing()));
    socket->send(R"({"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]})");

    EXPECT_FALSE(run(context, socket->receive()));
}

}  // namespace
}  // namespace dexarb

#include "dexarb/devnet/devnet_node.hpp"

#include <gtest/gtest.h>

#include "dexarb/async/run.hpp"
#include "dexarb/devnet/block_producer.hpp"
#include "dexarb/net/http_client.hpp"
#include "dexarb/rpc/chain_reader.hpp"
#include "dexarb/rpc/pool_calls.hpp"
#include "dexarb/rpc/pool_events.hpp"

#include "support/polygon_market.hpp"

namespace dexarb {
namespace {

/// A node on a loopback port and the rpc room's own client.
class DevnetNodeTest : public ::testing::Test {
  protected:
    void SetUp() override {
        network.mine(10);
        const auto started = node.start();
        ASSERT_TRUE(started) << started.error().detail;
        RpcClientOptions options;
        options.first_pause = std::chrono::milliseconds{1};
        options.max_pause = std::chrono::milliseconds{5};
        auto made = make_rpc_client(context.get_executor(), node.url(), options);
        ASSERT_TRUE(made) << made.error().detail;
        client = *std::move(made);
        reader.emplace(*client);
    }

    const SimulatedBlock& head() { return network.chain().head(); }

    boost::asio::io_context context;
    MarketDefinitionPtr market = testing::polygon_market();
    SimulatedNetwork network{market, {}};
    DevnetNode node{context.get_executor(), network};
    std::unique_ptr<RpcClient> client;
    std::optional<ChainReader> reader;
};

TEST_F(DevnetNodeTest, ReaderSeesTheHeadAsItIs) {
    const auto chain_id = run(context, reader->chain_id());
    const auto header = run(context, reader->latest_header());

    ASSERT_TRUE(chain_id && header);
    EXPECT_EQ(*chain_id, 137U);
    EXPECT_EQ(header->hash, head().header.hash);
    EXPECT_EQ(header->parent_hash, head().header.parent_hash);
    EXPECT_EQ(header->timestamp, head().header.timestamp);
    EXPECT_EQ(header->base_fee, head().header.base_fee);
    EXPECT_EQ(header->logs_bloom, head().header.logs_bloom);
}

TEST_F(DevnetNodeTest, ReaderGetsTheLogsItAsksFor) {
    std::vector<Address> addresses;
    for (const PoolDefinition& pool : market->pools)
        addresses.push_back(pool.address);
    const LogFilter filter{addresses, pool_topics()};

    const auto logs = run(context, reader->logs(head().header.id(), filter));

    ASSERT_TRUE(logs) << logs.error().detail;
    std::size_t expected = 0;
    for (const RpcLog& log : head().logs)
        if (filter.admits(log)) ++expected;
    ASSERT_GT(expected, 0U);
    EXPECT_EQ(logs->size(), expected);
}

TEST_F(DevnetNodeTest, ReaderCallsOnTheStateOfABlock) {
    const SimulatedBlockPtr past = network.chain().at(head().header.number - 7);
    const EthCall call{market->pools[0].address, encode_get_reserves()};

    const auto data = run(context, reader->call_at(past->header.hash, call));

    ASSERT_TRUE(data) << data.error().detail;
    const auto& pair = std::get<ConstantProductState>((*past->world)[0]->pool.state);
    EXPECT_EQ(U256{decode_reserves(*data)->reserve0}, U256{pair.reserve0});
}

TEST_F(DevnetNodeTest, ReplacedBlockIsNoLongerCalledUpon) {
    const Hash replaced = head().header.hash;
    network.reorganise(1);
    const EthCall call{market->pools[0].address, encode_get_reserves()};

    const auto data = run(context, reader->call_at(replaced, call));

    ASSERT_FALSE(data);
    EXPECT_EQ(data.error().error_class, RpcErrorClass::kNotHere);
}

TEST_F(DevnetNodeTest, RevertReachesTheReaderAsOne) {
    const EthCall call{market->pools[0].address, encode_slot0()};

    const auto data = run(context, reader->call_at(head().header.hash, call));

    ASSERT_FALSE(data);
    EXPECT_EQ(data.error().error_class, RpcErrorClass::kRevert);
}

TEST_F(DevnetNodeTest, DroppedConnectionIsRetried) {
    node.set_intercept(on_calls({"eth_chainId", 0, 2}, reply_with_nothing()));

    const auto chain_id = run(context, reader->chain_id());

    ASSERT_TRUE(chain_id) << chain_id.error().detail;
    EXPECT_EQ(*chain_id, 137U);
}

TEST_F(DevnetNodeTest, FaultIsRetriedUntilTheNodeSpeaksForItself) {
    node.set_intercept(on_calls({"eth_blockNumber", 0, 2}, reply_with_fault({-32000, "header not found"})));

    const auto number = run(context, reader->block_number());

    ASSERT_TRUE(number) << number.error().detail;
    EXPECT_EQ(*number, head().header.number);
    EXPECT_EQ(node.service().calls(), 3U);
}

TEST_F(DevnetNodeTest, OnlyJsonByPostIsServed) {
    const auto url = parse_url(node.url());
    auto http = make_http_client(context.get_executor(), *url);
    ASSERT_TRUE(http);

    const auto answer = run(context, (*http)->post("{}", std::chrono::seconds{5}));

    ASSERT_TRUE(answer);
    EXPECT_NE(answer->body.find("invalid request"), std::string::npos);
}

TEST_F(DevnetNodeTest, ProducerMakesBlocksByTheClock) {
    ProducerOptions options;
    options.block_interval = std::chrono::milliseconds{1};
    options.blocks = 5;
    BlockProducer producer{network, node.rpc(), options};
    const BlockNumber first = head().header.number;

    run(context, producer.run());

    EXPECT_EQ(head().header.number, first + 5);
}

}  // namespace
}  // namespace dexarb

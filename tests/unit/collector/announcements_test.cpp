#include <algorithm>
#include <optional>
#include <ranges>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "dexarb/async/run.hpp"
#include "dexarb/collector/pool_state_collector.hpp"
#include "dexarb/collector/rpc_chain_source.hpp"
#include "dexarb/devnet/block_producer.hpp"
#include "dexarb/devnet/devnet_node.hpp"

#include "support/polygon_market.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;

/// A simulated node on a loopback port and a collector that follows it over WebSocket or HTTP.
class AnnouncementsTest : public ::testing::Test {
  protected:
    void connect(const std::string& url, CollectorClock clock) {
        RpcClientOptions options;
        options.max_attempts = 1;
        options.first_pause = options.max_pause = 1ms;
        client = make_rpc_client(context.get_executor(), url, options).value();
        group = std::make_shared<EndpointGroup>(std::vector{client}, EndpointGroupOptions{});
        source.emplace(group, *market);
        CollectorOptions collecting;
        collecting.first_pause = 5ms;
        collector.emplace(market, *source, collecting, std::move(clock));
    }
    void SetUp() override { ASSERT_TRUE(node->start()); }

    /// A clock that only sleeping and the blocks advance, two seconds each.
    CollectorClock still_clock() {
        CollectorClock clock;
        clock.now = [this] { return start + elapsed; };
        clock.sleep = [this](std::chrono::milliseconds duration) -> Task<void> {
            elapsed += duration;
            mine_what_is_due();
            co_return;
        };
        return clock;
    }
    void mine_what_is_due() {
        while (next_block <= elapsed) {
            next_block += 2s;
            network.mine();
            node->sockets().announce();
        }
    }
    void follow_one() {
        const auto item = run(context, collector->next());
        ASSERT_TRUE(item) << item.error().detail;
        seen.push_back(std::get<SnapshotPtr>(*item));
    }
    /// Follows blocks that come as soon as the one before was read, as far as nothing has to be slept for.
    void follow_announced(std::size_t blocks) {
        for (std::size_t i = 0; i < blocks; ++i) {
            follow_one();
            elapsed = next_block;
            mine_what_is_due();
        }
    }
    [[nodiscard]] bool is_without_gap() const {
        return std::ranges::all_of(std::views::iota(std::size_t{1}, seen.size()), [this](std::size_t i) {
            return seen[i]->header.parent == seen[i - 1]->header.id.hash;
        });
    }
    /// Starts to make blocks by the machine's clock, until the end of the test.
    void mine_every(std::chrono::milliseconds interval) {
        ProducerOptions options;
        options.block_interval = interval;
        options.waits_for_reader = true;
        options.reader_patience = 500ms;
        producer.emplace(network, node->rpc(), options);
        boost::asio::co_spawn(context, producer->run(),
                              boost::asio::bind_cancellation_slot(stop.slot(), [](const std::exception_ptr&) {}));
    }
    void TearDown() override {
        stop.emit(boost::asio::cancellation_type::terminal);
        context.restart();
        context.run_for(5ms);
    }

    boost::asio::io_context context;
    boost::asio::cancellation_signal stop;
    MarketDefinitionPtr market = testing::polygon_market();
    SimulatedNetwork network{market, {}};
    std::optional<DevnetNode> node{std::in_place, context.get_executor(), network};
    std::optional<BlockProducer> producer;
    std::chrono::milliseconds elapsed{0};
    std::chrono::milliseconds next_block{2s};
    Timestamp start{std::chrono::sys_days{std::chrono::year{2026} / 9 / 1}};
    std::shared_ptr<RpcClient> client;
    std::shared_ptr<EndpointGroup> group;
    std::optional<RpcChainSource> source;
    std::optional<PoolStateCollector> collector;
    std::vector<SnapshotPtr> seen;
};

TEST_F(AnnouncementsTest, AnnouncedBlocksCostTwoRequestsEachAndNoIdlePoll) {
    connect(node->web_socket_url(), still_clock());
    follow_announced(3);
    ASSERT_EQ(node->sockets().subscriptions(), 1U);
    const FeedCounters before = collector->counters();

    follow_announced(40);

    const FeedCounters after = collector->counters();
    EXPECT_TRUE(is_without_gap());
    EXPECT_EQ(after.requests - before.requests, 80U) << "the head and its logs";
    EXPECT_EQ(after.idle_polls, before.idle_polls);
    EXPECT_EQ(client->stats().connections, 1U);
}

TEST_F(AnnouncementsTest, TheSameBlocksByPollingCostIdlePolls) {
    connect(node->url(), still_clock());
    for (int i = 0; i < 3; ++i)
        follow_one();
    const FeedCounters before = collector->counters();

    for (int i = 0; i < 40; ++i)
        follow_one();

    const FeedCounters after = collector->counters();
    EXPECT_TRUE(is_without_gap());
    EXPECT_GT(after.requests - before.requests, 80U);
    RecordProperty("requests_for_40_polled_blocks", static_cast<int>(after.requests - before.requests));
}

TEST_F(AnnouncementsTest, AStreamThatStallsIsPolledAroundAndSubscribedToAnew) {
    connect(node->web_socket_url(), system_clock());
    mine_every(20ms);
    for (int i = 0; i < 10; ++i)
        follow_one();
    node->sockets().mute(true);

    while (client->stats().connections < 2 && seen.size() < 1'000)
        follow_one();

    EXPECT_EQ(client->stats().connections, 2U);
    EXPECT_GE(collector->counters().stream_stalls, 1U);
    EXPECT_TRUE(is_without_gap());
    EXPECT_EQ(collector->counters().skipped, 0U);
}

TEST_F(AnnouncementsTest, WhereTheSubscriptionIsRefusedPollingGoesOn) {
    std::size_t asked = 0;
    node->set_intercept([&asked](std::string_view method, std::string_view) -> std::optional<ScriptedReply> {
        if (method != "eth_subscribe") return std::nullopt;
        ++asked;
        return reply_with_fault({-32601, "the method eth_subscribe does not exist/is not available"});
    });
    connect(node->web_socket_url(), still_clock());

    for (int i = 0; i < 20; ++i)
        follow_one();

    EXPECT_TRUE(is_without_gap());
    EXPECT_EQ(asked, 1U);
    EXPECT_FALSE(source->announces_heads());
    EXPECT_EQ(collector->counters().failures, 0U);
}

TEST_F(AnnouncementsTest, AfterAReconnectItIsSubscribedToAgain) {
    connect(node->web_socket_url(), system_clock());
    mine_every(20ms);
    for (int i = 0; i < 5; ++i)
        follow_one();
    const std::string url = node->web_socket_url();
    const auto port = static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
    stop.emit(boost::asio::cancellation_type::terminal);
    run(context, node->stop());
    node.emplace(context.get_executor(), network, NodeRpcOptions{}, port);
    ASSERT_TRUE(node->start());
    mine_every(20ms);

    while (node->sockets().subscriptions() == 0 && seen.size() < 1'000)
        follow_one();

    EXPECT_EQ(node->sockets().subscriptions(), 1U);
    EXPECT_TRUE(is_without_gap());
}

}  // namespace
}  // namespace dexarb

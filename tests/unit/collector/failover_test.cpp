#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <ranges>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "dexarb/async/run.hpp"
#include "dexarb/collector/pool_state_collector.hpp"
#include "dexarb/collector/rpc_chain_source.hpp"
#include "dexarb/devnet/devnet_node.hpp"

#include "support/heap.hpp"
#include "support/polygon_market.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;

/// Two nodes of one simulated chain on loopback ports, with a block every two seconds of a clock that only sleeping
/// advances, and a collector that reads from both. What is to happen at a time happens when the clock gets there.
class FailoverTest : public ::testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(first->start());
        ASSERT_TRUE(second.start());
        std::vector<std::shared_ptr<RpcClient>> clients{client_of(*first), client_of(second)};
        EndpointGroupOptions options;
        options.chain_id = market->chain_id;
        options.now = [this] { return EndpointPool::Time{elapsed + 1000s}; };
        group = std::make_shared<EndpointGroup>(std::move(clients), options);
        source.emplace(group, *market);
        CollectorClock clock;
        clock.now = [this] { return start + elapsed; };
        clock.sleep = [this](std::chrono::milliseconds duration) { return advance(duration); };
        collector.emplace(market, *source, CollectorOptions{}, clock);
    }

    std::shared_ptr<RpcClient> client_of(const DevnetNode& node) {
        RpcClientOptions options;
        options.max_attempts = 1;
        options.first_pause = options.max_pause = 1ms;
        return make_rpc_client(context.get_executor(), node.url(), options).value();
    }

    Task<void> advance(std::chrono::milliseconds duration) {
        elapsed += duration;
        while (next_block <= elapsed) {
            next_block += 2s;
            if (is_mining) network.mine();
        }
        while (!script.empty() && script.begin()->first <= elapsed) {
            const auto action = std::move(script.begin()->second);
            script.erase(script.begin());
            action();
        }
        if (dies_at && *dies_at <= elapsed) {
            dies_at.reset();
            const auto port = first->url().substr(first->url().rfind(':') + 1);
            first_port = static_cast<std::uint16_t>(std::stoul(port));
            co_await first->stop();
        }
        if (returns_at && *returns_at <= elapsed) {
            returns_at.reset();
            first.emplace(context.get_executor(), network, NodeRpcOptions{}, first_port);
            EXPECT_TRUE(first->start());
        }
    }

    void at(std::chrono::milliseconds time, std::function<void()> action) { script.emplace(time, std::move(action)); }

    /// A dead network: both nodes drop every connection.
    void set_dead(bool is_dead) {
        const Intercept drop = [](std::string_view, std::string_view) { return std::optional{reply_with_nothing()}; };
        first->set_intercept(is_dead ? drop : Intercept{});
        second.set_intercept(is_dead ? drop : Intercept{});
    }

    /// Follows so many blocks.
    void follow(std::size_t blocks) {
        for (std::size_t i = 0; i < blocks; ++i) {
            const auto item = run(context, collector->next());
            ASSERT_TRUE(item) << item.error().detail;
            ASSERT_TRUE(std::holds_alternative<SnapshotPtr>(*item));
            seen.push_back(std::get<SnapshotPtr>(*item));
        }
    }

    [[nodiscard]] bool is_without_gap() const {
        return std::ranges::all_of(std::views::iota(std::size_t{1}, seen.size()), [this](std::size_t i) {
            return seen[i]->header.parent == seen[i - 1]->header.id.hash;
        });
    }

    boost::asio::io_context context;
    MarketDefinitionPtr market = testing::polygon_market();
    SimulatedNetwork network{market, {}};
    std::optional<DevnetNode> first{std::in_place, context.get_executor(), network};
    DevnetNode second{context.get_executor(), network};
    std::uint16_t first_port = 0;
    std::chrono::milliseconds elapsed{0};
    std::chrono::milliseconds next_block{2s};
    bool is_mining = true;
    std::multimap<std::chrono::milliseconds, std::function<void()>> script;
    std::optional<std::chrono::milliseconds> dies_at;
    std::optional<std::chrono::milliseconds> returns_at;
    Timestamp start{std::chrono::sys_days{std::chrono::year{2026} / 9 / 1}};
    std::shared_ptr<EndpointGroup> group;
    std::optional<RpcChainSource> source;
    std::optional<PoolStateCollector> collector;
    std::vector<SnapshotPtr> seen;
};

TEST_F(FailoverTest, OfTwoEndpointsOneDiesAndAtMostOneBlockIsMissed) {
    dies_at = 21s;

    follow(30);

    const FeedCounters counters = collector->counters();
    EXPECT_FALSE(dies_at);
    EXPECT_TRUE(is_without_gap());
    EXPECT_EQ(counters.skipped, 0U);
    EXPECT_LE(counters.late, 1U);
    EXPECT_EQ(counters.fresh_starts, 0U);
    EXPECT_EQ(group->pool().serving(), 1U);
    EXPECT_EQ(group->pool().changes(), 1U);
}

TEST_F(FailoverTest, ThePreferredEndpointServesAgainOnceItHasBeenBackForAWhile) {
    dies_at = 21s;
    returns_at = 60s;

    follow(120);

    EXPECT_TRUE(is_without_gap());
    EXPECT_LE(collector->counters().late, 1U);
    EXPECT_EQ(group->pool().serving(), 0U);
    EXPECT_EQ(group->pool().changes(), 2U);
}

TEST_F(FailoverTest, ALaggingEndpointIsLeftWithoutMissingABlock) {
    follow(5);
    first->rpc().hide_above(network.chain().head().header.number);

    follow(20);

    EXPECT_TRUE(is_without_gap());
    EXPECT_EQ(collector->counters().skipped, 0U);
    EXPECT_LE(collector->counters().late, 4U) << "those that came while the standby was not looked at yet";
    EXPECT_EQ(group->pool().serving(), 1U);
}

TEST_F(FailoverTest, AfterThirtyMinutesOfADeadNetworkItGoesOnWithinTwoQuestionsAndHasNotGrown) {
    follow(20);
    const BlockNumber last = seen.back()->number();
    const auto returns = elapsed + 30min;
    std::size_t memory_before = 0;
    std::size_t memory_after = 0;
    std::uint64_t polls_at_return = 0;
    set_dead(true);
    is_mining = false;  // So that only what follows the chain can grow.
    at(elapsed + 2min, [&] { memory_before = test::allocated_bytes(); });
    at(returns - 1min, [&] { memory_after = test::allocated_bytes(); });
    at(returns, [&] {
        network.mine(900);
        is_mining = true;
        set_dead(false);
        polls_at_return = collector->counters().polls;
    });

    follow(1);

    const FeedCounters counters = collector->counters();
    EXPECT_GE(elapsed, returns);
    EXPECT_LE(elapsed - returns, 30s) << "the longest pause";
    EXPECT_LE(counters.polls - polls_at_return, 2U);
    EXPECT_EQ(seen.back()->header.id.hash, network.chain().head().header.hash);
    EXPECT_TRUE(seen.back()->after_gap);
    EXPECT_EQ(counters.skipped, seen.back()->number() - last - 1);
    EXPECT_GT(counters.failures, 50U);
    ASSERT_GT(memory_before, 0U);
    EXPECT_LE(memory_after, memory_before + 16U * 1024U);
}

TEST_F(FailoverTest, WhereBothAreDeadThereIsAnErrorAndNoAnswer) {
    run(context, first->stop());
    run(context, second.stop());

    const auto chain = run(context, source->chain_id());

    ASSERT_FALSE(chain);
    EXPECT_EQ(chain.error().code, ErrorCode::kNetwork);
}

}  // namespace
}  // namespace dexarb

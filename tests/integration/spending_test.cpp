// What following costs, measured against the simulated node: the table in docs/operations.md, and the plan beside it.

#include <algorithm>
#include <cstdio>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "dexarb/app/request_plan.hpp"
#include "dexarb/async/run.hpp"
#include "dexarb/collector/pool_state_collector.hpp"
#include "dexarb/collector/rpc_chain_source.hpp"
#include "dexarb/config/market_file.hpp"
#include "dexarb/config/units_file.hpp"
#include "dexarb/devnet/devnet_node.hpp"

#include "support/places.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;

constexpr double kTolerance = 0.3;
constexpr Timestamp kDay{std::chrono::sys_days{std::chrono::year{2026} / 9 / 1}};

/// The shipped market's tokens and exchanges, and SushiSwap V3, with the first `count` of all pools that they may have.
MarketDefinitionPtr market_of(std::size_t count) {
    auto market = load_market((test::source_dir() / "configs/polygon.json").string()).value();
    Dex sushi = *std::ranges::find(market.dexes, DexKind::kConcentrated, &Dex::kind);
    sushi.name = "SushiSwapV3";
    sushi.factory = *parse_checksummed_address("0x917933899c6a5F8E37F31E19f92CdBFF7e8FF0e2");
    market.dexes.push_back(sushi);
    std::vector<PoolDefinition> pools = market.pools;
    for (std::size_t a = 0; a < market.tokens.size(); ++a)
        for (std::size_t b = a + 1; b < market.tokens.size(); ++b)
            for (const PoolDefinition& pool : possible_pools(market, TokenIndex(a), TokenIndex(b)))
                if (std::ranges::find(pools, pool.address, &PoolDefinition::address) == pools.end())
                    pools.push_back(pool);
    check(pools.size() >= count, "the market has pools enough");
    pools.resize(count);
    market.pools = std::move(pools);
    return std::make_shared<const MarketDefinition>(std::move(market));
}

/// A node with a block every two seconds of a clock that only sleeping advances, and a collector that follows it.
class Spending {
  public:
    Spending(std::size_t pools, std::uint64_t every, EndpointLimits limits = {}, std::chrono::milliseconds begin = 0ms)
        : market_{market_of(pools)}, every_{every}, start_{kDay + begin} {
        check(node_.start().has_value(), "a loopback port is free");
        RpcClientOptions client;
        client.max_attempts = 1;
        client.budget = std::make_shared<EndpointBudget>(limits, usual_method_units(), start_);
        client.clock.utc = [this] { return start_ + elapsed_; };
        std::vector<std::shared_ptr<RpcClient>> clients{
            make_rpc_client(context_.get_executor(), node_.url(), client).value()};
        EndpointGroupOptions grouped;
        grouped.utc = client.clock.utc;
        group_ = std::make_shared<EndpointGroup>(std::move(clients), std::move(grouped));
        source_.emplace(group_, *market_);
        CollectorOptions options;
        options.blocks_at_a_time = [this] {
            return affordable_pace(group_->slowed_to(), question(), usual_method_units());
        };
        if (every_ > 1) options.modelled_arrival = 300ms;
        CollectorClock clock;
        clock.now = [this] { return start_ + elapsed_; };
        clock.sleep = [this](std::chrono::milliseconds duration) { return advance(duration); };
        collector_.emplace(market_, *source_, options, clock);
    }

    /// Follows so many blocks behind the first.
    void follow(std::size_t blocks) {
        for (std::size_t seen = 0; seen <= blocks; ++seen) {
            const auto item = run(context_, collector_->next());
            check(item.has_value() && std::holds_alternative<SnapshotPtr>(*item), "every item is a snapshot");
        }
    }

    /// Follows until the clock shows `end` after the start; the slowest pace on the way.
    std::uint64_t follow_until(std::chrono::milliseconds end) {
        std::uint64_t slowest = 1;
        while (elapsed_ < end) {
            follow(0);
            slowest = std::max(slowest, counters().blocks_at_a_time);
        }
        return slowest;
    }

    [[nodiscard]] FeedCounters counters() const { return collector_->counters(); }
    [[nodiscard]] RequestPlan plan() const { return plan_requests(question(), usual_method_units()); }

  private:
    [[nodiscard]] PlanQuestion question() const {
        PlanQuestion question = plan_question(*market_);
        question.every = every_;
        return question;
    }

    Task<void> advance(std::chrono::milliseconds duration) {
        elapsed_ += duration;
        for (; next_block_ <= elapsed_; next_block_ += 2s)
            network_.mine();
        co_return;
    }

    boost::asio::io_context context_;
    MarketDefinitionPtr market_;
    std::uint64_t every_;
    SimulatedNetwork network_{market_, {}};
    DevnetNode node_{context_.get_executor(), network_};
    std::chrono::milliseconds elapsed_{0};
    std::chrono::milliseconds next_block_{2s};
    Timestamp start_;
    std::shared_ptr<EndpointGroup> group_;
    std::optional<RpcChainSource> source_;
    std::optional<PoolStateCollector> collector_;
};

class SpendingTest : public ::testing::TestWithParam<std::tuple<std::size_t, std::uint64_t>> {};

TEST_P(SpendingTest, IsWhatThePlanSaysItWillBe) {
    const auto [pools, every] = GetParam();
    Spending spending{pools, every};

    spending.follow(100);

    const FeedCounters spent = spending.counters();
    const RequestPlan plan = spending.plan();
    const double requests = static_cast<double>(spent.steady_requests) / static_cast<double>(spent.steady_blocks);
    const double units = static_cast<double>(spent.steady_units) / static_cast<double>(spent.steady_blocks);
    std::printf("| %zu | %llu | %llu | %llu | %.2f | %.1f | %.2f | %.1f |\n", pools,
                static_cast<unsigned long long>(every),
                static_cast<unsigned long long>(spent.requests - spent.steady_requests),
                static_cast<unsigned long long>(spent.units - spent.steady_units), requests, units,
                plan.requests_per_block, plan.units_per_block);
    EXPECT_NEAR(plan.requests_per_block, requests, kTolerance * requests);
    EXPECT_NEAR(plan.units_per_block, units, kTolerance * units);
    EXPECT_EQ(spent.failures, 0U);
    EXPECT_EQ(spent.skipped, 0U);
    EXPECT_EQ(spent.ranges_refused, 0U);
    EXPECT_EQ(spent.interpolated > 0, every > 1);
}

TEST(SpendingWithinAQuota, WhatCannotPayForEveryBlockIsSpreadUntilMidnightWithoutASkippedBlock) {
    EndpointLimits limits;
    limits.units_per_day = 48 * 45'000;
    Spending spending{20, 1, limits, 23h + 30min};

    const std::uint64_t slowest = spending.follow_until(30min - 10s);

    const FeedCounters spent = spending.counters();
    EXPECT_GT(slowest, 2U);
    EXPECT_LE(spent.units, 45'000U) << "the share of the last half hour";
    EXPECT_GT(spent.units, 36'000U) << "is used";
    EXPECT_EQ(spent.failures, 0U);
    EXPECT_EQ(spent.skipped, 0U);
    EXPECT_EQ(spent.fresh_starts, 0U);
    EXPECT_GT(spent.late, 0U) << "arrival stays measured";

    (void)spending.follow_until(31min);
    EXPECT_EQ(spending.counters().blocks_at_a_time, 1U) << "a new day pays for every block";
}

INSTANTIATE_TEST_SUITE_P(PoolsAndPace, SpendingTest,
                         ::testing::Combine(::testing::Values(20, 100, 300), ::testing::Values(1, 10)));

}  // namespace
}  // namespace dexarb::testing

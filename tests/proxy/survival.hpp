#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "dexarb/collector/pool_state_collector.hpp"
#include "dexarb/collector/rpc_chain_source.hpp"
#include "dexarb/devnet/devnet_node.hpp"

#include "proxy/fault_proxy.hpp"

namespace dexarb::testing {

struct SurvivalPlan {
    std::string name;  ///< Of the row that is printed.
    std::vector<FaultRule> rules;
    std::uint64_t blocks = 60;
    std::chrono::milliseconds deadline{2'000};  ///< On the machine's clock; the daemon has 5 s.
    bool audits = true;                         ///< Which ask beside everything else.
    bool spoils_start = false;                  ///< From the first question on rather than after the first snapshot.
    bool has_standby = false;                   ///< A second endpoint that goes straight to the node.
    std::optional<test::TestCertificate> certificate;
    std::string trusted_file;  ///< PEM file of what the feed trusts.
};

/// The daemon's feed (client, endpoints, source, collector) behind the fault proxy, on the shipped market of the
/// simulated node. Each state that comes out is held against the chain's own.
///
/// Pauses and blocks pass on a clock that only pauses advance, so that they cost no time; deadlines and what the proxy
/// delays are real.
class Survival : public ::testing::Test {
  protected:
    /// Runs until so many snapshots were there, or a minute is over; a failure then, for any wrong state, and for a
    /// request that comes before a hint allows it.
    void follow(SurvivalPlan plan);

    /// Blocks of the canonical chain, from the first to the newest snapshot, that were never handed over.
    [[nodiscard]] std::uint64_t unpublished() const;
    [[nodiscard]] std::uint64_t errors_of(RpcErrorClass error_class) const { return stats.errors_of(error_class); }
    /// Failed exchanges with the first endpoint, of all classes.
    [[nodiscard]] std::uint64_t errors() const;
    /// All that failed was of this class, and something did.
    void expect_only(RpcErrorClass error_class) const;

    boost::asio::io_context context{1};
    MarketDefinitionPtr market = load_shipped_market();
    SimulatedNetwork network{market, long_memory()};
    DevnetNode node{context.get_executor(), network};
    std::optional<FaultProxy> proxy;
    FeedCounters counters;
    RpcStats stats;
    std::vector<std::string> troubles;
    std::uint64_t compared = 0;
    std::chrono::milliseconds elapsed{0};          ///< On the clock that pauses advance.
    std::chrono::milliseconds longest_silence{0};  ///< Between two snapshots on that clock, where blocks take 2 s.
    std::uint64_t hints_kept = 0;

  private:
    [[nodiscard]] static MarketDefinitionPtr load_shipped_market();
    [[nodiscard]] static NetworkOptions long_memory();
    [[nodiscard]] std::shared_ptr<EndpointGroup> make_group(const SurvivalPlan& plan);
    [[nodiscard]] RpcClientOptions client_options(const SurvivalPlan& plan);
    [[nodiscard]] CollectorOptions collector_options(const SurvivalPlan& plan);
    [[nodiscard]] CollectorClock collector_clock();
    void make_proxy(const SurvivalPlan& plan);
    [[nodiscard]] Task<void> advance(std::chrono::milliseconds duration);
    [[nodiscard]] Task<void> read(PoolStateCollector& collector, SurvivalPlan plan);
    void on_request();
    void compare(const MarketSnapshot& snapshot);
    void print_row(const SurvivalPlan& plan) const;

    std::chrono::milliseconds next_block_{2'000};
    std::optional<std::chrono::milliseconds> hinted_until_;
    std::set<Hash> published_;
    BlockNumber first_ = 0;
    BlockNumber newest_ = 0;
    std::uint64_t snapshots_ = 0;
};

}  // namespace dexarb::testing

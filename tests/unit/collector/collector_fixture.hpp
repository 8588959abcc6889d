#pragma once

#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "dexarb/async/run.hpp"
#include "dexarb/collector/pool_state_collector.hpp"

#include "scripted_chain.hpp"
#include "support/market_builder.hpp"

namespace dexarb::testing {

/// A token of 18 decimals.
inline constexpr u128 kWhole = 1'000'000'000'000'000'000ULL;

/// Four pools on a scripted chain, and a collector that follows them.
class CollectorTest : public ::testing::Test {
  protected:
    CollectorTest() {
        builder_.add(PairPool{kWeth, kUsdc, 2000.0});
        builder_.add(RangePool{kWeth, kUsdc, 2000.0});
        builder_.add(PairPool{kWmatic, kUsdc, 0.1});
        builder_.add(RangePool{kWmatic, kUsdc, 0.1, 1'000'000.0, 3000, 60});
        for (std::size_t i = 0; i < 4; ++i)
            states_.emplace_back(builder_.state(PoolIndex(i)));
        options_.audit.every = 0;
    }

    /// The chain, made when first asked for: change `states_` before.
    ScriptedChain& chain() {
        if (!chain_) chain_.emplace(builder_.market(), states_);
        return *chain_;
    }

    PoolStateCollector& collector() {
        if (!collector_) collector_.emplace(builder_.market(), chain(), options_, chain().clock());
        return *collector_;
    }

    Result<FeedItem> try_next() { return run(context_, collector().next()); }

    SnapshotPtr next_snapshot() {
        auto item = try_next();
        check(item.has_value() && std::holds_alternative<SnapshotPtr>(*item), "a snapshot comes next");
        return std::get<SnapshotPtr>(*item);
    }

    Undone next_undone() {
        auto item = try_next();
        check(item.has_value() && std::holds_alternative<Undone>(*item), "an undone branch comes next");
        return std::get<Undone>(*item);
    }

    static PoolChange sync(u128 reserve0) { return SyncChange{reserve0, 1'000 * kWhole}; }

    static u128 reserve0(const SnapshotPtr& snapshot, PoolIndex pool) {
        return std::get<ConstantProductState>(snapshot->pool(pool)->state).reserve0;
    }
    static const ConcentratedState& range(const SnapshotPtr& snapshot, PoolIndex pool) {
        return std::get<ConcentratedState>(snapshot->pool(pool)->state);
    }

    /// Whether the snapshot quotes every pool as the chain's own states at its head do.
    void expect_equals_chain(const SnapshotPtr& snapshot) {
        ASSERT_EQ(snapshot->header.id, chain().head().id);
        for (std::size_t i = 0; i < 4; ++i) {
            const Pool* pool = snapshot->pool(PoolIndex(i));
            ASSERT_NE(pool, nullptr) << "pool " << i;
            for (const bool zero_for_one : {true, false}) {
                const U256 amount{1'000'000};
                EXPECT_EQ(quote_exact_input(pool->state, zero_for_one, amount).amount_out,
                          quote_exact_input(chain().state(PoolIndex(i)), zero_for_one, amount).amount_out);
            }
        }
    }

    static constexpr PoolIndex kWethPair{0};
    static constexpr PoolIndex kWethRange{1};
    static constexpr PoolIndex kWmaticPair{2};
    static constexpr PoolIndex kWmaticRange{3};
    MarketBuilder builder_;
    std::vector<std::optional<PoolState>> states_;
    CollectorOptions options_;
    boost::asio::io_context context_;

  private:
    std::optional<ScriptedChain> chain_;
    std::optional<PoolStateCollector> collector_;
};

}  // namespace dexarb::testing

#pragma once

#include <map>
#include <variant>
#include <vector>

#include "dexarb/devnet/simulated_network.hpp"
#include "dexarb/engine/engine.hpp"

#include "support/polygon_market.hpp"
#include "support/random.hpp"

namespace dexarb::testing {

/// A snapshot, or the block above which all were undone.
using Step = std::variant<SnapshotPtr, BlockNumber>;

/// What a collector hands over while the simulated chain goes on, branches, is late, and is lost sight of for a while.
class SimulatedFeed {
  public:
    explicit SimulatedFeed(std::uint64_t seed) : network_{polygon_market(), options(seed)}, dice_{seed} {}

    [[nodiscard]] const MarketDefinitionPtr& market() const { return market_; }

    [[nodiscard]] std::vector<Step> steps(std::size_t count) {
        std::vector<Step> steps;
        after_gap_ = true;
        steps.emplace_back(snapshot(network_.chain().head()));
        while (steps.size() < count)
            add_step(steps);
        return steps;
    }

  private:
    static NetworkOptions options(std::uint64_t seed) {
        NetworkOptions options;
        options.flow.seed = seed;
        options.flow.swing_chance = 0.12;
        options.flow.rival.same_block_chance = 0.1;
        return options;
    }

    bool one_in(std::int64_t count) { return dice_.between(1, count) == 1; }

    void add_step(std::vector<Step>& steps) {
        if (one_in(40) && steps.size() > 20) return reorganise(steps);
        if (one_in(60)) {
            network_.mine(static_cast<std::size_t>(dice_.between(1, 15)));
            after_gap_ = true;
        }
        steps.emplace_back(snapshot(network_.mine()));
    }

    void reorganise(std::vector<Step>& steps) {
        const auto depth = static_cast<std::size_t>(dice_.between(1, 8));
        const BlockNumber fork = network_.chain().head().header.number - depth;
        network_.reorganise(depth);
        steps.emplace_back(fork);
        for (BlockNumber number = fork + 1; number <= network_.chain().head().header.number; ++number)
            steps.emplace_back(snapshot(*network_.chain().at(number)));
    }

    SnapshotPtr snapshot(const SimulatedBlock& block) {
        auto pools = std::make_shared<PoolTable>();
        MarketSnapshot made;
        for (const auto& simulated : *block.world)
            pools->push_back(one_in(400) ? nullptr : pool_of(simulated));
        for (std::uint32_t i = 0; i < pools->size(); ++i)
            if (i >= pools_->size() || (*pools)[i] != (*pools_)[i]) made.changed.push_back(PoolIndex{i});
        pools_ = pools;
        made.market = market_;
        made.header.id = block.header.id();
        made.header.parent = block.header.parent_hash;
        made.header.timestamp = std::chrono::sys_seconds{std::chrono::seconds{block.header.timestamp}};
        made.header.base_fee_wei = block.header.base_fee->low_u64();
        arrival_ = std::max(Timestamp{made.header.timestamp} + std::chrono::milliseconds{dice_.between(100, 2500)},
                            arrival_ + std::chrono::milliseconds{1});
        made.arrival = arrival_;
        made.late = one_in(10);
        made.after_gap = std::exchange(after_gap_, false);
        made.pools = pools;
        made.prices = std::make_shared<const PriceTable>(usd_prices(*market_, *pools));
        return std::make_shared<const MarketSnapshot>(std::move(made));
    }

    std::shared_ptr<const Pool> pool_of(const std::shared_ptr<const SimulatedPool>& simulated) {
        if (simulated == nullptr) return nullptr;
        auto& pool = made_[simulated];
        if (pool == nullptr) pool = std::make_shared<const Pool>(simulated->pool);
        return pool;
    }

    MarketDefinitionPtr market_ = polygon_market();
    SimulatedNetwork network_;
    test::Random dice_;
    std::map<std::shared_ptr<const SimulatedPool>, std::shared_ptr<const Pool>> made_;
    std::shared_ptr<const PoolTable> pools_ = std::make_shared<const PoolTable>();
    Timestamp arrival_{};
    bool after_gap_ = false;
};

}  // namespace dexarb::testing

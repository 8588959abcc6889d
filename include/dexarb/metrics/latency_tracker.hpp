#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "dexarb/arbitrage/gas_model.hpp"
#include "dexarb/arbitrage/route.hpp"
#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/metrics/latency_tally.hpp"
#include "dexarb/trading/simulated_trade_action.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// Asks what would have been, had transactions taken longer: settles every action once more on each of the blocks after
/// the one that included it, under `survival`.
///
/// Nothing that decides or books looks at this. What is undone leaves the tallies as it leaves the books, down to the
/// same depth, and counts anew when it is settled again.
class LatencyTracker {
  public:
    /// All outlive it.
    LatencyTracker(std::span<const StrategyConfig> configs, const RouteBook& routes, GasModel gas);

    /// An action that was settled in the newest block, after that block was looked at.
    void watch(ActionPtr action, const TradeOutcome& outcome);
    /// The next block.
    void look(const MarketSnapshot& block);
    /// An outcome that left the books, for quarantine or for good: it is followed on, but counts no more.
    void take_out(const TradeOutcome& outcome) { set_aside(outcome, true); }
    /// A fill that came back from quarantine.
    void put_back(const TradeOutcome& fill) { set_aside(fill, false); }
    void undo_to(BlockNumber fork);
    void finish();

    [[nodiscard]] const LatencyTally& tally(ConfigIndex config) const { return traders_[position(config)].tally; }

    void save(ConfigIndex config, CheckpointWriter& writer) const;
    void load(ConfigIndex config, CheckpointReader& reader);

  private:
    struct Watch {
        ActionPtr action;
        BlockNumber included = 0;
        std::uint32_t seen = 0;  ///< Blocks after it on which it was looked at; once all were, it is in the tally.
        std::array<MicroUsd, kLatencyBlocks + 1> net_usd{};
        bool is_aside = false;

        [[nodiscard]] bool is_whole() const { return seen == kLatencyBlocks; }
        [[nodiscard]] bool is_counted() const { return is_whole() && !is_aside; }
        [[nodiscard]] BlockNumber newest() const { return included + seen; }
        static void persist(auto& archive, auto& self);
        friend void persist(auto& archive, Is<Watch> auto& watch) { Watch::persist(archive, watch); }
    };
    struct Trader {
        std::vector<Watch> watches;  ///< Those that are whole too, as long as they may be undone.
        LatencyTally tally;
    };

    void set_aside(const TradeOutcome& outcome, bool is_aside);
    /// Looks at it in `block`; true where it is followed no more.
    bool advance(Watch& watch, const MarketSnapshot& block, LatencyTally& tally) const;

    std::span<const StrategyConfig> configs_;
    const RouteBook* routes_;
    GasModel gas_;
    std::vector<Trader> traders_;
};

}  // namespace dexarb

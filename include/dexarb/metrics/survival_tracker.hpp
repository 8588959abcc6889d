#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "dexarb/arbitrage/gas_model.hpp"
#include "dexarb/arbitrage/route.hpp"
#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/metrics/survival_tally.hpp"
#include "dexarb/trading/simulated_trade_action.hpp"

namespace dexarb {

/// Measures how long opportunities last: quotes what was acted on again, with the same input, on each of the next
/// blocks.
///
/// Open is what still pays more than its input, its loan fee and the gas of that block at the action's own tip. Nobody
/// trades it in our books' stead: the state is the chain's. One look per episode: that of the first block on which a
/// configuration acted, of several the one with the highest net. Censored, at the last block seen open: what is open
/// after the last look, and what a missed or undone block, an uncertain pool, ticks that were not read, a missing price
/// or the end of the run cut short. What was found closed stays counted when its block is undone.
class SurvivalTracker {
  public:
    /// `routes` outlives it.
    SurvivalTracker(const RouteBook& routes, GasModel gas) : routes_{&routes}, gas_{gas} {}

    /// A final action, before its next block is looked at.
    void watch(const SimulatedTradeAction& action);
    /// The next block. Quotes only routes with a pool that changed in it.
    void look(const MarketSnapshot& block);
    void undo_to(BlockNumber fork);
    void finish();

    [[nodiscard]] const SurvivalTallies& tallies() const { return tallies_; }

    void save(CheckpointWriter& writer) const;
    void load(CheckpointReader& reader);

  private:
    struct Watch {
        EpisodeId episode;
        SurvivalGroup group;
        BlockNumber decided_on = 0;
        std::uint64_t seen = 0;  ///< Blocks after the decision on which it was open.
        U256 amount_in;
        U256 amount_out;  ///< As last quoted, with the gas.
        U256 loan_fee;
        std::uint64_t gas_units = 0;
        std::uint64_t priority_fee_wei = 0;
        MicroUsd expected_net_usd;

        static void persist(auto& archive, auto& self);
        friend void persist(auto& archive, Is<Watch> auto& watch) { Watch::persist(archive, watch); }
    };
    enum class Sight { kOpen, kClosed, kNone };

    [[nodiscard]] SurvivalGroup group_of(const SimulatedTradeAction& action) const;
    [[nodiscard]] Sight see(Watch& watch, const MarketSnapshot& block) const;
    [[nodiscard]] Sight quote_again(Watch& watch, const MarketSnapshot& block) const;
    /// Counts what `block` shows of it; true where the watch is over.
    bool advance(Watch& watch, const MarketSnapshot& block);
    void censor(const Watch& watch, std::uint64_t seen);

    const RouteBook* routes_;
    GasModel gas_;
    std::vector<Watch> watches_;
    std::map<RouteIndex, BlockNumber> newest_;  ///< First block of each route's newest episode that was watched.
    SurvivalTallies tallies_;
};

}  // namespace dexarb

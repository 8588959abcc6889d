#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "dexarb/arbitrage/gas_model.hpp"
#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/trading/fill_models.hpp"
#include "dexarb/trading/simulated_trade_action.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// Holds the actions of all configurations until their inclusion blocks and settles them there (rules 5, 7, 8, 9).
///
/// Configurations share it and never meet in it. Outcomes come in the order in which the actions were submitted or came
/// back from an undone block.
class MultiExecutor {
  public:
    /// `configs` and `routes` outlive it.
    MultiExecutor(std::span<const StrategyConfig> configs, const RouteBook& routes, GasModel gas, std::uint64_t seed);

    void submit(ActionPtr action);

    /// Settles every action due by the arrival of `included`. `previous` is the snapshot seen before it, or null.
    ///
    /// Where `previous` is not its parent, an action may have been included in a block nobody saw: it ends `unknown`
    /// unless it was due no earlier than `included` itself arrived.
    [[nodiscard]] std::vector<OutcomePtr> settle(const MarketSnapshot& included, const MarketSnapshot* previous);

    /// Takes back the outcomes of blocks above `fork`, oldest first; their actions are in flight again.
    [[nodiscard]] std::vector<OutcomePtr> undo_to(BlockNumber fork);

    /// Outcomes of blocks above `fork` are no concern any more: those blocks were replaced too deep to settle anew.
    void forget_above(BlockNumber fork);

    /// The end of the run: what is in flight becomes `unknown`.
    [[nodiscard]] std::vector<OutcomePtr> finish();
    /// The end of one configuration's books: what it has in flight becomes `unknown`.
    [[nodiscard]] std::vector<OutcomePtr> finish(ConfigIndex config);

    [[nodiscard]] std::span<const ActionPtr> in_flight() const { return in_flight_; }
    /// The action that an outcome of the last `kUndoDepth` blocks is of; null for others.
    [[nodiscard]] ActionPtr action_of(const OutcomePtr& outcome) const;

    /// What one configuration has in flight, and what may come back from undone blocks, for a checkpoint. The places
    /// among the actions of all configurations are kept: load each of them, then `put_in_order`.
    void save(ConfigIndex config, CheckpointWriter& writer) const;
    void load(CheckpointReader& reader);
    void put_in_order();

  private:
    struct Settled {
        ActionPtr action;
        OutcomePtr outcome;
    };
    struct Loaded {
        std::map<std::uint32_t, ActionPtr> in_flight;
        std::map<std::uint32_t, Settled> settled;
    };

    [[nodiscard]] TradeOutcome settle(const SimulatedTradeAction& action, const MarketSnapshot& included,
                                      const MarketSnapshot* previous) const;
    /// Whether a fill of the same configuration took from a pool of the action's route, which had no event since. Its
    /// filters prevent that; undone blocks can still bring two of its actions together.
    [[nodiscard]] bool is_taken(const SimulatedTradeAction& action, const MarketSnapshot& included) const;
    void forget_below(BlockNumber newest);

    std::span<const StrategyConfig> configs_;
    const RouteBook* routes_;
    GasModel gas_;
    std::uint64_t seed_;
    std::vector<ActionPtr> in_flight_;
    std::deque<Settled> settled_;
    Loaded loaded_;  ///< By place; empty but while a checkpoint is read.
};

}  // namespace dexarb

#pragma once

#include <array>

#include "dexarb/arbitrage/gas_model.hpp"
#include "dexarb/trading/simulated_trade_action.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// Everything an action is settled against. N is in the action.
struct Settlement {
    const SimulatedTradeAction& action;
    const StrategyConfig& config;
    const Route& route;
    const GasModel& gas;
    const MarketSnapshot& included;  ///< State at the end of M.
    const MarketSnapshot* before;    ///< State at the end of M-1; null if that is not certain.
    double draw = 0.0;               ///< The episode's u.
};

/// What an action is valued with on N itself. Its quote, fees and `decided_on` are set, with the route's pools.
struct Decision {
    const SimulatedTradeAction& action;
    const StrategyConfig& config;
    const Route& route;
    const GasModel& gas;
};

/// What the models make of it that look at N alone: `legacy`, and `instant` with the pools and fees of N.
[[nodiscard]] ModelOutcome value_legacy(const Decision& decision);
[[nodiscard]] ModelOutcome value_instant(const Decision& decision);

/// What each fill model makes of an action (rules 7 and 8), in order of FillModel.
///
/// `legacy` and `instant` as decided; then one settle function over different states: `first_in_block` the pools of
/// M-1, `survival` and `survival_competition` those of M, all three at the fees of M. Per state, the first match wins:
/// a pool of the route not certain: unknown; base fee plus priority above the cap: expired; the draw: lost; the walk
/// leaves the ticks that were read, so that nobody knows what it pays: unknown; output below min_out or a hop that
/// cannot take its input: reverted; else filled. Filled, reverted and lost pay the gas of the route as it stands in
/// that state (as decided where it cannot be quoted there), at the native price of M, or of N where M has none.
[[nodiscard]] std::array<ModelOutcome, kFillModelCount> value_models(const Settlement& settlement);
/// One of them.
[[nodiscard]] ModelOutcome value_model(FillModel model, const Settlement& settlement);

/// `previous`, the snapshot seen before `included`, where that is its parent; else null.
[[nodiscard]] const MarketSnapshot* parent_among(const MarketSnapshot& included, const MarketSnapshot* previous);

/// Whether an action due at `due` may have been included in a block between `before`, as `parent_among` gave it, and
/// `included`: one that nobody saw.
[[nodiscard]] inline bool may_be_unseen(Timestamp due, const MarketSnapshot& included, const MarketSnapshot* before) {
    return before == nullptr && due < included.arrival;
}

/// What the old trader would have claimed: max(0, |pB - pA| / min(pA, pB) x size x 0.85 - 0.50), rounded down, from the
/// mid prices of the route's two pools; nothing for other lengths. At most 10^12 dollars.
[[nodiscard]] MicroUsd legacy_claim(const MarketSnapshot& snapshot, const Route& route, MicroUsd max_trade_size);

}  // namespace dexarb

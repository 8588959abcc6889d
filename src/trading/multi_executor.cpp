#include "dexarb/trading/multi_executor.hpp"

#include <algorithm>
#include <utility>

#include "dexarb/base/draw.hpp"
#include "dexarb/trading/checkpoint_values.hpp"

namespace dexarb {
namespace {

/// What a fill becomes where its liquidity is gone: it pays its gas for nothing.
void revert_fills(TradeOutcome& outcome) {
    for (std::size_t i = static_cast<std::size_t>(FillModel::kInstant); i < kFillModelCount; ++i) {
        ModelOutcome& model = outcome.models[i];
        if (model.result != TradeResult::kFilled) continue;
        const MicroUsd gas = model.gas_usd;
        model = {.result = TradeResult::kReverted, .gas_usd = gas, .net_usd = -gas};
    }
}

TradeOutcome unknown_outcome(const SimulatedTradeAction& action) {
    TradeOutcome outcome;
    outcome.config = action.config;
    outcome.episode = action.episode;
    outcome.decided_on = action.decided_on->header.id;
    return outcome;
}

}  // namespace

MultiExecutor::MultiExecutor(std::span<const StrategyConfig> configs, const RouteBook& routes, GasModel gas,
                             std::uint64_t seed)
    : configs_{configs}, routes_{&routes}, gas_{gas}, seed_{seed} {}

void MultiExecutor::submit(ActionPtr action) {
    in_flight_.push_back(std::move(action));
}

std::vector<OutcomePtr> MultiExecutor::settle(const MarketSnapshot& included, const MarketSnapshot* previous) {
    std::vector<OutcomePtr> outcomes;
    std::erase_if(in_flight_, [&](const ActionPtr& action) {
        if (included.arrival < action->due) return false;
        outcomes.push_back(std::make_shared<const TradeOutcome>(settle(*action, included, previous)));
        settled_.push_back({action, outcomes.back()});
        return true;
    });
    forget_below(included.number());
    return outcomes;
}

ActionPtr MultiExecutor::action_of(const OutcomePtr& outcome) const {
    const auto found = std::ranges::find(settled_.rbegin(), settled_.rend(), outcome, &Settled::outcome);
    return found == settled_.rend() ? nullptr : found->action;
}

std::vector<OutcomePtr> MultiExecutor::undo_to(BlockNumber fork) {
    std::vector<OutcomePtr> undone;
    std::erase_if(settled_, [&](const Settled& settled) {
        if (settled.outcome->inclusion_block->number <= fork) return false;
        in_flight_.push_back(settled.action);
        undone.push_back(settled.outcome);
        return true;
    });
    return undone;
}

void MultiExecutor::forget_above(BlockNumber fork) {
    std::erase_if(settled_, [&](const Settled& settled) { return settled.outcome->inclusion_block->number > fork; });
}

std::vector<OutcomePtr> MultiExecutor::finish() {
    std::vector<OutcomePtr> outcomes;
    for (const ActionPtr& action : std::exchange(in_flight_, {}))
        outcomes.push_back(std::make_shared<const TradeOutcome>(unknown_outcome(*action)));
    return outcomes;
}

std::vector<OutcomePtr> MultiExecutor::finish(ConfigIndex config) {
    std::vector<OutcomePtr> outcomes;
    std::erase_if(in_flight_, [&](const ActionPtr& action) {
        if (action->config != config) return false;
        outcomes.push_back(std::make_shared<const TradeOutcome>(unknown_outcome(*action)));
        return true;
    });
    return outcomes;
}

TradeOutcome MultiExecutor::settle(const SimulatedTradeAction& action, const MarketSnapshot& included,
                                   const MarketSnapshot* previous) const {
    const StrategyConfig& config = configs_[position(action.config)];
    const Route& route = routes_->route(action.episode.route);
    TradeOutcome outcome = unknown_outcome(action);
    outcome.inclusion_block = included.header.id;
    outcome.inclusion_time = included.header.timestamp;
    outcome.draw = seeded_draw(seed_, included.market->chain_id, action.episode.first_block, route.key);
    const MarketSnapshot* before = parent_among(included, previous);
    if (may_be_unseen(action.due, included, before)) return outcome;
    outcome.models = value_models({action, config, route, gas_, included, before, outcome.draw});
    if (is_taken(action, included)) revert_fills(outcome);
    outcome.primary = outcome.models[static_cast<std::size_t>(config.fill_model)];
    return outcome;
}

bool MultiExecutor::is_taken(const SimulatedTradeAction& action, const MarketSnapshot& included) const {
    const auto took = [&](const Settled& settled, const Hop& hop) {
        const auto& hops = routes_->route(settled.action->episode.route).hops;
        const Pool* pool = included.pool(hop.pool);
        return pool != nullptr && pool->last_event_block <= settled.outcome->inclusion_block->number &&
               std::ranges::find(hops, hop.pool, &Hop::pool) != hops.end();
    };
    const auto& hops = routes_->route(action.episode.route).hops;
    return std::ranges::any_of(settled_, [&](const Settled& settled) {
        if (settled.action->config != action.config || settled.outcome->result() != TradeResult::kFilled) return false;
        return std::ranges::any_of(hops, [&](const Hop& hop) { return took(settled, hop); });
    });
}

void MultiExecutor::forget_below(BlockNumber newest) {
    while (!settled_.empty() && settled_.front().outcome->inclusion_block->number + kUndoDepth < newest)
        settled_.pop_front();
}

void MultiExecutor::save(ConfigIndex config, CheckpointWriter& writer) const {
    const auto is_its = [config](const ActionPtr& action) { return action->config == config; };
    writer.length(static_cast<std::size_t>(std::ranges::count_if(in_flight_, is_its)));
    for (std::uint32_t place = 0; place < in_flight_.size(); ++place)
        if (is_its(in_flight_[place])) writer(place, in_flight_[place]);
    writer.length(static_cast<std::size_t>(std::ranges::count_if(settled_, is_its, &Settled::action)));
    for (std::uint32_t place = 0; place < settled_.size(); ++place)
        if (is_its(settled_[place].action)) writer(place, settled_[place].action, settled_[place].outcome);
}

void MultiExecutor::load(CheckpointReader& reader) {
    std::uint32_t place = 0;
    for (std::size_t left = reader.length(); left > 0 && !reader.failed(); --left) {
        ActionPtr action;
        reader(place, action);
        loaded_.in_flight[place] = std::move(action);
    }
    for (std::size_t left = reader.length(); left > 0 && !reader.failed(); --left) {
        Settled settled;
        reader(place, settled.action, settled.outcome);
        loaded_.settled[place] = std::move(settled);
    }
}

void MultiExecutor::put_in_order() {
    for (auto& [place, action] : loaded_.in_flight)
        in_flight_.push_back(std::move(action));
    for (auto& [place, settled] : loaded_.settled)
        settled_.push_back(std::move(settled));
    loaded_ = {};
}

}  // namespace dexarb

#include "dexarb/metrics/latency_tracker.hpp"

#include <algorithm>
#include <utility>

#include "dexarb/trading/checkpoint_values.hpp"
#include "dexarb/trading/fill_models.hpp"
#include "dexarb/trading/saturating_sum.hpp"

namespace dexarb {
namespace {

using LatencyNets = std::array<MicroUsd, kLatencyBlocks + 1>;

void count_in(LatencyTally& tally, const LatencyNets& nets) {
    ++tally.actions;
    for (std::size_t i = 0; i < nets.size(); ++i)
        tally.net_usd[i] = saturating_sum(tally.net_usd[i], nets[i]);
}

void count_out(LatencyTally& tally, const LatencyNets& nets) {
    --tally.actions;
    for (std::size_t i = 0; i < nets.size(); ++i)
        tally.net_usd[i] = saturating_sum(tally.net_usd[i], -nets[i]);
}

}  // namespace

std::optional<std::size_t> break_even_blocks(const LatencyTally& tally) {
    const auto first = std::ranges::find_if(tally.net_usd, [](MicroUsd net) { return net <= MicroUsd{}; });
    if (tally.actions == 0 || first == tally.net_usd.begin()) return std::nullopt;
    return static_cast<std::size_t>(first - tally.net_usd.begin()) - 1;
}

void LatencyTracker::Watch::persist(auto& archive, auto& self) {
    archive(self.action, self.included, self.seen, self.net_usd, self.is_aside);
}

LatencyTracker::LatencyTracker(std::span<const StrategyConfig> configs, const RouteBook& routes, GasModel gas)
    : configs_{configs}, routes_{&routes}, gas_{gas}, traders_(configs.size()) {}

void LatencyTracker::watch(ActionPtr action, const TradeOutcome& outcome) {
    Trader& trader = traders_[position(outcome.config)];
    const ModelOutcome& survival = outcome.models[static_cast<std::size_t>(FillModel::kSurvival)];
    if (!outcome.inclusion_block || survival.result == TradeResult::kUnknown) {
        ++trader.tally.not_followed;
        return;
    }
    Watch watch{std::move(action), outcome.inclusion_block->number, 0, {}};
    watch.net_usd[0] = survival.net_usd;
    trader.watches.push_back(std::move(watch));
}

void LatencyTracker::look(const MarketSnapshot& block) {
    for (Trader& trader : traders_)
        std::erase_if(trader.watches, [&](Watch& watch) { return advance(watch, block, trader.tally); });
}

bool LatencyTracker::advance(Watch& watch, const MarketSnapshot& block, LatencyTally& tally) const {
    if (watch.is_whole()) return watch.newest() + kUndoDepth < block.number();
    const SimulatedTradeAction& action = *watch.action;
    const Route& route = routes_->route(action.episode.route);
    const Settlement settlement{action, configs_[position(action.config)], route, gas_, block, nullptr, 0.0};
    const bool is_next = !block.after_gap && block.number() == watch.newest() + 1;
    const ModelOutcome later = is_next ? value_model(FillModel::kSurvival, settlement) : ModelOutcome{};
    if (later.result == TradeResult::kUnknown) {
        ++tally.not_followed;
        return true;
    }
    watch.net_usd[++watch.seen] = later.net_usd;
    if (watch.is_counted()) count_in(tally, watch.net_usd);
    return false;
}

void LatencyTracker::set_aside(const TradeOutcome& outcome, bool is_aside) {
    Trader& trader = traders_[position(outcome.config)];
    for (Watch& watch : trader.watches) {
        if (watch.action->episode != outcome.episode || watch.is_aside == is_aside) continue;
        if (watch.is_counted()) count_out(trader.tally, watch.net_usd);
        watch.is_aside = is_aside;
        if (watch.is_counted()) count_in(trader.tally, watch.net_usd);
    }
}

void LatencyTracker::undo_to(BlockNumber fork) {
    for (Trader& trader : traders_)
        std::erase_if(trader.watches, [&](const Watch& watch) {
            if (watch.newest() <= fork) return false;
            if (watch.is_counted()) count_out(trader.tally, watch.net_usd);
            // Its own block undone, it will be settled and watched again.
            if (watch.included <= fork) ++trader.tally.not_followed;
            return true;
        });
}

void LatencyTracker::finish() {
    for (Trader& trader : traders_) {
        trader.tally.not_followed += static_cast<std::uint64_t>(
            std::ranges::count_if(trader.watches, [](const Watch& w) { return !w.is_whole(); }));
        trader.watches.clear();
    }
}

void LatencyTracker::save(ConfigIndex config, CheckpointWriter& writer) const {
    const Trader& trader = traders_[position(config)];
    writer(trader.watches, trader.tally.actions, trader.tally.not_followed, trader.tally.net_usd);
}

void LatencyTracker::load(ConfigIndex config, CheckpointReader& reader) {
    Trader& trader = traders_[position(config)];
    reader(trader.watches, trader.tally.actions, trader.tally.not_followed, trader.tally.net_usd);
    const bool is_sound = std::ranges::all_of(
        trader.watches, [](const Watch& watch) { return watch.action != nullptr && watch.seen <= kLatencyBlocks; });
    if (is_sound) return;
    reader.fail();
    trader.watches.clear();
}

}  // namespace dexarb

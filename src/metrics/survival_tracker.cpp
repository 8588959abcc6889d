#include "dexarb/metrics/survival_tracker.hpp"

#include <algorithm>

#include "dexarb/arbitrage/sizing.hpp"
#include "dexarb/trading/acceptance.hpp"
#include "dexarb/trading/checkpoint_values.hpp"

namespace dexarb {

void persist(auto& archive, Is<SurvivalGroup> auto& group) {
    archive(group.pair, group.dex_a, group.dex_b);
}

void persist(auto& archive, Is<LifeTableRow> auto& row) {
    archive(row.ended, row.censored);
}

void SurvivalTracker::Watch::persist(auto& archive, auto& self) {
    archive(self.episode, self.group, self.decided_on, self.seen, self.amount_in, self.amount_out, self.loan_fee,
            self.gas_units, self.priority_fee_wei, self.expected_net_usd);
}

void SurvivalTracker::watch(const SimulatedTradeAction& action) {
    const BlockNumber block = action.decided_on->number();
    const auto [newest, is_first] = newest_.try_emplace(action.episode.route, action.episode.first_block);
    const bool is_known = !is_first && newest->second == action.episode.first_block;
    newest->second = action.episode.first_block;
    Watch fresh{.episode = action.episode,
                .group = group_of(action),
                .decided_on = block,
                .amount_in = action.quote.amount_in,
                .amount_out = action.quote.amount_out(),
                .loan_fee = action.loan_fee,
                .gas_units = action.gas_units,
                .priority_fee_wei = action.priority_fee_wei,
                .expected_net_usd = action.expected_net_usd};
    if (!is_known) return watches_.push_back(fresh);
    const auto same = std::ranges::find_if(watches_, [&](const Watch& watch) {
        return watch.episode == action.episode && watch.decided_on == block && watch.seen == 0;
    });
    if (same != watches_.end() && same->expected_net_usd < fresh.expected_net_usd) *same = fresh;
}

SurvivalGroup SurvivalTracker::group_of(const SimulatedTradeAction& action) const {
    const MarketDefinition& market = *action.decided_on->market;
    const Route& route = routes_->route(action.episode.route);
    const std::uint32_t first = market.pool(route.hops.front().pool).dex;
    const std::uint32_t last = market.pool(route.hops.back().pool).dex;
    return {route.pair, std::min(first, last), std::max(first, last)};
}

void SurvivalTracker::look(const MarketSnapshot& block) {
    std::erase_if(watches_, [&](Watch& watch) { return advance(watch, block); });
}

bool SurvivalTracker::advance(Watch& watch, const MarketSnapshot& block) {
    const bool is_next = !block.after_gap && block.number() == watch.decided_on + watch.seen + 1;
    const Sight sight = is_next ? see(watch, block) : Sight::kNone;
    if (sight == Sight::kClosed) ++tallies_[watch.group][watch.seen + 1].ended;
    if (sight == Sight::kNone) censor(watch, watch.seen);
    if (sight != Sight::kOpen) return true;
    ++watch.seen;
    if (watch.seen < kSurvivalBlocks) return false;
    censor(watch, watch.seen);
    return true;
}

SurvivalTracker::Sight SurvivalTracker::see(Watch& watch, const MarketSnapshot& block) const {
    const Route& route = routes_->route(watch.episode.route);
    const bool changed = std::ranges::any_of(
        route.hops, [&](const Hop& hop) { return std::ranges::binary_search(block.changed, hop.pool); });
    if (changed) {
        const Sight sight = quote_again(watch, block);
        if (sight != Sight::kOpen) return sight;
    }
    const auto& start = block.price(route.start);
    const std::uint64_t gas_price = gas_price_wei(block.header, watch.priority_fee_wei);
    const auto gas = gas_cost(watch.gas_units, gas_price, block.native_price());
    if (!start || !gas) return Sight::kNone;
    const auto gross = usd_difference(watch.amount_out, watch.amount_in, *start);
    const auto fee = usd_value(watch.loan_fee, *start);
    if (!gross || !fee) return Sight::kNone;
    return *gross - *gas - *fee > MicroUsd{} ? Sight::kOpen : Sight::kClosed;
}

SurvivalTracker::Sight SurvivalTracker::quote_again(Watch& watch, const MarketSnapshot& block) const {
    const Route& route = routes_->route(watch.episode.route);
    if (std::ranges::any_of(route.hops, [&](const Hop& hop) { return block.pool(hop.pool) == nullptr; }))
        return Sight::kNone;
    const auto quote = quote_route(block, route, watch.amount_in);
    if (!quote) return leaves_known_ticks(block, route, watch.amount_in) ? Sight::kNone : Sight::kClosed;
    watch.amount_out = quote->amount_out();
    watch.gas_units = gas_units(gas_, *block.market, route, quote->ticks_crossed);
    return Sight::kOpen;
}

void SurvivalTracker::censor(const Watch& watch, std::uint64_t seen) {
    ++tallies_[watch.group][seen].censored;
}

void SurvivalTracker::undo_to(BlockNumber fork) {
    std::erase_if(watches_, [&](const Watch& watch) {
        if (watch.decided_on + watch.seen <= fork) return false;
        censor(watch, fork > watch.decided_on ? fork - watch.decided_on : 0);
        return true;
    });
}

void SurvivalTracker::finish() {
    for (const Watch& watch : watches_)
        censor(watch, watch.seen);
    watches_.clear();
}

void SurvivalTracker::save(CheckpointWriter& writer) const {
    writer(watches_, newest_, tallies_);
}

void SurvivalTracker::load(CheckpointReader& reader) {
    reader(watches_, newest_, tallies_);
}

}  // namespace dexarb

#include "dexarb/trading/forgone_trades.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "dexarb/base/draw.hpp"
#include "dexarb/trading/acceptance.hpp"
#include "dexarb/trading/checkpoint_values.hpp"
#include "dexarb/trading/fill_models.hpp"
#include "dexarb/trading/ledger.hpp"
#include "dexarb/trading/quarantine.hpp"
#include "dexarb/trading/saturating_sum.hpp"

namespace dexarb {
namespace {

/// Slippage that accepts whatever pays back input and loan.
constexpr std::uint32_t kAnySlippage = 1'000'000;

/// The block decided on, as far as settling asks for it: without its pools.
std::shared_ptr<const MarketSnapshot> decided_on(const ForgoneTrade& trade, const Route& route,
                                                 const MarketDefinitionPtr& market) {
    MarketSnapshot block;
    block.market = market;
    block.header.base_fee_wei = trade.base_fee_wei;
    auto prices = std::make_shared<PriceTable>(market->tokens.size());
    (*prices)[position(route.start)] = trade.start;
    (*prices)[position(market->native)] = trade.native;
    block.prices = std::move(prices);
    return std::make_shared<const MarketSnapshot>(std::move(block));
}

SimulatedTradeAction action_of(const ForgoneTrade& trade, const ForgoneTrades::Terms& terms,
                               const MarketDefinitionPtr& market) {
    const StrategyConfig& config = terms.config;
    SimulatedTradeAction action;
    action.episode = trade.episode;
    action.decided_on = decided_on(trade, terms.routes.route(trade.episode.route), market);
    action.due = trade.due;
    action.quote = {trade.amount_in, {trade.amount_out}, trade.ticks_crossed};
    action.loan_fee = loan_fee(trade.amount_in, config.flash_premium_ppm);
    action.min_out = least_output(action.quote, action.loan_fee, config.max_slippage_ppm);
    action.gas_units = gas_units(terms.gas, *market, terms.routes.route(trade.episode.route), trade.ticks_crossed);
    // The cap on gas is the action's own fee cap too: without the filter it could not expire.
    action.max_fee_wei =
        trade.filter == PricedFilter::kGasCap ? std::numeric_limits<std::uint64_t>::max() : config.max_gas_price_wei;
    action.priority_fee_wei = config.priority_fee_wei;
    if (trade.decided) action.legacy = action.instant = *trade.decided;
    return action;
}

/// Under the primary model.
ModelOutcome settle_one(const SimulatedTradeAction& action, const ForgoneTrades::Terms& terms,
                        const MarketSnapshot& included, const MarketSnapshot* before) {
    const Route& route = terms.routes.route(action.episode.route);
    const double draw = seeded_draw(terms.seed, included.market->chain_id, action.episode.first_block, route.key);
    return value_model(terms.config.fill_model, {action, terms.config, route, terms.gas, included, before, draw});
}

/// Small numbers in few bytes: checkpoints hold many of them.
template <typename Archive>
void persist_amount(Archive& archive, auto& amount) {
    auto limbs = amount.limbs();
    std::uint8_t used = 4;
    while (used > 0 && limbs[used - 1U] == 0)
        --used;
    archive.number(used);
    if constexpr (Archive::kReads) {
        if (used > limbs.size()) return archive.fail();
        limbs = {};
    }
    for (std::size_t i = 0; i < used; ++i)
        archive.number(limbs[i]);
    if constexpr (Archive::kReads) amount = U256{limbs};
}

void persist_price(auto& archive, auto& price) {
    persist_amount(archive, price.atto_usd);
    archive(price.decimals);
}

template <typename Archive>
void persist_trade(Archive& archive, auto& trade) {
    archive(trade.filter, trade.episode, trade.due, trade.ticks_crossed, trade.base_fee_wei, trade.decided);
    persist_amount(archive, trade.amount_in);
    persist_amount(archive, trade.amount_out);
    persist_price(archive, trade.native);
    persist_price(archive, trade.start);
    if constexpr (Archive::kReads)
        if (static_cast<std::size_t>(trade.filter) >= kPricedFilterCount) {
            archive.fail();
            trade.filter = PricedFilter::kMinProfit;
        }
}

}  // namespace

void persist(CheckpointWriter& archive, const ForgoneTrade& trade) {
    persist_trade(archive, trade);
}

void persist(CheckpointReader& archive, ForgoneTrade& trade) {
    persist_trade(archive, trade);
}

std::vector<bool> ForgoneTrades::held_pools(PricedFilter filter, const RouteBook& routes,
                                            const MarketSnapshot& block) const {
    std::vector<bool> held(block.market->pools.size());
    for (const Entry& entry : entries_) {
        if (entry.trade.filter != filter || (entry.settled_in && !entry.is_filled())) continue;
        for (const Hop& hop : routes.route(entry.trade.episode.route).hops) {
            const Pool* pool = block.pool(hop.pool);
            const bool had_event = entry.settled_in && pool != nullptr && pool->last_event_block > *entry.settled_in;
            if (!had_event) held[position(hop.pool)] = true;
        }
    }
    return held;
}

void ForgoneTrades::add(ForgoneTrade trade) {
    entries_.push_back({std::move(trade), std::nullopt, TradeResult::kUnknown, {}, {}, std::nullopt});
}

void ForgoneTrades::add_reverted(const SimulatedTradeAction& action, MicroUsd booked, const Terms& terms,
                                 const MarketSnapshot& included, const MarketSnapshot* previous) {
    const MarketSnapshot* before = parent_among(included, previous);
    // An action may revert as well because a fill of its own configuration took what it came for.
    if (settle_one(action, terms, included, before).result != TradeResult::kReverted) return;
    SimulatedTradeAction loose = action;
    loose.min_out = least_output(action.quote, action.loan_fee, kAnySlippage);
    const ModelOutcome outcome = settle_one(loose, terms, included, before);
    if (outcome.result != TradeResult::kFilled) return;
    if (!has_room()) return pass_over(PricedFilter::kSlippage);
    ForgoneTrade trade;
    trade.filter = PricedFilter::kSlippage;
    trade.episode = action.episode;
    entries_.push_back({std::move(trade), included.number(), outcome.result, outcome.net_usd, booked, std::nullopt});
}

void ForgoneTrades::withdraw(const EpisodeId& episode) {
    std::erase_if(entries_, [&](const Entry& entry) {
        if (entry.trade.episode != episode) return false;
        ++final_[place(entry.trade.filter)].acted_later;
        return true;
    });
}

void ForgoneTrades::settle(const Terms& terms, const MarketSnapshot& included, const MarketSnapshot* previous,
                           const FunnelCounter& funnel) {
    const MarketSnapshot* before = parent_among(included, previous);
    for (Entry& entry : entries_) {
        if (entry.settled_in || included.arrival < entry.trade.due) continue;
        const ModelOutcome outcome =
            may_be_unseen(entry.trade.due, included, before)
                ? ModelOutcome{}
                : settle_one(action_of(entry.trade, terms, included.market), terms, included, before);
        entry.settled_in = included.number();
        entry.result = outcome.result;
        entry.net_usd = outcome.net_usd;
    }
    make_final(included.number(), funnel);
}

void ForgoneTrades::judge_phantoms(std::span<const Opportunity> opportunities, BlockNumber number,
                                   std::uint64_t phantom_blocks) {
    if (entries_.empty()) return;
    for (const Opportunity& opportunity : opportunities) {
        if (!is_suspect(opportunity, phantom_blocks)) continue;
        for (Entry& entry : entries_)
            if (entry.trade.episode == opportunity.episode && entry.is_filled() && !entry.phantom_since)
                entry.phantom_since = number;
    }
}

void ForgoneTrades::undo_to(BlockNumber fork) {
    const auto is_undone = [fork](const Entry& entry) { return entry.settled_in && *entry.settled_in > fork; };
    // The action that reverted settles again, and is judged again by what comes of it.
    std::erase_if(entries_, [&](const Entry& entry) {
        return entry.trade.filter == PricedFilter::kSlippage && is_undone(entry);
    });
    for (Entry& entry : entries_) {
        if (entry.phantom_since && *entry.phantom_since > fork) entry.phantom_since.reset();
        if (!is_undone(entry)) continue;
        entry.settled_in.reset();
        entry.result = TradeResult::kUnknown;
        entry.net_usd = {};
    }
}

void ForgoneTrades::forget_above(BlockNumber fork) {
    give_up([fork](const Entry& entry) { return entry.settled_in && *entry.settled_in > fork; });
    for (Entry& entry : entries_)
        if (entry.phantom_since) entry.phantom_since = std::min(*entry.phantom_since, fork);
}

void ForgoneTrades::finish() {
    give_up([](const Entry& entry) { return !entry.settled_in; });
}

/// What nobody will know any more.
void ForgoneTrades::give_up(const auto& is_lost) {
    std::erase_if(entries_, [&](const Entry& entry) {
        if (!is_lost(entry)) return false;
        ++final_[place(entry.trade.filter)].results[static_cast<std::size_t>(TradeResult::kUnknown)];
        return true;
    });
}

FilterPrices ForgoneTrades::prices() const {
    FilterPrices prices = final_;
    for (const Entry& entry : entries_)
        count(prices[place(entry.trade.filter)], entry);
    return prices;
}

void ForgoneTrades::count(FilterPrice& price, const Entry& entry) {
    if (!entry.settled_in) {
        ++price.in_flight;
    } else if (entry.phantom_since) {
        ++price.phantoms;
    } else {
        ++price.results[static_cast<std::size_t>(entry.result)];
        if (!is_booked(entry.result)) return;
        price.net_usd = saturating_sum(price.net_usd, entry.net_usd);
        price.instead_usd = saturating_sum(price.instead_usd, entry.instead_usd);
        const double gain = to_double(saturating_sum(entry.net_usd, -entry.instead_usd));
        price.squares += gain * gain;
    }
}

/// Whether an undone block, an action on its episode or a verdict on its route can still move it.
bool ForgoneTrades::may_change(const Entry& entry, BlockNumber newest, const FunnelCounter& funnel) {
    if (!entry.settled_in || *entry.settled_in + kUndoDepth >= newest) return true;
    const auto last = entry.phantom_since ? entry.phantom_since : funnel.last_seen(entry.trade.episode);
    return last && *last + kUndoDepth >= newest;
}

void ForgoneTrades::make_final(BlockNumber newest, const FunnelCounter& funnel) {
    std::erase_if(entries_, [&](const Entry& entry) {
        if (may_change(entry, newest, funnel)) return false;
        count(final_[place(entry.trade.filter)], entry);
        return true;
    });
}

template <typename Archive>
void ForgoneTrades::Entry::persist(Archive& archive, auto& self) {
    archive(self.trade, self.settled_in, self.result, self.net_usd, self.instead_usd, self.phantom_since);
    if constexpr (Archive::kReads) {
        if (static_cast<std::size_t>(self.result) < kTradeResultCount) return;
        archive.fail();
        self.result = TradeResult::kUnknown;
    }
}

void ForgoneTrades::save(CheckpointWriter& writer) const {
    writer(entries_, final_);
}

void ForgoneTrades::load(CheckpointReader& reader) {
    reader(entries_, final_);
}

}  // namespace dexarb

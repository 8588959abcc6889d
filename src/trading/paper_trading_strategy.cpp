#include "dexarb/trading/paper_trading_strategy.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "dexarb/trading/decision_clock.hpp"
#include "dexarb/trading/fill_models.hpp"

namespace dexarb {
namespace {

std::vector<bool> pair_set(const std::vector<std::uint32_t>& pairs) {
    std::vector<bool> set;
    for (const std::uint32_t pair : pairs) {
        if (set.size() <= pair) set.resize(pair + 1);
        set[pair] = true;
    }
    return set;
}

/// What rounding and an inexact optimum may hide of a net.
constexpr MicroUsd kRoundingUsd{10'000};

/// Highest net first; ties by the smaller route bytes.
bool goes_first(const auto& a, const auto& b) {
    if (a.valuation.net_usd != b.valuation.net_usd) return a.valuation.net_usd > b.valuation.net_usd;
    return a.route->key < b.route->key;
}

bool share_a_pool(const Route& a, const Route& b) {
    return std::ranges::any_of(
        a.hops, [&](const Hop& hop) { return std::ranges::find(b.hops, hop.pool, &Hop::pool) != b.hops.end(); });
}

}  // namespace

PaperTradingStrategy::PaperTradingStrategy(ConfigIndex index, const StrategyConfig& config,
                                           const Surroundings& surroundings)
    : index_{index},
      config_{config},
      surroundings_{surroundings},
      cursor_{surroundings.events.subscribe()},
      trades_pair_{pair_set(config.pairs)},
      forgone_{surroundings.forgone_most},
      quarantine_{config.phantom_blocks},
      books_{Books{TradingLimits{config}, SpentPools{surroundings.routes}}} {}

void PaperTradingStrategy::read(std::span<const ActionPtr> in_flight) {
    const PoolUpdateEvent* event = surroundings_.events.read(cursor_);
    check(event != nullptr && surroundings_.events.lag(cursor_) == 0 && cursor_.missed() == 0,
          "a strategy reads each event before the next is published");
    if (event->scan.opportunities.empty()) return;
    decide(*event, in_flight);
    funnel_.forget_before(event->snapshot->number());
}

void PaperTradingStrategy::decide(const PoolUpdateEvent& event, std::span<const ActionPtr> in_flight) {
    pending_.block = event.snapshot;
    pending_.decided_at = decision_time(event.snapshot->arrival, config_.poll_interval);
    Weighed weighed;
    for (const Opportunity& opportunity : event.scan.opportunities) {
        if (!trades(opportunity)) continue;
        pending_.seen.push_back(
            {index_, opportunity.episode, event.snapshot->number(), RejectReason::kMissedBlock, opportunity.net_usd});
        if (const auto reason = doubt(opportunity)) {
            reject(opportunity, *reason, opportunity.net_usd);
            continue;
        }
        const EpisodeStanding standing = funnel_.standing(opportunity.episode);
        if (const auto reason = first_stop(standing)) {
            reject(opportunity, *reason, opportunity.net_usd);
            keep_back(opportunity, *reason, standing, weighed);
        } else {
            weigh(opportunity, standing, weighed);
        }
    }
    take(std::move(weighed), in_flight);
}

bool PaperTradingStrategy::trades(const Opportunity& opportunity) const {
    const std::size_t pair = surroundings_.routes.route(opportunity.episode.route).pair;
    return pair < trades_pair_.size() && trades_pair_[pair];
}

/// Why its amounts are not to be decided on at all.
std::optional<RejectReason> PaperTradingStrategy::doubt(const Opportunity& opportunity) const {
    const MarketSnapshot& snapshot = *pending_.block;
    const Route& route = surroundings_.routes.route(opportunity.episode.route);
    if (snapshot.late) return RejectReason::kLateBlock;
    if (!snapshot.native_price() || !snapshot.price(route.start)) return RejectReason::kNoPrice;
    if (is_suspect(opportunity, config_.phantom_blocks)) return RejectReason::kQuarantine;
    return std::nullopt;
}

std::optional<RejectReason> PaperTradingStrategy::first_stop(const EpisodeStanding& standing) const {
    const MarketSnapshot& snapshot = *pending_.block;
    if (standing.acted) return RejectReason::kEpisodeUsed;
    if (is_paused_) return RejectReason::kPausedByHand;
    if (const auto limit = limits().stop(day_of(snapshot))) return limit;
    if (gas_price_wei(snapshot.header, config_) > config_.max_gas_price_wei) return RejectReason::kGasAboveCap;
    return std::nullopt;
}

void PaperTradingStrategy::weigh(const Opportunity& opportunity, const EpisodeStanding& standing, Weighed& weighed) {
    const MarketSnapshot& snapshot = *pending_.block;
    const Route& route = surroundings_.routes.route(opportunity.episode.route);
    auto valuation = value_for(config_, surroundings_.scanned_with, snapshot, route, opportunity);
    const MicroUsd gas_alone = -opportunity.gas_usd.value_or(MicroUsd{});
    const MicroUsd net = valuation ? valuation->net_usd : gas_alone;
    if (!valuation || net <= MicroUsd{}) return reject(opportunity, RejectReason::kUnprofitable, net);
    const auto is_spent = [&] { return books_.state().spent.any_spent(route, snapshot); };
    if (net < config_.min_profit_usd) {
        reject(opportunity, RejectReason::kMinProfit, net);
        if (standing.forgone.test(static_cast<std::size_t>(PricedFilter::kMinProfit))) return;
        if (is_held(PricedFilter::kMinProfit, route, weighed) || is_spent()) return;
        weighed.kept_back.push_back({PricedFilter::kMinProfit, {&opportunity, &route, *std::move(valuation)}});
        return;
    }
    if (is_spent()) return reject(opportunity, RejectReason::kPoolSpent, net);
    weighed.candidates.push_back({&opportunity, &route, *std::move(valuation)});
}

void PaperTradingStrategy::take(Weighed weighed, std::span<const ActionPtr> in_flight) {
    std::ranges::sort(weighed.candidates, goes_first<Candidate, Candidate>);
    for (const Candidate& candidate : weighed.candidates) {
        const auto taken = static_cast<std::uint32_t>(pending_.actions.size());
        const MicroUsd net = candidate.valuation.net_usd;
        if (const auto limit = limits().stop(day_of(*pending_.block), taken)) {
            reject(*candidate.opportunity, *limit, net);
            const auto filter = *priced_filter(*limit);
            const EpisodeStanding standing = funnel_.standing(candidate.opportunity->episode);
            if (!standing.forgone.test(static_cast<std::size_t>(filter)) && stops_alone(*limit))
                weighed.kept_back.push_back({filter, candidate});
        } else if (shares_pool(*candidate.route, in_flight) || shares_pool(*candidate.route, pending_.actions)) {
            reject(*candidate.opportunity, RejectReason::kPoolBusy, net);
        } else {
            pending_.actions.push_back(make_action(candidate, config_.max_gas_price_wei));
        }
    }
    forgo(std::move(weighed), in_flight);
}

/// Notes what `reason` stopped, where it would have passed every other filter but those that look at pools.
void PaperTradingStrategy::keep_back(const Opportunity& opportunity, RejectReason reason,
                                     const EpisodeStanding& standing, Weighed& weighed) const {
    const auto filter = priced_filter(reason);
    if (!filter || standing.forgone.test(static_cast<std::size_t>(*filter))) return;
    if (!stops_alone(reason) || !may_reach_min_profit(opportunity)) return;
    const MarketSnapshot& snapshot = *pending_.block;
    const Route& route = surroundings_.routes.route(opportunity.episode.route);
    if (is_held(*filter, route, weighed) || books_.state().spent.any_spent(route, snapshot)) return;
    auto valuation = value_for(config_, surroundings_.scanned_with, snapshot, route, opportunity);
    if (!valuation || valuation->net_usd <= MicroUsd{} || valuation->net_usd < config_.min_profit_usd) return;
    weighed.kept_back.push_back({*filter, {&opportunity, &route, *std::move(valuation)}});
}

/// Whether neither another limit nor the cap on gas would have stopped it as well. Limits stand before that cap.
bool PaperTradingStrategy::stops_alone(RejectReason reason) const {
    if (reason == RejectReason::kGasAboveCap) return true;
    const MarketSnapshot& block = *pending_.block;
    const auto taken = static_cast<std::uint32_t>(pending_.actions.size());
    return !limits().stop(day_of(block), taken, reason) &&
           gas_price_wei(block.header, config_) <= config_.max_gas_price_wei;
}

/// False where no size of this configuration's own can net as much: what saves most of the sizing.
bool PaperTradingStrategy::may_reach_min_profit(const Opportunity& opportunity) const {
    const bool pays_less_gas = config_.priority_fee_wei < surroundings_.scanned_with.priority_fee_wei;
    return pays_less_gas || opportunity.net_usd + kRoundingUsd >= config_.min_profit_usd;
}

/// Of what was kept back, that which would have been taken had its filter not been there: the best first, none that
/// shares a pool with what was really taken, or with another that the same filter stopped.
void PaperTradingStrategy::forgo(Weighed weighed, std::span<const ActionPtr> in_flight) {
    if (weighed.kept_back.empty()) return;
    std::ranges::sort(weighed.kept_back,
                      [](const KeptBack& a, const KeptBack& b) { return goes_first(a.candidate, b.candidate); });
    const auto taken = static_cast<std::uint32_t>(pending_.actions.size());
    const bool may_act = !limits().stop(day_of(*pending_.block), taken);
    for (const KeptBack& kept : weighed.kept_back) {
        if (kept.filter == PricedFilter::kMinProfit && !may_act) continue;
        const Route& route = *kept.candidate.route;
        if (is_held(kept.filter, route, weighed)) continue;
        if (shares_pool(route, in_flight) || shares_pool(route, pending_.actions)) continue;
        for (const Hop& hop : route.hops)
            weighed.held[static_cast<std::size_t>(kept.filter)][position(hop.pool)] = true;
        Forgone forgone{kept.filter, kept.candidate.opportunity->episode, std::nullopt};
        if (forgone_.has_room(pending_.forgone.size())) forgone.trade = make_forgone(kept);
        pending_.forgone.push_back(std::move(forgone));
    }
}

/// Whether another trade that `filter` stopped uses a pool of `route`.
bool PaperTradingStrategy::is_held(PricedFilter filter, const Route& route, Weighed& weighed) const {
    std::vector<bool>& held = weighed.held[static_cast<std::size_t>(filter)];
    if (held.empty()) held = forgone_.held_pools(filter, surroundings_.routes, *pending_.block);
    return std::ranges::any_of(route.hops, [&](const Hop& hop) { return held[position(hop.pool)]; });
}

ForgoneTrade PaperTradingStrategy::make_forgone(const KeptBack& kept) const {
    const MarketSnapshot& block = *pending_.block;
    const RouteQuote& quote = kept.candidate.valuation.quote;
    ForgoneTrade trade{.filter = kept.filter,
                       .episode = kept.candidate.opportunity->episode,
                       .due = pending_.decided_at + config_.submit_latency,
                       .amount_in = quote.amount_in,
                       .amount_out = quote.amount_out(),
                       .ticks_crossed = quote.ticks_crossed,
                       .base_fee_wei = block.header.base_fee_wei,
                       .native = *block.native_price(),
                       .start = *block.price(kept.candidate.route->start),
                       .decided = std::nullopt};
    const FillModel model = config_.fill_model;
    if (model != FillModel::kLegacy && model != FillModel::kInstant) return trade;
    const auto action =
        make_action(kept.candidate, kept.filter == PricedFilter::kGasCap ? std::numeric_limits<std::uint64_t>::max()
                                                                         : config_.max_gas_price_wei);
    trade.decided = model == FillModel::kLegacy ? action->legacy : action->instant;
    return trade;
}

ForgoneTrades::Terms PaperTradingStrategy::forgone_terms() const {
    return {config_, surroundings_.routes, surroundings_.scanned_with.gas, surroundings_.seed};
}

bool PaperTradingStrategy::shares_pool(const Route& route, std::span<const ActionPtr> actions) const {
    return std::ranges::any_of(actions, [&](const ActionPtr& action) {
        return action->config == index_ && share_a_pool(route, surroundings_.routes.route(action->episode.route));
    });
}

void PaperTradingStrategy::reject(const Opportunity& opportunity, RejectReason reason, MicroUsd net) {
    pending_.rejects.push_back({index_, opportunity.episode, pending_.block->number(), reason, net});
}

ActionPtr PaperTradingStrategy::make_action(const Candidate& candidate, std::uint64_t max_fee_wei) const {
    const Valuation& valuation = candidate.valuation;
    SimulatedTradeAction action{
        .config = index_,
        .episode = candidate.opportunity->episode,
        .decided_on = pending_.block,
        .decided_at = pending_.decided_at,
        .due = pending_.decided_at + config_.submit_latency,
        .quote = valuation.quote,
        .certificate_gap = valuation.certificate_gap,
        .min_out = least_output(valuation.quote, valuation.loan_fee, config_.max_slippage_ppm),
        .loan_fee = valuation.loan_fee,
        .gas_units = valuation.gas_units,
        .max_fee_wei = max_fee_wei,
        .priority_fee_wei = config_.priority_fee_wei,
        .expected_net_usd = valuation.net_usd,
        .legacy = {},
        .instant = {},
    };
    const Decision decision{action, config_, *candidate.route, surroundings_.scanned_with.gas};
    action.legacy = value_legacy(decision);
    action.instant = value_instant(decision);
    return std::make_shared<const SimulatedTradeAction>(std::move(action));
}

FinalDecision PaperTradingStrategy::conclude(std::optional<Timestamp> next_arrival) {
    if (pending_.seen.empty()) return {};
    Pending pending = std::exchange(pending_, {});
    const bool missed = !pending.block->late && next_arrival && *next_arrival <= pending.decided_at;
    FinalDecision decision;
    for (const Reject& reject : missed ? pending.seen : pending.rejects)
        if (funnel_.stop(reject)) decision.rejects.push_back(reject);
    if (missed) return decision;
    for (Forgone& forgone : pending.forgone) {
        funnel_.forgo(forgone.episode, forgone.filter);
        if (forgone.trade)
            forgone_.add(*std::move(forgone.trade));
        else
            forgone_.pass_over(forgone.filter);
    }
    decision.actions = std::move(pending.actions);
    for (const ActionPtr& action : decision.actions) {
        funnel_.act(action->episode, pending.block->number());
        forgone_.withdraw(action->episode);
        books_.append({LedgerEntry::Kind::kAction, pending.block->number(), day_of(*pending.block), nullptr, {}});
    }
    return decision;
}

}  // namespace dexarb

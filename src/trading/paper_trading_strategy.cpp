#include "dexarb/trading/paper_trading_strategy.hpp"

#include <algorithm>
#include <utility>

#include "dexarb/trading/checkpoint_values.hpp"
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

bool share_a_pool(const Route& a, const Route& b) {
    return std::ranges::any_of(
        a.hops, [&](const Hop& hop) { return std::ranges::find(b.hops, hop.pool, &Hop::pool) != b.hops.end(); });
}

}  // namespace

void PaperTradingStrategy::Books::apply(const LedgerEntry& entry) {
    limits.apply(entry);
    spent.apply(entry);
}

PaperTradingStrategy::PaperTradingStrategy(ConfigIndex index, const StrategyConfig& config,
                                           const Surroundings& surroundings)
    : index_{index},
      config_{config},
      surroundings_{surroundings},
      cursor_{surroundings.events.subscribe()},
      trades_pair_{pair_set(config.pairs)},
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
    std::vector<Candidate> candidates;
    for (const Opportunity& opportunity : event.scan.opportunities) {
        if (!trades(opportunity)) continue;
        pending_.seen.push_back(
            {index_, opportunity.episode, event.snapshot->number(), RejectReason::kMissedBlock, opportunity.net_usd});
        if (const auto reason = first_stop(opportunity))
            reject(opportunity, *reason, opportunity.net_usd);
        else
            weigh(opportunity, candidates);
    }
    take(std::move(candidates), in_flight);
}

bool PaperTradingStrategy::trades(const Opportunity& opportunity) const {
    const std::size_t pair = surroundings_.routes.route(opportunity.episode.route).pair;
    return pair < trades_pair_.size() && trades_pair_[pair];
}

std::optional<RejectReason> PaperTradingStrategy::first_stop(const Opportunity& opportunity) const {
    const MarketSnapshot& snapshot = *pending_.block;
    const Route& route = surroundings_.routes.route(opportunity.episode.route);
    if (snapshot.late) return RejectReason::kLateBlock;
    if (!snapshot.native_price() || !snapshot.price(route.start)) return RejectReason::kNoPrice;
    if (is_suspect(opportunity, config_.phantom_blocks)) return RejectReason::kQuarantine;
    if (funnel_.acted_on(opportunity.episode)) return RejectReason::kEpisodeUsed;
    if (const auto limit = limits().stop(day_of(snapshot))) return limit;
    if (gas_price_wei(snapshot.header, config_) > config_.max_gas_price_wei) return RejectReason::kGasAboveCap;
    return std::nullopt;
}

void PaperTradingStrategy::weigh(const Opportunity& opportunity, std::vector<Candidate>& candidates) {
    const MarketSnapshot& snapshot = *pending_.block;
    const Route& route = surroundings_.routes.route(opportunity.episode.route);
    auto valuation = value_for(config_, surroundings_.scanned_with, snapshot, route, opportunity);
    const MicroUsd gas_alone = -opportunity.gas_usd.value_or(MicroUsd{});
    const MicroUsd net = valuation ? valuation->net_usd : gas_alone;
    if (!valuation || net <= MicroUsd{}) return reject(opportunity, RejectReason::kUnprofitable, net);
    if (net < config_.min_profit_usd) return reject(opportunity, RejectReason::kMinProfit, net);
    if (books_.state().spent.any_spent(route, snapshot)) return reject(opportunity, RejectReason::kPoolSpent, net);
    candidates.push_back({&opportunity, &route, *std::move(valuation)});
}

void PaperTradingStrategy::take(std::vector<Candidate> candidates, std::span<const ActionPtr> in_flight) {
    std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
        if (a.valuation.net_usd != b.valuation.net_usd) return a.valuation.net_usd > b.valuation.net_usd;
        return a.route->key < b.route->key;
    });
    for (const Candidate& candidate : candidates) {
        const auto taken = static_cast<std::uint32_t>(pending_.actions.size());
        const MicroUsd net = candidate.valuation.net_usd;
        if (const auto limit = limits().stop(day_of(*pending_.block), taken))
            reject(*candidate.opportunity, *limit, net);
        else if (shares_pool(*candidate.route, in_flight) || shares_pool(*candidate.route, pending_.actions))
            reject(*candidate.opportunity, RejectReason::kPoolBusy, net);
        else
            pending_.actions.push_back(make_action(candidate));
    }
}

bool PaperTradingStrategy::shares_pool(const Route& route, std::span<const ActionPtr> actions) const {
    return std::ranges::any_of(actions, [&](const ActionPtr& action) {
        return action->config == index_ && share_a_pool(route, surroundings_.routes.route(action->episode.route));
    });
}

void PaperTradingStrategy::reject(const Opportunity& opportunity, RejectReason reason, MicroUsd net) {
    pending_.rejects.push_back({index_, opportunity.episode, pending_.block->number(), reason, net});
}

ActionPtr PaperTradingStrategy::make_action(const Candidate& candidate) const {
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
        .max_fee_wei = config_.max_gas_price_wei,
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
    decision.actions = std::move(pending.actions);
    for (const ActionPtr& action : decision.actions) {
        funnel_.act(action->episode, pending.block->number());
        books_.append({LedgerEntry::Kind::kAction, pending.block->number(), day_of(*pending.block), nullptr, {}});
    }
    return decision;
}

void PaperTradingStrategy::book(const OutcomePtr& outcome) {
    if (!is_booked(outcome->result())) return;
    books_.append({LedgerEntry::Kind::kOutcome, outcome->inclusion_block->number, outcome->day(), outcome, {}});
    if (outcome->result() == TradeResult::kFilled) quarantine_.watch(outcome);
}

std::vector<OutcomePtr> PaperTradingStrategy::judge_phantoms(const PoolUpdateEvent& event) {
    const MarketSnapshot& block = *event.snapshot;
    auto moved = quarantine_.judge(event.scan.opportunities, block.number());
    for (const OutcomePtr& fill : moved)
        books_.append({LedgerEntry::Kind::kQuarantine, block.number(), day_of(block), fill, {}});
    return moved;
}

void PaperTradingStrategy::on_reread(PoolIndex pool, const MarketSnapshot& snapshot, const MarketSnapshot* previous) {
    const SpentPools& spent = books_.state().spent;
    const bool was_open = previous != nullptr && previous->pool(pool) != nullptr && !spent.is_spent(pool, *previous);
    if (was_open || !spent.is_known(pool) || spent.is_spent(pool, snapshot)) return;
    books_.append({LedgerEntry::Kind::kReread, snapshot.number(), day_of(snapshot), nullptr, pool});
}

void PaperTradingStrategy::strand(std::span<const OutcomePtr> stranded, BlockNumber fork) {
    for (const OutcomePtr& outcome : stranded)
        if (outcome->config == index_) books_.append({LedgerEntry::Kind::kStranded, fork, outcome->day(), outcome, {}});
    books_.make_final();
    quarantine_.forget_above(fork);
}

std::vector<OutcomePtr> PaperTradingStrategy::undo_to(BlockNumber fork) {
    books_.undo_to(fork);
    return quarantine_.undo_to(fork);
}

void PaperTradingStrategy::persist(auto& archive, auto& self) {
    FunnelCounter::persist(archive, self.funnel_);
    Quarantine::persist(archive, self.quarantine_);
    Ledger<Books>::persist(archive, self.books_);
    bool is_pending = !self.pending_.seen.empty();
    archive(is_pending);
    if (!is_pending) return;
    archive(self.pending_.block, self.pending_.decided_at, self.pending_.seen, self.pending_.rejects,
            self.pending_.actions);
}

void PaperTradingStrategy::save(CheckpointWriter& writer) const {
    persist(writer, *this);
}

void PaperTradingStrategy::load(CheckpointReader& reader) {
    persist(reader, *this);
}

}  // namespace dexarb

#include "dexarb/engine/engine.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <utility>

#include "dexarb/base/broadcast.hpp"
#include "dexarb/engine/digest.hpp"
#include "dexarb/metrics/metrics_aggregator.hpp"
#include "dexarb/trading/multi_executor.hpp"
#include "dexarb/trading/paper_trading_strategy.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kEventsKept = 16;

/// Whether `pool`, changed in `snapshot`, holds a state that was read rather than followed event by event.
bool was_reread(PoolIndex pool, const MarketSnapshot& snapshot, const MarketSnapshot* previous) {
    const Pool* now = snapshot.pool(pool);
    if (now == nullptr) return false;
    if (snapshot.after_gap || previous == nullptr) return true;
    if (now->last_event_block == snapshot.number()) return false;
    const Pool* before = previous->pool(pool);
    return before == nullptr || before->last_event_block != now->last_event_block;
}

EngineOptions with_tip_of(const MarketDefinition& market, EngineOptions options) {
    options.scanner.priority_fee_wei = market.priority_fee_wei;
    return options;
}

}  // namespace

struct Engine::State {
    State(MarketDefinitionPtr definition, std::vector<StrategyConfig> list, const EngineOptions& given)
        : market{std::move(definition)},
          configs{std::move(list)},
          options{with_tip_of(*market, given)},
          routes{*market},
          scanner{market, routes, options.scanner},
          executor{configs, routes, options.scanner.gas, options.seed},
          metrics{configs.size()},
          digest{routes},
          pair_edges(market->pairs.size()) {
        strategies.reserve(configs.size());
        for (std::size_t i = 0; i < configs.size(); ++i)
            strategies.emplace_back(ConfigIndex(i), configs[i],
                                    PaperTradingStrategy::Surroundings{routes, options.scanner, events});
    }

    const MarketSnapshot* newest() const { return history.empty() ? nullptr : history.back().get(); }

    void conclude(std::optional<Timestamp> next_arrival);
    void book(std::span<const OutcomePtr> outcomes);
    void remember(const SnapshotPtr& snapshot);
    void note_rereads(const MarketSnapshot& snapshot);
    void publish(const SnapshotPtr& snapshot);
    void judge_phantoms(const PoolUpdateEvent& event);
    void keep_nearest_miss(const std::optional<NearestMiss>& miss);
    void undo_to(BlockNumber fork);
    void correct(Correction::Kind kind, const TradeOutcome& outcome, MicroUsd change);

    MarketDefinitionPtr market;
    std::vector<StrategyConfig> configs;
    EngineOptions options;
    RouteBook routes;
    OpportunityScanner scanner;
    Broadcast<PoolUpdateEvent> events{kEventsKept};
    std::vector<PaperTradingStrategy> strategies;
    MultiExecutor executor;
    MetricsAggregator metrics;
    Digest digest;
    BlockNumber final_block = 0;      ///< Books up to here are final, however deep the chain is undone.
    std::deque<SnapshotPtr> history;  ///< The newest branch, as deep as it may be undone.
    std::vector<EngineRecord> records;
    std::optional<NearestMiss> nearest_miss;
    std::vector<EdgeHistogram> pair_edges;
    std::vector<PoolIndex> wants_ticks;
    bool finished = false;
};

void Engine::State::conclude(std::optional<Timestamp> next_arrival) {
    for (PaperTradingStrategy& strategy : strategies) {
        FinalDecision decision = strategy.conclude(next_arrival);
        records.insert(records.end(), decision.rejects.begin(), decision.rejects.end());
        for (ActionPtr& action : decision.actions) {
            metrics.book(*action);
            digest.add(*action);
            records.emplace_back(*action);
            executor.submit(std::move(action));
        }
    }
}

void Engine::State::book(std::span<const OutcomePtr> outcomes) {
    for (const OutcomePtr& outcome : outcomes) {
        strategies[position(outcome->config)].book(outcome);
        metrics.book(outcome);
        digest.add(*outcome);
        records.emplace_back(*outcome);
    }
}

void Engine::State::remember(const SnapshotPtr& snapshot) {
    if (snapshot->number() > kUndoDepth) final_block = std::max(final_block, snapshot->number() - kUndoDepth);
    history.push_back(snapshot);
    if (history.size() > kUndoDepth + 1) history.pop_front();
}

void Engine::State::note_rereads(const MarketSnapshot& snapshot) {
    for (const PoolIndex pool : snapshot.changed) {
        if (!was_reread(pool, snapshot, newest())) continue;
        for (PaperTradingStrategy& strategy : strategies)
            strategy.on_reread(pool, snapshot, newest());
    }
}

void Engine::State::publish(const SnapshotPtr& snapshot) {
    PoolUpdateEvent event{snapshot, scanner.scan(*snapshot)};
    records.insert(records.end(), event.scan.changes.begin(), event.scan.changes.end());
    wants_ticks = event.scan.wants_ticks;
    keep_nearest_miss(event.scan.nearest_miss);
    for (std::size_t i = 0; i < pair_edges.size(); ++i)
        pair_edges[i].add(event.scan.pair_edges[i]);
    judge_phantoms(event);
    events.publish(std::move(event));
    for (PaperTradingStrategy& strategy : strategies)
        strategy.read(executor.in_flight());
}

void Engine::State::judge_phantoms(const PoolUpdateEvent& event) {
    if (event.scan.opportunities.empty()) return;
    for (PaperTradingStrategy& strategy : strategies)
        for (const OutcomePtr& fill : strategy.judge_phantoms(event)) {
            metrics.quarantine(fill, *event.snapshot);
            correct(Correction::Kind::kQuarantine, *fill, -fill->net_usd());
        }
}

void Engine::State::keep_nearest_miss(const std::optional<NearestMiss>& miss) {
    if (miss && (!nearest_miss || miss->net_usd > nearest_miss->net_usd)) nearest_miss = miss;
}

void Engine::State::undo_to(BlockNumber fork) {
    const BlockNumber booked = std::max(fork, final_block);
    for (PaperTradingStrategy& strategy : strategies)
        for (const OutcomePtr& fill : strategy.undo_to(booked))
            correct(Correction::Kind::kQuarantine, *fill, fill->net_usd());
    const auto reversed = executor.undo_to(booked);
    metrics.undo_to(booked, reversed);
    for (const OutcomePtr& outcome : reversed)
        correct(Correction::Kind::kUndone, *outcome, -outcome->net_usd());
    scanner.undo_to(fork);
    while (!history.empty() && history.back()->number() > fork)
        history.pop_back();
}

void Engine::State::correct(Correction::Kind kind, const TradeOutcome& outcome, MicroUsd change) {
    const Correction correction{kind, outcome.config, outcome.episode, change};
    digest.add(correction);
    records.emplace_back(correction);
}

Engine::Engine(MarketDefinitionPtr market, std::vector<StrategyConfig> configs, EngineOptions options)
    : state_{std::make_unique<State>(std::move(market), std::move(configs), options)} {}

Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

std::span<const EngineRecord> Engine::on_snapshot(const SnapshotPtr& snapshot) {
    State& state = *state_;
    check(!state.finished, "a snapshot after the end of the run");
    state.records.clear();
    if (state.newest() != nullptr && snapshot->number() <= state.newest()->number())
        state.undo_to(snapshot->number() - 1);
    state.conclude(snapshot->arrival);
    state.book(state.executor.settle(*snapshot, state.newest()));
    state.note_rereads(*snapshot);
    state.remember(snapshot);
    state.publish(snapshot);
    return state.records;
}

std::span<const EngineRecord> Engine::on_undone(BlockNumber fork) {
    state_->records.clear();
    state_->undo_to(fork);
    return state_->records;
}

std::span<const EngineRecord> Engine::finish() {
    State& state = *state_;
    state.records.clear();
    if (state.finished) return {};
    state.finished = true;
    state.conclude(std::nullopt);
    state.book(state.executor.finish());
    state.events.close();
    for (const PaperTradingStrategy& strategy : state.strategies)
        check(strategy.is_drained(), "a strategy reads every event before the end of the run");
    return state.records;
}

const std::vector<StrategyConfig>& Engine::configs() const {
    return state_->configs;
}

const MarketDefinition& Engine::market() const {
    return *state_->market;
}

const RouteBook& Engine::routes() const {
    return state_->routes;
}

const Broadcast<PoolUpdateEvent>& Engine::events() const {
    return state_->events;
}

TraderMetrics Engine::metrics(ConfigIndex config) const {
    const MarketSnapshot* newest = state_->newest();
    const UtcDay today = newest == nullptr ? UtcDay{} : day_of(*newest);
    return state_->metrics.metrics(state_->strategies[position(config)], today);
}

const std::optional<NearestMiss>& Engine::nearest_miss() const {
    return state_->nearest_miss;
}

std::span<const EdgeHistogram> Engine::pair_edges() const {
    return state_->pair_edges;
}

std::span<const PoolIndex> Engine::wants_ticks() const {
    return state_->wants_ticks;
}

Hash Engine::digest() const {
    return state_->digest.value();
}

}  // namespace dexarb

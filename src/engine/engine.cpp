#include "dexarb/engine/engine.hpp"

#include <algorithm>
#include <utility>

#include "engine/engine_state.hpp"

namespace dexarb {
namespace {

/// Whether `pool`, changed in `snapshot`, holds a state that was read rather than followed event by event.
bool was_reread(PoolIndex pool, const MarketSnapshot& snapshot, const MarketSnapshot* previous) {
    const Pool* now = snapshot.pool(pool);
    if (now == nullptr) return false;
    if (snapshot.after_gap || previous == nullptr) return true;
    if (now->last_event_block == snapshot.number()) return false;
    const Pool* before = previous->pool(pool);
    return before == nullptr || before->last_event_block != now->last_event_block;
}

}  // namespace

EngineOptions Engine::State::with_tip_of(const MarketDefinition& market, EngineOptions options) {
    options.scanner.priority_fee_wei = market.priority_fee_wei;
    return options;
}

void Engine::State::begin_step() {
    if (!std::exchange(records_are_shared, false)) return records->clear();
    const std::size_t usual = records->size();
    records = std::make_shared<std::vector<EngineRecord>>();
    records->reserve(usual);
}

void Engine::State::conclude(std::optional<Timestamp> next_arrival) {
    for (PaperTradingStrategy& strategy : strategies)
        conclude(strategy, next_arrival);
}

void Engine::State::conclude(PaperTradingStrategy& strategy, std::optional<Timestamp> next_arrival) {
    FinalDecision decision = strategy.conclude(next_arrival);
    records->insert(records->end(), decision.rejects.begin(), decision.rejects.end());
    for (ActionPtr& action : decision.actions) {
        metrics.book(*action);
        digest.add(*action);
        records->emplace_back(*action);
        survival.watch(*action);
        executor.submit(std::move(action));
    }
}

void Engine::State::close(ConfigIndex config) {
    PaperTradingStrategy& strategy = strategies[position(config)];
    conclude(strategy, std::nullopt);
    book(executor.finish(config));
    strategy.finish_forgone();
    prints[position(config)] = {};
}

void Engine::State::book(std::span<const OutcomePtr> outcomes) {
    for (const OutcomePtr& outcome : outcomes) {
        strategies[position(outcome->config)].book(outcome);
        metrics.book(outcome);
        booked.add(outcome);
        digest.add(*outcome);
        records->emplace_back(*outcome);
    }
}

/// What filters kept their configurations from, beside the outcomes of what was sent.
void Engine::State::settle_forgone(const MarketSnapshot& included, std::span<const OutcomePtr> outcomes) {
    for (const OutcomePtr& outcome : outcomes) {
        if (outcome->result() != TradeResult::kReverted) continue;
        const ActionPtr action = executor.action_of(outcome);
        strategies[position(outcome->config)].weigh_revert(*action, *outcome, included, newest());
    }
    for (PaperTradingStrategy& strategy : strategies)
        strategy.settle_forgone(included, newest());
}

void Engine::State::watch_latency(const MarketSnapshot& included, std::span<const OutcomePtr> outcomes) {
    latency.look(included);
    for (const OutcomePtr& outcome : outcomes)
        latency.watch(executor.action_of(outcome), *outcome);
}

void Engine::State::remember(const SnapshotPtr& snapshot) {
    if (snapshot->number() > kUndoDepth) final_block = std::max(final_block, snapshot->number() - kUndoDepth);
    note_events(*snapshot);
    arrival = snapshot->arrival;
    today = day_of(*snapshot);
    history.push_back(snapshot);
    if (history.size() > kUndoDepth + 1) history.pop_front();
    booked.forget_before(snapshot->number());
    branch.push_back(snapshot->header.id);
    if (branch.size() > kUndoDepth + 1) branch.pop_front();
}

void Engine::State::note_event(PoolIndex pool, const MarketSnapshot& snapshot) {
    const Pool* state = snapshot.pool(pool);
    last_events[position(pool)] = state == nullptr ? 0 : state->last_event_block;
}

void Engine::State::note_events(const MarketSnapshot& snapshot) {
    if (newest() == nullptr || snapshot.after_gap) return note_all_events(snapshot);
    for (const PoolIndex pool : snapshot.changed)
        note_event(pool, snapshot);
}

void Engine::State::note_all_events(const MarketSnapshot& snapshot) {
    for (std::uint32_t i = 0; i < last_events.size(); ++i)
        note_event(PoolIndex{i}, snapshot);
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
    records->insert(records->end(), event.scan.changes.begin(), event.scan.changes.end());
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
            latency.take_out(*fill);
            booked.mark(fill, true);
            correct(Correction::Kind::kQuarantine, *fill, -fill->net_usd());
        }
}

void Engine::State::keep_nearest_miss(const std::optional<NearestMiss>& miss) {
    if (miss && (!nearest_miss || miss->net_usd > nearest_miss->net_usd)) nearest_miss = miss;
}

void Engine::State::correct(Correction::Kind kind, const TradeOutcome& outcome, MicroUsd change) {
    const Correction correction{kind, outcome.config, outcome.episode, change};
    digest.add(correction);
    records->emplace_back(correction);
}

Engine::Engine(MarketDefinitionPtr market, std::vector<StrategyConfig> configs, EngineOptions options)
    : state_{std::make_unique<State>(std::move(market), std::move(configs), options)} {}

Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

std::span<const EngineRecord> Engine::on_snapshot(const SnapshotPtr& snapshot) {
    State& state = *state_;
    check(!state.finished && !state.handed_over, "a snapshot after the end of the run");
    state.begin_step();
    if (!state.branch.empty() && snapshot->header.id == state.branch.back()) {
        resume(snapshot);
        return {};
    }
    if (!state.branch.empty() && snapshot->number() <= state.branch.back().number)
        state.undo_to(snapshot->number() - 1);
    state.conclude(snapshot->arrival);
    const auto outcomes = state.executor.settle(*snapshot, state.newest());
    state.book(outcomes);
    state.settle_forgone(*snapshot, outcomes);
    state.survival.look(*snapshot);
    state.watch_latency(*snapshot, outcomes);
    state.note_rereads(*snapshot);
    state.remember(snapshot);
    state.publish(snapshot);
    return *state.records;
}

std::span<const EngineRecord> Engine::on_undone(BlockNumber fork) {
    state_->begin_step();
    state_->undo_to(fork);
    return *state_->records;
}

std::span<const EngineRecord> Engine::finish() {
    State& state = *state_;
    state.begin_step();
    if (state.finished) return {};
    state.finished = true;
    state.conclude(std::nullopt);
    state.book(state.executor.finish());
    for (PaperTradingStrategy& strategy : state.strategies)
        strategy.finish_forgone();
    state.survival.finish();
    state.latency.finish();
    state.events.close();
    for (const PaperTradingStrategy& strategy : state.strategies)
        check(strategy.is_drained(), "a strategy reads every event before the end of the run");
    return *state.records;
}

std::span<const EngineRecord> Engine::hand_over(const Handover& handover) {
    State& state = *state_;
    check(!state.finished && !state.handed_over, "books are handed over once, and before the end of the run");
    state.begin_step();
    state.handed_over = true;
    const BlockNumber newest = state.branch.empty() ? 0 : state.branch.back().number;
    for (const ConfigIndex config : handover.paused)
        state.strategies[position(config)].pause_by_hand();
    for (const ConfigIndex config : handover.resumed)
        state.strategies[position(config)].resume_by_hand(newest, state.today);
    for (const ConfigIndex config : handover.closed)
        state.close(config);
    return *state.records;
}

EngineRecords Engine::records() const {
    static const auto kNone = std::make_shared<const std::vector<EngineRecord>>();
    if (state_->records->empty()) return kNone;
    state_->records_are_shared = true;
    return state_->records;
}

const std::vector<StrategyConfig>& Engine::configs() const {
    return state_->configs;
}

const MarketDefinition& Engine::market() const {
    return *state_->market;
}

const Hash& Engine::fingerprint(ConfigIndex config) const {
    return state_->prints[position(config)];
}

const RouteBook& Engine::routes() const {
    return state_->routes;
}

const Broadcast<PoolUpdateEvent>& Engine::events() const {
    return state_->events;
}

TraderMetrics Engine::metrics(ConfigIndex config) const {
    return state_->metrics.metrics(state_->strategies[position(config)], state_->today);
}

std::optional<Pause> Engine::pause(ConfigIndex config) const {
    return state_->strategies[position(config)].pause(state_->today);
}

const TradeSamples& Engine::samples(ConfigIndex config) const {
    return state_->metrics.samples(config);
}

const std::optional<NearestMiss>& Engine::nearest_miss() const {
    return state_->nearest_miss;
}

std::span<const EdgeHistogram> Engine::pair_edges() const {
    return state_->pair_edges;
}

const SurvivalTallies& Engine::survival() const {
    return state_->survival.tallies();
}

const LatencyTally& Engine::latency(ConfigIndex config) const {
    return state_->latency.tally(config);
}

std::span<const PoolIndex> Engine::wants_ticks() const {
    return state_->wants_ticks;
}

Hash Engine::digest() const {
    return state_->digest.value();
}

}  // namespace dexarb

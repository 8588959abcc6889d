#include "dexarb/metrics/metrics_aggregator.hpp"

#include "dexarb/trading/checkpoint_values.hpp"

namespace dexarb {

void MetricsAggregator::book(const SimulatedTradeAction& action) {
    const MarketSnapshot& block = *action.decided_on;
    trader(action.config).books.append({LedgerEntry::Kind::kAction, block.number(), day_of(block), nullptr, {}});
}

void MetricsAggregator::book(const OutcomePtr& outcome) {
    const BlockNumber block = outcome->inclusion_block ? outcome->inclusion_block->number : 0;
    trader(outcome->config).books.append({LedgerEntry::Kind::kOutcome, block, outcome->day(), outcome, {}});
}

void MetricsAggregator::quarantine(const OutcomePtr& fill, const MarketSnapshot& judged_on) {
    trader(fill->config)
        .books.append({LedgerEntry::Kind::kQuarantine, judged_on.number(), day_of(judged_on), fill, {}});
}

void MetricsAggregator::strand(const OutcomePtr& outcome, BlockNumber fork) {
    trader(outcome->config).books.append({LedgerEntry::Kind::kStranded, fork, outcome->day(), outcome, {}});
}

void MetricsAggregator::make_final() {
    for (Trader& each : traders_)
        each.books.make_final();
}

void MetricsAggregator::undo_to(BlockNumber fork, std::span<const OutcomePtr> reversed) {
    for (Trader& each : traders_)
        each.books.undo_to(fork);
    for (const OutcomePtr& outcome : reversed)
        ++trader(outcome->config).corrections;
}

TraderMetrics MetricsAggregator::metrics(const PaperTradingStrategy& strategy, UtcDay today) const {
    const Trader& trader = traders_[position(strategy.index())];
    const TradingLimits& limits = strategy.limits();
    TraderMetrics metrics = trader.books.state().metrics();
    metrics.in_flight = metrics.actions - metrics.settled();
    metrics.corrections = trader.corrections;
    metrics.funnel = strategy.funnel();
    metrics.nearest_miss = strategy.nearest_miss();
    metrics.filter_prices = strategy.filter_prices();
    metrics.consecutive_losses = limits.consecutive_losses(today);
    metrics.longest_losing_run = limits.longest_losing_run();
    metrics.today = limits.counters(today);
    metrics.pause = strategy.pause(today);
    metrics.missed_events = strategy.missed_events();
    return metrics;
}

const TradeSamples& MetricsAggregator::samples(ConfigIndex config) const {
    return traders_[position(config)].books.state().samples();
}

void MetricsAggregator::save(ConfigIndex config, CheckpointWriter& writer) const {
    const Trader& trader = traders_[position(config)];
    Ledger<TraderBooks>::persist(writer, trader.books);
    writer(trader.corrections);
}

void MetricsAggregator::load(ConfigIndex config, CheckpointReader& reader) {
    Ledger<TraderBooks>::persist(reader, trader(config).books);
    reader(trader(config).corrections);
}

}  // namespace dexarb

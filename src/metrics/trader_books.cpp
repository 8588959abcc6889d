#include "dexarb/metrics/trader_books.hpp"

#include <algorithm>

#include "dexarb/trading/saturating_sum.hpp"

namespace dexarb {
namespace {

enum class Direction { kIn, kOut };

void add(MicroUsd& sum, MicroUsd item, Direction direction) {
    sum = saturating_sum(sum, direction == Direction::kIn ? item : -item);
}

void add_sums(TraderMetrics& metrics, const TradeOutcome& outcome, Direction direction) {
    add(metrics.gross_usd, outcome.primary.gross_usd, direction);
    add(metrics.gas_usd, outcome.primary.gas_usd, direction);
    add(metrics.flash_fee_usd, outcome.primary.flash_fee_usd, direction);
    for (std::size_t model = 0; model < kFillModelCount; ++model)
        add(metrics.model_net_usd[model], outcome.models[model].net_usd, direction);
}

}  // namespace

void TraderBooks::apply(const LedgerEntry& entry) {
    switch (entry.kind) {
        case LedgerEntry::Kind::kAction:
            ++metrics_.actions;
            return;
        case LedgerEntry::Kind::kOutcome:
            return book(*entry.outcome);
        case LedgerEntry::Kind::kQuarantine:
            return quarantine(*entry.outcome);
        case LedgerEntry::Kind::kStranded:
            return strand(*entry.outcome);
        case LedgerEntry::Kind::kReread:
        case LedgerEntry::Kind::kLifted:
            return;
    }
}

void TraderBooks::book(const TradeOutcome& outcome) {
    ++metrics_.results[static_cast<std::size_t>(outcome.result())];
    add_sums(metrics_, outcome, Direction::kIn);
    if (!is_booked(outcome.result())) return;
    samples_.add(outcome);
    count_win_or_loss(outcome.net_usd());
    move_net(outcome.net_usd());
}

void TraderBooks::quarantine(const TradeOutcome& fill) {
    ++metrics_.quarantined;
    metrics_.quarantined_usd = saturating_sum(metrics_.quarantined_usd, fill.net_usd());
    take_out(fill);
}

void TraderBooks::strand(const TradeOutcome& outcome) {
    ++metrics_.stranded;
    metrics_.stranded_usd = saturating_sum(metrics_.stranded_usd, outcome.net_usd());
    take_out(outcome);
}

void TraderBooks::take_out(const TradeOutcome& outcome) {
    samples_.take_out(outcome);
    add_sums(metrics_, outcome, Direction::kOut);
    move_net(-outcome.net_usd());
}

void TraderBooks::count_win_or_loss(MicroUsd net) {
    if (net > MicroUsd{}) ++metrics_.wins;
    if (net < MicroUsd{}) ++metrics_.losses;
    metrics_.largest_win_usd = std::max(metrics_.largest_win_usd, net);
    metrics_.largest_loss_usd = std::min(metrics_.largest_loss_usd, net);
}

void TraderBooks::move_net(MicroUsd change) {
    metrics_.net_usd = saturating_sum(metrics_.net_usd, change);
    peak_ = std::max(peak_, metrics_.net_usd);
    metrics_.drawdown_usd = saturating_sum(peak_, -metrics_.net_usd);
    metrics_.max_drawdown_usd = std::max(metrics_.max_drawdown_usd, metrics_.drawdown_usd);
}

}  // namespace dexarb

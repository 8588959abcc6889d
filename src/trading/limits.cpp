#include "dexarb/trading/limits.hpp"

#include <algorithm>
#include <utility>

#include "dexarb/trading/saturating_sum.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kDaysKept = 4;

}  // namespace

TradingLimits::TradingLimits(const StrategyConfig& config)
    : max_daily_trades_{config.max_daily_trades},
      max_consecutive_losses_{config.max_consecutive_losses},
      daily_loss_limit_{config.daily_loss_limit_usd} {}

void TradingLimits::apply(const LedgerEntry& entry) {
    switch (entry.kind) {
        case LedgerEntry::Kind::kAction:
            return count_action(entry.day);
        case LedgerEntry::Kind::kOutcome:
            return book_outcome(entry.day, *entry.outcome);
        case LedgerEntry::Kind::kQuarantine:
        case LedgerEntry::Kind::kStranded:
            return take_back(entry.day, *entry.outcome);
        case LedgerEntry::Kind::kLifted:
            return lift(entry.day);
        case LedgerEntry::Kind::kReread:
            return;
    }
}

std::optional<RejectReason> TradingLimits::stop(UtcDay day, std::uint32_t more,
                                                std::optional<RejectReason> lifted) const {
    const auto found = days_.find(day);
    const Day today = found == days_.end() ? Day{} : found->second;
    const auto holds = [&](RejectReason limit, bool is_reached) { return is_reached && lifted != limit; };
    if (holds(RejectReason::kDailyTrades, has_traded_enough(today, more))) return RejectReason::kDailyTrades;
    if (holds(RejectReason::kDailyLoss, today.loss_limit_reached)) return RejectReason::kDailyLoss;
    if (holds(RejectReason::kConsecutiveLoss, run_stopped_ && day <= *run_stopped_))
        return RejectReason::kConsecutiveLoss;
    return std::nullopt;
}

std::optional<Pause> TradingLimits::pause(UtcDay day) const {
    const auto reason = stop(day);
    if (!reason) return std::nullopt;
    const UtcDay last = paused_ ? std::max(*paused_, day) : day;
    return Pause{*reason, last + std::chrono::days{1}};
}

DayCounters TradingLimits::counters(UtcDay day) const {
    const auto found = days_.find(day);
    if (found == days_.end()) return {.day = day};
    return {day, found->second.actions, found->second.net_usd};
}

std::uint32_t TradingLimits::consecutive_losses(UtcDay day) const {
    return paused_ && day > *paused_ ? 0 : run_;
}

void TradingLimits::count_action(UtcDay day) {
    Day& today = tally(day);
    ++today.actions;
    if (has_traded_enough(today, 0)) pause_on(day);
}

void TradingLimits::book_outcome(UtcDay day, const TradeOutcome& outcome) {
    if (!is_booked(outcome.result())) return;
    extend_run(day, outcome.net_usd());
    move_net(day, outcome.net_usd());
    judge_loss(day);
}

void TradingLimits::take_back(UtcDay day, const TradeOutcome& fill) {
    const UtcDay filled = fill.day();
    move_net(filled, -fill.net_usd());
    if (filled == day) judge_loss(day);
}

void TradingLimits::move_net(UtcDay day, MicroUsd change) {
    Day& that = tally(day);
    that.net_usd = saturating_sum(that.net_usd, change);
}

void TradingLimits::judge_loss(UtcDay day) {
    Day& today = tally(day);
    if (saturating_sum(today.net_usd, -today.net_lifted) > -daily_loss_limit_) return;
    today.loss_limit_reached = true;
    pause_on(day);
}

/// Each limit that is reached counts anew; one that is not keeps what it has counted.
void TradingLimits::lift(UtcDay day) {
    if (!stop(day)) return;
    Day& today = tally(day);
    if (has_traded_enough(today, 0)) today.actions_lifted = today.actions;
    if (std::exchange(today.loss_limit_reached, false)) today.net_lifted = today.net_usd;
    if (run_stopped_ && day <= *run_stopped_) {
        run_ = 0;
        run_stopped_.reset();
    }
    paused_.reset();
}

bool TradingLimits::has_traded_enough(const Day& day, std::uint32_t more) const {
    return day.actions - day.actions_lifted + more >= max_daily_trades_;
}

void TradingLimits::extend_run(UtcDay day, MicroUsd net) {
    run_ = consecutive_losses(day);
    if (paused_ && day > *paused_) paused_.reset();
    if (net > MicroUsd{}) run_ = 0;
    if (net >= MicroUsd{}) return;
    ++run_;
    longest_run_ = std::max(longest_run_, run_);
    if (run_ < max_consecutive_losses_) return;
    run_stopped_ = day;
    pause_on(day);
}

void TradingLimits::pause_on(UtcDay day) {
    if (paused_ && day <= *paused_) return;
    run_ = consecutive_losses(day);
    paused_ = day;
}

TradingLimits::Day& TradingLimits::tally(UtcDay day) {
    Day& today = days_[day];
    while (days_.size() > kDaysKept && days_.begin()->first != day)
        days_.erase(days_.begin());
    return today;
}

}  // namespace dexarb

#include "arbitrage/integer_search.hpp"

#include <algorithm>

#include "dexarb/arbitrage/sizing.hpp"

namespace dexarb {

namespace {

Quote quote_input(const HopView& hop, const U256& amount) {
    return quote_exact_input(*hop.pool, hop.zero_for_one, amount);
}

std::optional<U256> input_for(const HopView& hop, const U256& amount) {
    const Quote quote = quote_exact_output(*hop.pool, hop.zero_for_one, amount);
    if (!quote.is_complete()) return std::nullopt;
    return quote.amount_in;
}

U256 at_least_one(double amount) {
    return std::max(u256_from_double(amount).value_or(U256{1}), U256{1});
}

}  // namespace

void IntegerSearch::search_around(const SmoothPoint& point, const U256& bound, const U256& margin) {
    bound_ = bound;
    margin_ = margin;
    evaluations_ = 0;
    by_between_ = point.amount_between < point.amount_in;
    U256 start = at_least_one(point.amount_in);
    if (terms_.cap) start = std::min(start, *terms_.cap);
    const std::optional<Trial> first = try_input(start);
    if (is_enough()) return;
    if (first)
        enumerate(by_between_ ? first->between : first->amount_out);
    else
        enumerate(at_least_one(by_between_ ? point.amount_between : point.amount_out));
    polish();
}

void IntegerSearch::enumerate(const U256& centre) {
    bool up_closed = false;
    bool down_closed = false;
    for (U256 step; evaluations_ < kMostEvaluations && !is_enough(); step += 1) {
        if (!up_closed) up_closed = closes(centre + step, Side::kUp);
        if (!down_closed && !step.is_zero()) down_closed = step >= centre || closes(centre - step, Side::kDown);
        if (up_closed && down_closed) {
            is_proven_ = terms_.exact_bound.has_value();
            return;
        }
    }
}

bool IntegerSearch::closes(const U256& amount, Side side) {
    const std::optional<U256> input = least_input(amount);
    const bool is_open = input && (!terms_.cap || *input <= *terms_.cap);
    if (!is_open) {
        ++evaluations_;
        return side == Side::kUp;
    }
    try_input(*input);
    if (!terms_.exact_bound) return false;
    // Smooth profit falls away from its optimum on both sides.
    const bool is_beyond = (*input > terms_.exact_bound->best_input()) == (side == Side::kUp);
    return is_beyond && terms_.exact_bound->at(*input) <= (best_ ? best_->profit : U256{});
}

std::optional<U256> IntegerSearch::least_input(const U256& amount) const {
    if (by_between_) return input_for(hops_[0], amount);
    const std::optional<U256> between = input_for(hops_[1], amount);
    return between ? input_for(hops_[0], *between) : std::nullopt;
}

std::optional<Trial> IntegerSearch::try_input(const U256& amount_in) {
    ++evaluations_;
    std::optional<Trial> trial = evaluate(amount_in);
    if (trial && !trial->profit.is_zero() && is_better(*trial)) best_ = trial;
    return trial;
}

std::optional<Trial> IntegerSearch::evaluate(const U256& amount_in) const {
    const Quote first = quote_input(hops_[0], amount_in);
    if (!first.is_complete()) return std::nullopt;
    const Quote second = quote_input(hops_[1], first.amount_out);
    if (!second.is_complete()) return std::nullopt;
    Trial trial{amount_in, first.amount_out, second.amount_out, {}, first.ticks_crossed + second.ticks_crossed};
    const auto owed = checked_add(amount_in, loan_fee(amount_in, terms_.premium_ppm));
    if (owed && second.amount_out > *owed) trial.profit = second.amount_out - *owed;
    return trial;
}

bool IntegerSearch::is_better(const Trial& trial) const {
    if (!best_) return true;
    const U256 ours = trial.profit + terms_.gas_per_tick * U256{best_->ticks_crossed};
    const U256 theirs = best_->profit + terms_.gas_per_tick * U256{trial.ticks_crossed};
    return ours != theirs ? ours > theirs : trial.amount_in < best_->amount_in;
}

bool IntegerSearch::is_enough() const {
    if (!best_) return false;
    if (best_->profit >= bound_) return true;
    // Where a proof is in reach patience is cheap; concentrated pools cost more and reach their bound less often.
    const int patience = terms_.exact_bound ? evaluations_ : evaluations_ * evaluations_ * evaluations_;
    const U256 gap = bound_ - best_->profit;
    return gap <= margin_ || gap <= *mul_div(best_->profit, patience, kFeeUnit);
}

void IntegerSearch::polish() {
    // An exact-output swap may ask for a unit more than the least that does: rounding of the V3 fee.
    for (int i = 0; i < 4 && best_ && !terms_.exact_bound && !is_enough(); ++i) {
        const U256 before = best_->amount_in;
        if (before <= 1) return;
        try_input(before - 1);
        if (best_->amount_in == before) return;
    }
}

}  // namespace dexarb

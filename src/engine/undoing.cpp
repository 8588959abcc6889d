#include <algorithm>

#include "engine/engine_state.hpp"

namespace dexarb {

void Engine::State::undo_to(BlockNumber fork) {
    const BlockNumber reached = std::max(fork, final_block);
    for (PaperTradingStrategy& strategy : strategies)
        for (const OutcomePtr& fill : strategy.undo_to(reached)) {
            latency.put_back(*fill);
            booked.mark(fill, false);
            correct(Correction::Kind::kQuarantine, *fill, fill->net_usd());
        }
    const auto reversed = executor.undo_to(reached);
    metrics.undo_to(reached, reversed);
    booked.take_above(reached);
    for (const OutcomePtr& outcome : reversed)
        correct(Correction::Kind::kUndone, *outcome, -outcome->net_usd());
    if (fork < reached) strand_above(fork);
    scanner.undo_to(fork);
    survival.undo_to(fork);
    latency.undo_to(reached);
    while (!history.empty() && history.back()->number() > fork)
        history.pop_back();
    while (!branch.empty() && branch.back().number > fork)
        branch.pop_back();
    if (newest() == nullptr) {
        for (BlockNumber& last : last_events)
            last = std::min(last, fork);
        return;
    }
    today = day_of(*newest());
    note_all_events(*newest());
}

/// Blocks above `fork` are gone, but what was booked on them is final and its actions are forgotten.
void Engine::State::strand_above(BlockNumber fork) {
    const auto stranded = booked.take_above(fork);
    for (PaperTradingStrategy& strategy : strategies)
        strategy.strand(stranded, fork);
    executor.forget_above(fork);
    for (const OutcomePtr& outcome : stranded) {
        metrics.strand(outcome, fork);
        latency.take_out(*outcome);
        correct(Correction::Kind::kStranded, *outcome, -outcome->net_usd());
    }
    metrics.make_final();
    final_block = fork;
}

}  // namespace dexarb

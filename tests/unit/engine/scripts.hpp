#pragma once

#include <random>
#include <string>

#include "simulation.hpp"

namespace dexarb::testing {

/// Deterministic numbers, the same on every machine.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_{seed} {}
    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

  private:
    std::mt19937_64 engine_;
};

/// A market that opens, moves, closes, stalls and grows dear: enough of everything that each setting finds its case.
inline void play_busy_day(Simulation& run, std::uint64_t seed = 1, std::size_t episodes = 40) {
    Dice dice{seed};
    run.block();
    for (std::size_t i = 0; i < episodes; ++i) {
        run.market.set_base_fee(dice.one_in(4) ? 60'000'000'000 : 20'000'000'000);
        run.spread(0.008 + 0.002 * static_cast<double>(dice.below(25)));
        run.block();
        if (dice.one_in(3)) run.market.set_base_fee(90'000'000'000);
        if (dice.one_in(3)) run.spread(0.01 * static_cast<double>(dice.below(4)));
        run.blocks(1 + (dice.one_in(10) ? 45 : dice.below(3)));
        run.spread(0.0);
        run.block();
    }
}

/// The next block, arriving after everything that arrived before, whatever was undone.
inline SnapshotPtr later(Simulation& run) {
    const auto block = run.market.next_block();
    return arriving(block, std::max(block->arrival, run.newest->arrival + std::chrono::milliseconds{500}));
}

/// What happened to the money of one configuration, as text.
inline std::string money_of(const Simulation& run, ConfigIndex config = ConfigIndex{0}) {
    std::string text;
    for (const TradeOutcome& outcome : run.all<TradeOutcome>(config))
        text += std::string{to_string(outcome.result())} + " " +
                std::to_string(outcome.inclusion_block ? outcome.inclusion_block->number : 0) + " " +
                std::to_string(outcome.net_usd().value) + "\n";
    for (const Correction& correction : run.all<Correction>(config))
        text += "correction " + std::to_string(correction.net_usd.value) + "\n";
    return text;
}

/// Everything recorded of one configuration, as text.
inline std::string story_of(const Simulation& run, ConfigIndex config = ConfigIndex{0}) {
    std::string text;
    for (const Reject& reject : run.all<Reject>(config))
        text += std::string{to_string(reject.reason)} + " " + std::to_string(position(reject.episode.route)) + " " +
                std::to_string(reject.block) + "\n";
    for (const SimulatedTradeAction& action : run.all<SimulatedTradeAction>(config))
        text += "action " + std::to_string(position(action.episode.route)) + " " +
                std::to_string(action.decided_on->number()) + " " + to_decimal(action.quote.amount_in) + " " +
                to_decimal(action.min_out) + "\n";
    return text + money_of(run, config);
}

}  // namespace dexarb::testing

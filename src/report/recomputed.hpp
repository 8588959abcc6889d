#pragma once

#include <optional>

#include "dexarb/report/explanation.hpp"
#include "dexarb/trading/acceptance.hpp"

namespace dexarb {

/// What the program's own arithmetic makes of an explained record's states today.
struct Recomputed {
    std::optional<RouteQuote> quote;  ///< Of the recorded input, on N.
    std::optional<SizedRoute> scan;   ///< The best size without a cap, at the market's tip.
    std::optional<Valuation> own;     ///< Of the action's configuration.
    double draw = 0.0;
};

/// Whether the states of N are there, all of them.
[[nodiscard]] bool has_states(const SnapshotPtr& snapshot, const Route& route);
[[nodiscard]] ScannerOptions scanner_options(const Assumptions& assumptions);
[[nodiscard]] Recomputed recompute(const Explanation& explanation);
/// What one configuration makes of the route on N.
[[nodiscard]] std::optional<Valuation> recompute_for(const StrategyConfig& config, const Explanation& explanation,
                                                     const SizedRoute& scan);
/// The five models, but for `first_in_block`, whose pools (of M-1) the journal does not keep; nothing without states.
[[nodiscard]] std::optional<std::array<ModelOutcome, kFillModelCount>> recompute_models(
    const Explanation& explanation, const ExplainedOutcome& outcome);

}  // namespace dexarb

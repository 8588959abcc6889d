#include "report/recomputed.hpp"

#include <algorithm>

#include "dexarb/base/draw.hpp"
#include "dexarb/trading/fill_models.hpp"

namespace dexarb {

bool has_states(const SnapshotPtr& snapshot, const Route& route) {
    return snapshot != nullptr &&
           std::ranges::all_of(route.hops, [&](const Hop& hop) { return snapshot->pool(hop.pool) != nullptr; });
}

ScannerOptions scanner_options(const Assumptions& assumptions) {
    ScannerOptions options;
    options.priority_fee_wei = assumptions.market_priority_fee_wei;
    options.gas = assumptions.gas;
    return options;
}

std::optional<Valuation> recompute_for(const StrategyConfig& config, const Explanation& explanation,
                                       const SizedRoute& scan) {
    const MarketSnapshot& snapshot = *explanation.decided_on;
    if (!snapshot.native_price() || !snapshot.price(explanation.route.start)) return std::nullopt;
    Opportunity opportunity;
    opportunity.sized = scan;
    return value_for(config, scanner_options(explanation.assumptions), snapshot, explanation.route, opportunity);
}

Recomputed recompute(const Explanation& explanation) {
    Recomputed result;
    const Route& route = explanation.route;
    const auto& episode = explanation.action ? explanation.action->episode : explanation.opportunity->episode;
    result.draw = seeded_draw(explanation.assumptions.seed, explanation.decided_on->market->chain_id,
                              episode.first_block, route.key);
    if (!has_states(explanation.decided_on, route)) return result;
    const MarketSnapshot& snapshot = *explanation.decided_on;
    const U256& amount_in =
        explanation.action ? explanation.action->quote.amount_in : explanation.opportunity->sized.quote.amount_in;
    result.quote = quote_route(snapshot, route, amount_in);
    const SizingTerms terms{
        .cap = std::nullopt,
        .premium_ppm = 0,
        .gas_price_wei = snapshot.header.base_fee_wei + explanation.assumptions.market_priority_fee_wei,
        .gas = explanation.assumptions.gas};
    result.scan = size_route(snapshot, route, terms);
    if (result.scan && explanation.action) result.own = recompute_for(explanation.config, explanation, *result.scan);
    return result;
}

std::optional<std::array<ModelOutcome, kFillModelCount>> recompute_models(const Explanation& explanation,
                                                                          const ExplainedOutcome& outcome) {
    const Route& route = explanation.route;
    if (!explanation.action || outcome.included == nullptr || !has_states(explanation.decided_on, route))
        return std::nullopt;
    SimulatedTradeAction action = *explanation.action;
    action.decided_on = explanation.decided_on;
    const GasModel& gas = explanation.assumptions.gas;
    action.legacy = value_legacy({action, explanation.config, route, gas});
    action.instant = value_instant({action, explanation.config, route, gas});
    return value_models({action, explanation.config, route, gas, *outcome.included, nullptr, outcome.outcome.draw});
}

}  // namespace dexarb

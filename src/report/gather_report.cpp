#include <algorithm>

#include "dexarb/engine/engine.hpp"
#include "dexarb/report/run_report.hpp"

namespace dexarb {
namespace {

TraderReport trader_report(const Engine& engine, std::size_t index) {
    TraderReport trader;
    trader.config = engine.configs()[index];
    trader.metrics = engine.metrics(static_cast<ConfigIndex>(index));
    trader.latency = engine.latency(static_cast<ConfigIndex>(index));
    for (const auto pair : trader.config.pairs)
        trader.pairs.push_back(engine.market().pairs[pair].symbol);
    trader.routes = static_cast<std::uint64_t>(std::ranges::count_if(engine.routes().routes(), [&](const Route& route) {
        return std::ranges::find(trader.config.pairs, route.pair) != trader.config.pairs.end();
    }));
    if (const auto& miss = trader.metrics.nearest_miss)
        trader.nearest_miss_route = describe_route(engine.market(), engine.routes().route(miss->episode.route));
    return trader;
}

void name_best_routes(const Engine& engine, RunReport& report) {
    for (TraderReport& trader : report.traders)
        if (trader.evidence && trader.evidence->best_route)
            trader.best_route =
                describe_route(engine.market(), engine.routes().route(trader.evidence->best_route->route));
}

std::vector<PairSurvival> survival_of(const Engine& engine) {
    const MarketDefinition& market = engine.market();
    std::vector<PairSurvival> list;
    for (const auto& [group, tally] : engine.survival())
        list.push_back({market.pairs[group.pair].symbol,
                        market.dexes[group.dex_a].name + " / " + market.dexes[group.dex_b].name, tally});
    return list;
}

}  // namespace

RunReport make_run_report(const Engine& engine, RunContext context) {
    RunReport report;
    report.version = std::move(context.version);
    report.market = engine.market().name;
    report.chain_id = engine.market().chain_id;
    report.started_at = context.started_at;
    report.made_at = context.made_at;
    report.is_last = context.is_last;
    report.alarms = std::move(context.alarms);
    report.resumed = std::move(context.resumed);
    report.digest = engine.digest();
    report.assumptions = std::move(context.assumptions);
    report.feed = std::move(context.feed);
    for (std::size_t i = 0; i < engine.configs().size(); ++i)
        report.traders.push_back(trader_report(engine, i));
    add_evidence(report, context.evidence);
    name_best_routes(engine, report);
    sort_by_net(report.traders);
    for (std::size_t i = 0; i < engine.pair_edges().size(); ++i)
        report.pair_edges.push_back({engine.market().pairs[i].symbol, engine.pair_edges()[i]});
    report.survival = survival_of(engine);
    if (const auto& miss = engine.nearest_miss())
        report.nearest_miss = {describe_route(engine.market(), engine.routes().route(miss->route)), miss->block,
                               miss->net_usd, miss->edge_ppm};
    return report;
}

}  // namespace dexarb

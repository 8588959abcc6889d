#include "dexarb/report/last_report.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "report/filter_section.hpp"
#include "report/json_reading.hpp"

namespace dexarb {
namespace {

LifeTableRow row_in(const Json& point) {
    LifeTableRow row;
    row.ended = point.at("closed");
    row.censored = point.at("censored");
    return row;
}

PairSurvival survival_in(const Json& group) {
    PairSurvival survival{group.at("pair"), group.at("dexes"), {}};
    survival.tally[0].censored = group.at("never_looked_at");
    const Json& curve = group.at("curve");
    for (std::size_t i = 1; i < survival.tally.size(); ++i)
        survival.tally[i] = row_in(curve.at(i - 1));
    return survival;
}

PairEdges edges_in(const Json& pair) {
    PairEdges edges{pair.at("pair"), {}};
    edges.edges.not_judged = pair.at("not_judged");
    edges.edges.no_edge = pair.at("no_edge_before_gas");
    const Json& nets = pair.at("net_usd");
    for (std::size_t i = 0; i < edges.edges.nets.size(); ++i)
        edges.edges.nets[i] = nets.at(i).at("blocks");
    return edges;
}

/// What a report document says besides the configurations.
struct Besides {
    std::vector<PairSurvival> survival;
    std::vector<PairEdges> pair_edges;
    std::optional<RouteMiss> nearest_miss;
};

Besides besides_in(const Json& json) {
    Besides besides;
    for (const Json& group : json.at("survival").at("groups"))
        besides.survival.push_back(survival_in(group));
    for (const Json& pair : json.at("net_edges"))
        besides.pair_edges.push_back(edges_in(pair));
    const Json& miss = json.at("nearest_miss");
    if (!miss.is_null())
        besides.nearest_miss = {miss.at("route"), miss.at("block"), dollars_in(miss, "net_usd"), miss.at("edge_ppm")};
    return besides;
}

/// None of a journal that was written before they were.
FilterPrices prices_in(const Json& json) {
    return json.contains("filters") ? filter_prices_in(json["filters"]) : FilterPrices{};
}

bool is_shown_once(const RunReport& report, const std::string& id) {
    return std::ranges::count(report.traders, id, [](const TraderReport& trader) { return trader.config.id; }) == 1;
}

}  // namespace

Result<void> add_last_report(HistoryReport& history, const LastReport& last) {
    auto besides = read_document(last.document, "the last report", besides_in);
    if (!besides) return besides.error();
    history.report.survival = std::move(besides->survival);
    history.report.pair_edges = std::move(besides->pair_edges);
    history.report.nearest_miss = std::move(besides->nearest_miss);
    for (TraderReport& trader : history.report.traders) {
        const auto metrics = last.metrics.find(trader.config.id);
        if (metrics == last.metrics.end() || !is_shown_once(history.report, trader.config.id)) continue;
        const auto prices = read_document(metrics->second, trader.config.name + " in the last report", prices_in);
        if (!prices) return prices.error();
        trader.metrics.filter_prices = *prices;
    }
    history.reported_at = last.made_at;
    return {};
}

}  // namespace dexarb

#include "dexarb/report/last_report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/filter_section.hpp"
#include "report/json_values.hpp"

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

MicroUsd dollars_in(const Json& json, const char* key) {
    return {std::llround(json.at(key).get<double>() * 1e6)};
}

void read_report(const Json& json, RunReport& report) {
    report.survival.clear();
    for (const Json& group : json.at("survival").at("groups"))
        report.survival.push_back(survival_in(group));
    report.pair_edges.clear();
    for (const Json& pair : json.at("net_edges"))
        report.pair_edges.push_back(edges_in(pair));
    const Json& miss = json.at("nearest_miss");
    if (!miss.is_null())
        report.nearest_miss = {miss.at("route"), miss.at("block"), dollars_in(miss, "net_usd"), miss.at("edge_ppm")};
}

/// nlohmann throws where a key is missing or of another kind; that stays in here.
template <typename Read>
Result<void> read_document(const std::string& text, const std::string& what, Read read) {
    try {
        read(Json::parse(text));
        return {};
    } catch (const Json::exception& error) {
        return Error{ErrorCode::kMalformed, fmt::format("{}: {}", what, error.what())};
    }
}

bool is_shown_once(const RunReport& report, const std::string& id) {
    return std::ranges::count(report.traders, id, [](const TraderReport& trader) { return trader.config.id; }) == 1;
}

}  // namespace

Result<void> add_last_report(HistoryReport& history, const LastReport& last) {
    const auto read =
        read_document(last.document, "the last report", [&](const Json& json) { read_report(json, history.report); });
    if (!read) return read;
    for (TraderReport& trader : history.report.traders) {
        const auto metrics = last.metrics.find(trader.config.id);
        if (metrics == last.metrics.end() || !is_shown_once(history.report, trader.config.id)) continue;
        const auto priced =
            read_document(metrics->second, trader.config.name + " in the last report", [&](const Json& json) {
                if (json.contains("filters")) trader.metrics.filter_prices = filter_prices_in(json["filters"]);
            });
        if (!priced) return priced;
    }
    history.reported_at = last.made_at;
    return {};
}

}  // namespace dexarb

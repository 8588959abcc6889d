#include "dexarb/report/json_report.hpp"

#include <nlohmann/json.hpp>

#include "dexarb/report/report_document.hpp"

#include "report/close_calls.hpp"
#include "report/doubts.hpp"
#include "report/evidence_section.hpp"
#include "report/filter_section.hpp"
#include "report/json_values.hpp"
#include "report/model_band.hpp"
#include "report/reach.hpp"
#include "report/survival_section.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

Json trader_json(const RunReport& report, const TraderReport& trader) {
    Json json = config_json(trader.config, trader.pairs);
    Json metrics = metrics_json(trader.metrics);
    metrics["funnel"].update(reach_json(report, trader));
    metrics["filters"] = filters_json(trader.metrics.filter_prices);
    metrics["nearest_miss"] = nullptr;
    if (const auto& miss = trader.metrics.nearest_miss)
        metrics["nearest_miss"] = {{"route", trader.nearest_miss_route},
                                   {"block", miss->block},
                                   {"reason", to_string(miss->reason)},
                                   {"net_usd", usd_number(miss->net_usd)},
                                   {"lacked_usd", usd_number(miss->lacked_usd)}};
    return {{"config", std::move(json)},
            {"metrics", std::move(metrics)},
            {"band", band_json(model_band(report, trader))},
            {"evidence", evidence_json(trader)},
            {"doubts", doubts_json(report, trader)},
            {"latency", latency_json(trader)},
            {"advice", advice_json(trader)}};
}

Json resumed_json(const std::optional<BooksOrigin>& origin) {
    if (!origin) return nullptr;
    return {{"run", origin->run},     {"ended", origin->ended},     {"ended_at", to_rfc3339(origin->ended_at)},
            {"block", origin->block}, {"begun_anew", origin->anew}, {"closed", origin->closed}};
}

}  // namespace

Json report_document(const RunReport& report) {
    std::vector<StrategyConfig> configs;
    Json traders = Json::array();
    for (const auto& trader : report.traders) {
        configs.push_back(trader.config);
        traders.push_back(trader_json(report, trader));
    }
    const auto* ahead = leader(report);
    return Json{{"type", "report"},
                {"assumptions", assumptions_json(report.assumptions, configs)},
                {"version", report.version},
                {"market", report.market},
                {"chain_id", report.chain_id},
                {"started_at", to_rfc3339(report.started_at)},
                {"made_at", to_rfc3339(report.made_at)},
                {"is_last", report.is_last},
                {"alarms", report.alarms},
                {"resumed", resumed_json(report.resumed)},
                {"digest", to_string(report.digest)},
                {"feed", feed_json(report.feed)},
                {"configurations", std::move(traders)},
                {"net_edges", edges_json(report.pair_edges)},
                {"survival", survival_json(report)},
                {"nearest_miss", miss_json(report.nearest_miss)},
                {"why_nothing_traded", why_nothing_traded(report)},
                {"ahead_so_far", ahead == nullptr ? Json(nullptr) : Json(ahead->config.id)},
                {"verdict", verdict(report)},
                {"evidence", evidence_json(report)}};
}

std::string report_json(const RunReport& report) {
    return report_document(report).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dexarb

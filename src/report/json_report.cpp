#include "dexarb/report/json_report.hpp"

#include <nlohmann/json.hpp>

#include "report/json_values.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

Json trader_json(const TraderReport& trader) {
    Json json = config_json(trader.config, trader.pairs);
    Json metrics = metrics_json(trader.metrics);
    metrics["nearest_miss"] = nullptr;
    if (const auto& miss = trader.metrics.nearest_miss)
        metrics["nearest_miss"] = {{"route", trader.nearest_miss_route},
                                   {"block", miss->block},
                                   {"reason", to_string(miss->reason)},
                                   {"net_usd", usd_number(miss->net_usd)},
                                   {"lacked_usd", usd_number(miss->lacked_usd)}};
    return {{"config", std::move(json)}, {"metrics", std::move(metrics)}};
}

Json miss_json(const std::optional<RouteMiss>& miss) {
    if (!miss) return nullptr;
    return {{"route", miss->route},
            {"block", miss->block},
            {"net_usd", usd_number(miss->net_usd)},
            {"edge_ppm", miss->edge_ppm}};
}

}  // namespace

std::string report_json(const RunReport& report) {
    std::vector<StrategyConfig> configs;
    Json traders = Json::array();
    for (const auto& trader : report.traders) {
        configs.push_back(trader.config);
        traders.push_back(trader_json(trader));
    }
    const auto* ahead = leader(report);
    const Json json{{"type", "report"},
                    {"assumptions", assumptions_json(report.assumptions, configs)},
                    {"version", report.version},
                    {"market", report.market},
                    {"chain_id", report.chain_id},
                    {"started_at", to_rfc3339(report.started_at)},
                    {"made_at", to_rfc3339(report.made_at)},
                    {"is_last", report.is_last},
                    {"feed", feed_json(report.feed)},
                    {"configurations", std::move(traders)},
                    {"nearest_miss", miss_json(report.nearest_miss)},
                    {"why_nothing_traded", why_nothing_traded(report)},
                    {"ahead_so_far", ahead == nullptr ? Json(nullptr) : Json(ahead->config.id)},
                    {"verdict", verdict(report)}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dexarb

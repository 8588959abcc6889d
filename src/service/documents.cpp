#include "service/documents.hpp"

#include <nlohmann/json.hpp>

#include "dexarb/report/report_document.hpp"

#include "service/json_parts.hpp"
#include "service/pool_json.hpp"

namespace dexarb {

namespace {

std::uint64_t count_of(const TraderMetrics& metrics, TradeResult result) {
    return metrics.results[static_cast<std::size_t>(result)];
}

Json models_json(const TraderMetrics& metrics) {
    Json models;
    for (std::size_t i = 0; i < kFillModelCount; ++i)
        models[std::string{to_string(static_cast<FillModel>(i))}] = to_double(metrics.model_net_usd[i]);
    return models;
}

/// What a leaderboard shows of a configuration.
Json row_json(const TraderReport& trader) {
    const TraderMetrics& metrics = trader.metrics;
    const auto& pause = metrics.pause;
    return {{"id", trader.config.id},
            {"name", trader.config.name},
            {"net_usd", to_double(metrics.net_usd)},
            {"models_net_usd", models_json(metrics)},
            {"drawdown_usd", to_double(metrics.drawdown_usd)},
            {"episodes", metrics.funnel.episodes},
            {"actions", metrics.actions},
            {"in_flight", metrics.in_flight},
            {"filled", count_of(metrics, TradeResult::kFilled)},
            {"reverted", count_of(metrics, TradeResult::kReverted)},
            {"lost", count_of(metrics, TradeResult::kLost)},
            {"pause", pause ? Json(to_string(pause->reason)) : Json(nullptr)}};
}

Json block_json(const FeedStatus& feed) {
    if (!feed.head) return nullptr;
    return {{"number", feed.head->number},
            {"hash", to_string(feed.head->hash)},
            {"time", to_rfc3339(feed.head_timestamp)},
            {"age_ms", feed.head_age.count()},
            {"base_fee_gwei", static_cast<double>(feed.base_fee_wei) / 1e9},
            {"native_price_usd", feed.native_price_usd ? Json(*feed.native_price_usd) : Json(nullptr)}};
}

Json queues_json(const std::vector<QueueDepth>& queues) {
    Json list = Json::array();
    for (const QueueDepth& queue : queues)
        list.push_back({{"name", queue.name}, {"waiting", queue.waiting}, {"capacity", queue.capacity}});
    return list;
}

Json alerts_json(const std::vector<WebhookStatus>& webhooks) {
    Json list = Json::array();
    for (const WebhookStatus& webhook : webhooks)
        list.push_back({{"webhook", webhook.name},
                        {"endpoint", webhook.endpoint},
                        {"waiting", webhook.waiting},
                        {"capacity", webhook.capacity},
                        {"delivered", webhook.delivered},
                        {"folded", webhook.folded},
                        {"dropped", webhook.dropped},
                        {"lost", webhook.lost},
                        {"failed_attempts", webhook.failed_attempts},
                        {"trouble", webhook.trouble}});
    return list;
}

Json run_json(const RunReport& report) {
    return {{"version", report.version},
            {"market", report.market},
            {"chain_id", report.chain_id},
            {"is_simulated", report.assumptions.market_is_simulated},
            {"started_at", to_rfc3339(report.started_at)},
            {"is_last", report.is_last}};
}

}  // namespace

Json pulse_document(const Board& board) {
    const RunReport& report = board.view()->report;
    Json configs = Json::array();
    for (const TraderReport& trader : report.traders)
        configs.push_back(row_json(trader));
    return {{"made_at", to_rfc3339(report.made_at)},
            {"block", block_json(report.feed)},
            {"health", to_string(report.feed.health)},
            {"blocks_seen", report.feed.blocks_seen},
            {"pools_certain", report.feed.pools_certain},
            {"pools_changed", board.view()->snapshot ? board.view()->snapshot->changed.size() : 0},
            {"alarms", report.alarms},
            {"configs", std::move(configs)}};
}

Json status_document(const Board& board) {
    const Json whole = report_document(board.view()->report);
    Json json = pulse_document(board);
    json["run"] = run_json(board.view()->report);
    json["feed"] = whole["feed"];
    json["why_nothing_traded"] = whole["why_nothing_traded"];
    json["ahead_so_far"] = whole["ahead_so_far"];
    json["verdict"] = whole["verdict"];
    json["evidence"] = whole["evidence"];
    json["queues"] = queues_json(board.view()->queues);
    json["alerts"] = alerts_json(board.view()->alerts);
    json["newest_event"] = board.hub().newest_id();
    json["records_lost"] = board.lost_records();
    return json;
}

Json configs_document(const Board& board) {
    return {{"configs", report_document(board.view()->report)["configurations"]}};
}

Json config_document(const Board& board, const std::string& id) {
    Json whole = report_document(board.view()->report);
    for (Json& trader : whole["configurations"])
        if (trader["config"]["id"] == id) return std::move(trader);
    return nullptr;
}

Json funnel_document(const Board& board) {
    const Json whole = report_document(board.view()->report);
    Json configs = Json::array();
    for (const Json& trader : whole["configurations"])
        configs.push_back({{"id", trader["config"]["id"]},
                           {"funnel", trader["metrics"]["funnel"]},
                           {"filters", trader["metrics"]["filters"]},
                           {"advice", trader["advice"]},
                           {"nearest_miss", trader["metrics"]["nearest_miss"]}});
    return {{"configs", std::move(configs)},
            {"net_edges", whole["net_edges"]},
            {"nearest_miss", whole["nearest_miss"]},
            {"why_nothing_traded", whole["why_nothing_traded"]}};
}

Json survival_document(const Board& board) {
    return report_document(board.view()->report)["survival"];
}

Json pools_document(const Board& board) {
    Json pools = Json::array();
    const auto& market = board.view()->names->market;
    for (std::size_t i = 0; i < market->pools.size(); ++i)
        pools.push_back(pool_json(*market, PoolIndex(i), board.view()->snapshot.get()));
    return {{"block", block_json(board.view()->report.feed)}, {"pools", std::move(pools)}};
}

Json endpoints_document(const Board& board) {
    const Json whole = report_document(board.view()->report);
    return {{"endpoints", whole["feed"]["endpoints"]},
            {"changes", whole["feed"]["endpoint_changes"]},
            {"parity", whole["feed"]["parity"]}};
}

}  // namespace dexarb

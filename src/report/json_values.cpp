#include "report/json_values.hpp"

#include <nlohmann/json.hpp>

#include "report/words.hpp"

namespace dexarb {
namespace {

constexpr double kWeiPerGwei = 1e9;

Json results_json(const TraderMetrics& metrics) {
    Json results;
    for (std::size_t i = 0; i < kTradeResultCount; ++i)
        results[std::string{to_string(static_cast<TradeResult>(i))}] = metrics.results[i];
    return results;
}

Json models_json(const TraderMetrics& metrics) {
    Json models;
    for (std::size_t i = 0; i < kFillModelCount; ++i)
        models[std::string{to_string(static_cast<FillModel>(i))}] = usd_number(metrics.model_net_usd[i]);
    return models;
}

Json funnel_json(const Funnel& funnel) {
    Json stopped;
    for (std::size_t i = 0; i < kRejectReasonCount; ++i)
        stopped[std::string{to_string(static_cast<RejectReason>(i))}] = funnel.stopped[i];
    return {{"episodes", funnel.episodes}, {"acted", funnel.acted}, {"stopped", std::move(stopped)}};
}

Json pause_json(const std::optional<Pause>& pause) {
    if (!pause) return nullptr;
    return {{"reason", to_string(pause->reason)},
            {"ends", pause->ends ? Json(to_rfc3339(*pause->ends)) : Json(nullptr)}};
}

template <typename Value>
Json or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json requests_per_block(const FeedStatus& feed) {
    if (feed.steady_blocks == 0) return nullptr;
    return static_cast<double>(feed.steady_requests) / static_cast<double>(feed.steady_blocks);
}

Json refused_json(const std::vector<RefusedAnswers>& refused) {
    Json kinds = Json::object();
    for (const auto& [kind, count] : refused)
        kinds[kind] = count;
    return kinds;
}

Json parity_json(const Parity& parity) {
    return {{"audits", parity.audits}, {"skipped", parity.skipped},       {"checks", parity.checks},
            {"agreed", parity.agreed}, {"distrusted", parity.distrusted}, {"differences", parity.differences}};
}

Json time_json(const std::optional<Timestamp>& time) {
    return time ? Json(to_rfc3339(*time)) : Json(nullptr);
}

/// What was spent, and of a plan with a quota what is left.
Json budget_json(const EndpointStatus& endpoint) {
    Json json{{"units", endpoint.units},
              {"units_per_day", or_null(endpoint.units_per_day)},
              {"units_per_month", or_null(endpoint.units_per_month)}};
    if (!endpoint.today) return json;
    json["today"] = *endpoint.today;
    json["today_left"] = endpoint.today_left;
    json["quota_left"] = or_null(endpoint.quota_left);
    json["quota_renewed"] = to_rfc3339(endpoint.quota_renewed);
    json["is_low"] = endpoint.is_low;
    json["is_spent"] = endpoint.is_spent;
    json["spent_at"] = time_json(endpoint.spent_at);
    return json;
}

Json endpoints_json(const std::vector<EndpointStatus>& endpoints) {
    Json list = Json::array();
    for (const EndpointStatus& endpoint : endpoints)
        list.push_back({{"name", endpoint.name},
                        {"state", endpoint.state},
                        {"latency_ms", endpoint.latency.count()},
                        {"error_rate", endpoint.error_rate},
                        {"block", or_null(endpoint.head)},
                        {"behind", endpoint.behind},
                        {"requests", endpoint.requests},
                        {"failures", endpoint.failures},
                        {"refused", refused_json(endpoint.refused)},
                        {"budget", budget_json(endpoint)},
                        {"reason", endpoint.reason}});
    return list;
}

}  // namespace

double usd_number(MicroUsd amount) {
    return to_double(amount);
}

double gwei_number(std::uint64_t wei) {
    return static_cast<double>(wei) / kWeiPerGwei;
}

Json config_json(const StrategyConfig& config, const std::vector<std::string>& pairs) {
    return {{"id", config.id},
            {"name", config.name},
            {"min_profit_usd", usd_number(config.min_profit_usd)},
            {"max_trade_size_usd", usd_number(config.max_trade_size_usd)},
            {"max_slippage_percent", config.max_slippage_ppm / 1e4},
            {"max_gas_price_gwei", gwei_number(config.max_gas_price_wei)},
            {"priority_fee_gwei", gwei_number(config.priority_fee_wei)},
            {"pairs", pairs},
            {"poll_interval_ms", config.poll_interval.count()},
            {"submit_latency_ms", config.submit_latency.count()},
            {"competition_rate", config.competition_rate},
            {"max_daily_trades", config.max_daily_trades},
            {"max_consecutive_losses", config.max_consecutive_losses},
            {"daily_loss_limit_usd", usd_number(config.daily_loss_limit_usd)},
            {"phantom_blocks", config.phantom_blocks},
            {"flash_premium_ppm", config.flash_premium_ppm},
            {"fill_model", to_string(config.fill_model)},
            {"simulate_slippage", config.simulate_slippage},
            {"simulate_gas_variance", config.simulate_gas_variance},
            {"simulate_competition", config.simulate_competition}};
}

Json assumptions_json(const Assumptions& assumptions, const std::vector<StrategyConfig>& configs) {
    Json words;
    for (const auto& [name, text] : assumptions_in_words(assumptions, configs))
        words[name] = text;
    const auto& gas = assumptions.gas;
    Json json{{"in_words", std::move(words)},
              {"seed", assumptions.seed},
              {"market_priority_fee_gwei", gwei_number(assumptions.market_priority_fee_wei)},
              {"gas_units",
               {{"base", gas.base},
                {"constant_product_hop", gas.constant_product_hop},
                {"concentrated_hop", gas.concentrated_hop},
                {"crossed_tick", gas.crossed_tick}}},
              {"stablecoins_at_one_dollar", assumptions.stablecoins},
              {"market_is_simulated", assumptions.market_is_simulated}};
    const auto& arrival = assumptions.modelled_arrival;
    json["blocks_at_a_time"] = assumptions.blocks_at_a_time;
    json["modelled_arrival_ms"] = arrival ? Json(arrival->count()) : Json(nullptr);
    return json;
}

Json metrics_json(const TraderMetrics& metrics) {
    const auto average = metrics.average_usd();
    return {{"net_usd", usd_number(metrics.net_usd)},
            {"gross_usd", usd_number(metrics.gross_usd)},
            {"gas_usd", usd_number(metrics.gas_usd)},
            {"flash_fee_usd", usd_number(metrics.flash_fee_usd)},
            {"average_usd", average ? Json(usd_number(*average)) : Json(nullptr)},
            {"largest_win_usd", usd_number(metrics.largest_win_usd)},
            {"largest_loss_usd", usd_number(metrics.largest_loss_usd)},
            {"drawdown_usd", usd_number(metrics.drawdown_usd)},
            {"max_drawdown_usd", usd_number(metrics.max_drawdown_usd)},
            {"actions", metrics.actions},
            {"in_flight", metrics.in_flight},
            {"results", results_json(metrics)},
            {"win_rate", or_null(metrics.win_rate())},
            {"wins", metrics.wins},
            {"losses", metrics.losses},
            {"consecutive_losses", metrics.consecutive_losses},
            {"longest_losing_run", metrics.longest_losing_run},
            {"quarantined", metrics.quarantined},
            {"quarantined_usd", usd_number(metrics.quarantined_usd)},
            {"stranded", metrics.stranded},
            {"stranded_usd", usd_number(metrics.stranded_usd)},
            {"corrections", metrics.corrections},
            {"missed_events", metrics.missed_events},
            {"today",
             {{"day", to_rfc3339(metrics.today.day).substr(0, 10)},
              {"actions", metrics.today.actions},
              {"net_usd", usd_number(metrics.today.net_usd)}}},
            {"pause", pause_json(metrics.pause)},
            {"models_net_usd", models_json(metrics)},
            {"funnel", funnel_json(metrics.funnel)}};
}

Json feed_json(const FeedStatus& feed) {
    return {{"health", to_string(feed.health)},
            {"quiet_ms", feed.quiet.count()},
            {"endpoint", feed.endpoint},
            {"block", feed.head ? Json(feed.head->number) : Json(nullptr)},
            {"block_hash", feed.head ? Json(to_string(feed.head->hash)) : Json(nullptr)},
            {"block_time", feed.head ? Json(to_rfc3339(feed.head_timestamp)) : Json(nullptr)},
            {"block_age_ms", feed.head_age.count()},
            {"base_fee_gwei", gwei_number(feed.base_fee_wei)},
            {"native_price_usd", or_null(feed.native_price_usd)},
            {"blocks_seen", feed.blocks_seen},
            {"blocks_missed", feed.blocks_missed},
            {"blocks_late", feed.blocks_late},
            {"blocks_stale", feed.blocks_stale},
            {"blocks_undone", feed.blocks_undone},
            {"blocks_undone_beyond", feed.blocks_undone_beyond},
            {"fresh_starts", feed.fresh_starts},
            {"pools_certain", feed.pools_certain},
            {"pools_total", feed.pools_total},
            {"requests", feed.requests},
            {"request_errors", feed.request_errors},
            {"requests_per_block", requests_per_block(feed)},
            {"parity", parity_json(feed.parity)},
            {"units", feed.units},
            {"units_per_block", feed.is_measured ? Json(feed.units_per_block) : Json(nullptr)},
            {"requests_per_day", feed.requests_per_day},
            {"units_per_day", feed.units_per_day},
            {"rates_are_measured", feed.is_measured},
            {"blocks_at_a_time", feed.blocks_at_a_time},
            {"blocks_interpolated", feed.blocks_interpolated},
            {"ranges_refused", feed.ranges_refused},
            {"bloom_refusals", feed.bloom_refusals},
            {"bloom_exceptions", feed.bloom_exceptions},
            {"blooms_contradicted", feed.blooms_contradicted},
            {"endpoint_changes", feed.endpoint_changes},
            {"endpoint_disagreements", feed.endpoint_disagreements},
            {"endpoints", endpoints_json(feed.endpoints)}};
}

}  // namespace dexarb

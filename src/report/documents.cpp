#include "dexarb/report/documents.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/filter_section.hpp"
#include "report/json_reading.hpp"

namespace dexarb {
namespace {

std::string to_text(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

ReadConfig config_in(const Json& json) {
    ReadConfig read;
    StrategyConfig& config = read.config;
    config.id = json.at("id");
    config.name = json.at("name");
    config.min_profit_usd = dollars_in(json, "min_profit_usd");
    config.max_trade_size_usd = dollars_in(json, "max_trade_size_usd");
    config.max_slippage_ppm = whole_in<std::uint32_t>(json, "max_slippage_percent", 1e4);
    config.max_gas_price_wei = whole_in<std::uint64_t>(json, "max_gas_price_gwei", 1e9);
    config.priority_fee_wei = whole_in<std::uint64_t>(json, "priority_fee_gwei", 1e9);
    config.poll_interval = std::chrono::milliseconds{json.at("poll_interval_ms").get<std::int64_t>()};
    config.submit_latency = std::chrono::milliseconds{json.at("submit_latency_ms").get<std::int64_t>()};
    config.competition_rate = json.at("competition_rate");
    config.max_daily_trades = json.at("max_daily_trades");
    config.max_consecutive_losses = json.at("max_consecutive_losses");
    config.daily_loss_limit_usd = dollars_in(json, "daily_loss_limit_usd");
    config.phantom_blocks = json.at("phantom_blocks");
    config.flash_premium_ppm = json.at("flash_premium_ppm");
    config.fill_model = fill_model_from_string(json.at("fill_model").get<std::string>()).value_or(config.fill_model);
    config.simulate_slippage = json.at("simulate_slippage");
    config.simulate_gas_variance = json.at("simulate_gas_variance");
    config.simulate_competition = json.at("simulate_competition");
    read.pairs = json.at("pairs").get<std::vector<std::string>>();
    return read;
}

Assumptions assumptions_in(const Json& json) {
    Assumptions assumptions;
    assumptions.seed = json.at("seed");
    assumptions.market_priority_fee_wei = whole_in<std::uint64_t>(json, "market_priority_fee_gwei", 1e9);
    const Json& gas = json.at("gas_units");
    assumptions.gas = {gas.at("base"), gas.at("constant_product_hop"), gas.at("concentrated_hop"),
                       gas.at("crossed_tick")};
    assumptions.stablecoins = json.at("stablecoins_at_one_dollar").get<std::vector<std::string>>();
    assumptions.market_is_simulated = json.at("market_is_simulated");
    const Json& arrival = json.at("modelled_arrival_ms");
    if (!arrival.is_null()) assumptions.modelled_arrival = std::chrono::milliseconds{arrival.get<std::int64_t>()};
    return assumptions;
}

}  // namespace

std::string config_document(const StrategyConfig& config, const MarketDefinition& market) {
    std::vector<std::string> pairs;
    for (const auto pair : config.pairs)
        pairs.push_back(market.pairs[pair].symbol);
    return to_text(config_json(config, pairs));
}

std::string assumptions_document(const Assumptions& assumptions, const std::vector<StrategyConfig>& configs) {
    return to_text(assumptions_json(assumptions, configs));
}

std::string metrics_document(const TraderMetrics& metrics) {
    Json json = metrics_json(metrics);
    json["filters"] = filters_json(metrics.filter_prices);
    return to_text(json);
}

Result<ReadConfig> read_config_document(std::string_view document) {
    return read_document(document, "a configuration", config_in);
}

Result<Assumptions> read_assumptions_document(std::string_view document) {
    return read_document(document, "assumptions", assumptions_in);
}

}  // namespace dexarb

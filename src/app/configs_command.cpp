#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/setup.hpp"
#include "dexarb/collector/collector_options.hpp"
#include "dexarb/config/strategy_fields.hpp"

namespace dexarb {

namespace {

std::string shown(const Setup& setup, const ResolvedStrategy& strategy, std::string_view key) {
    for (const StrategyField& field : strategy_fields())
        if (field.key == key) return field.show(strategy.config, *setup.market);
    return {};
}

void print_list(const Setup& setup) {
    fmt::print("{:<16} {:>10} {:>9} {:>6} {:>6} {:>5} {:>4}  {}\n", "id", "min profit", "max size", "slip %", "gwei",
               "poll", "race", "pairs");
    for (const ResolvedStrategy& strategy : setup.strategies.strategies) {
        const auto value = [&](std::string_view key) { return shown(setup, strategy, key); };
        fmt::print("{:<16} {:>10} {:>9} {:>6} {:>6} {:>5} {:>4}  {}\n", strategy.config.id, value("min_profit_usd"),
                   value("max_trade_size_usd"), value("max_slippage_percent"), value("max_gas_price_gwei"),
                   value("poll_interval_ms"), value("competition_rate"), value("pairs"));
    }
}

std::string origin_text(const Origin& origin) {
    return origin.place.empty() ? std::string{to_string(origin.kind)}
                                : fmt::format("{} ({})", to_string(origin.kind), origin.place);
}

/// A setting of `.env`, the environment or the command line, or what stands in its place.
struct SettingRow {
    const char* name;
    std::string value;
    Origin origin;
};

std::string pair_symbols(const MarketDefinition& market) {
    std::vector<std::string> symbols;
    for (const PairDefinition& pair : market.pairs)
        symbols.push_back(pair.symbol);
    return fmt::format("{}", fmt::join(symbols, ","));
}

/// Scheme and host of each URL.
SettingRow endpoints_row(const Settings& settings) {
    if (!settings.rpc_urls) return {"RPC_URL", "", {}};
    std::vector<std::string> names;
    for (const std::string& url : settings.rpc_urls->value)
        names.push_back(endpoint_name(url));
    return {"RPC_URL", fmt::format("{}", fmt::join(names, ",")), settings.rpc_urls->origin};
}

std::vector<SettingRow> setting_rows(const Setup& setup) {
    const Settings& settings = setup.settings;
    const Origin file{OriginKind::kFileEntry, setup.market_file.string()};
    const auto pace = settings.poll_interval ? settings.poll_interval->value : CollectorOptions{}.pace;
    return {
        endpoints_row(settings),
        {"CHAIN_ID", fmt::format("{}", setup.market->chain_id), settings.chain_id ? settings.chain_id->origin : file},
        {"TRADING_PAIRS", pair_symbols(*setup.market), settings.trading_pairs ? settings.trading_pairs->origin : file},
        {"POLL_INTERVAL_MS", fmt::format("{}", pace.count()),
         settings.poll_interval ? settings.poll_interval->origin : Origin{}},
        {"HTTP_TOKEN", settings.http_token ? "***" : "", settings.http_token ? settings.http_token->origin : Origin{}},
        {"LOG_LEVEL", settings.log_level.value, settings.log_level.origin}};
}

nlohmann::ordered_json settings_json(const Setup& setup) {
    nlohmann::ordered_json json;
    for (const SettingRow& row : setting_rows(setup))
        json[row.name] = {{"value", row.value}, {"origin", origin_text(row.origin)}};
    return json;
}

void print_resolved(const Setup& setup) {
    for (const SettingRow& row : setting_rows(setup))
        fmt::print("{} = {}  # {}\n", row.name, row.value, origin_text(row.origin));
    fmt::print("seed = {}  # {}\n", setup.strategies.simulation.seed,
               origin_text(setup.strategies.simulation.seed_origin));
    for (const ResolvedStrategy& strategy : setup.strategies.strategies) {
        fmt::print("\n[{}]\n", strategy.config.id);
        std::size_t place = 0;
        for (const StrategyField& field : strategy_fields())
            fmt::print("{:<24} = {:<34} # {}\n", field.key, field.show(strategy.config, *setup.market),
                       origin_text(strategy.origins[place++]));
    }
}

/// A field's text as JSON: pairs as a list, numbers and booleans as such, the rest as a string.
nlohmann::ordered_json field_json(const Setup& setup, const StrategyField& field, const StrategyConfig& config) {
    if (field.key == "pairs") {
        auto symbols = nlohmann::ordered_json::array();
        for (const std::uint32_t pair : config.pairs)
            symbols.push_back(setup.market->pairs[pair].symbol);
        return symbols;
    }
    const std::string text = field.show(config, *setup.market);
    return nlohmann::ordered_json::accept(text) ? nlohmann::ordered_json::parse(text) : nlohmann::ordered_json(text);
}

nlohmann::ordered_json strategy_json(const Setup& setup, const ResolvedStrategy& strategy, bool with_origins) {
    nlohmann::ordered_json fields;
    std::size_t place = 0;
    for (const StrategyField& field : strategy_fields()) {
        const Origin& origin = strategy.origins[place++];
        const auto value = field_json(setup, field, strategy.config);
        if (with_origins)
            fields[std::string{field.key}] = {{"value", value}, {"origin", origin_text(origin)}};
        else
            fields[std::string{field.key}] = value;
    }
    return {{"id", strategy.config.id}, {"name", strategy.config.name}, {"fields", std::move(fields)}};
}

void print_json(const Setup& setup, bool with_origins) {
    nlohmann::ordered_json document{{"seed", setup.strategies.simulation.seed},
                                    {"strategies", nlohmann::ordered_json::array()}};
    if (with_origins) document["settings"] = settings_json(setup);
    for (const ResolvedStrategy& strategy : setup.strategies.strategies)
        document["strategies"].push_back(strategy_json(setup, strategy, with_origins));
    fmt::print("{}\n", document.dump(2));
}

}  // namespace

ExitCode configs_command(const CommandLine& line) {
    const auto setup = load_setup(line);
    if (!setup) return report_failure(setup.error(), line);
    if (line.json)
        print_json(*setup, line.resolved);
    else if (line.resolved)
        print_resolved(*setup);
    else
        print_list(*setup);
    return ExitCode::kOk;
}

}  // namespace dexarb

#include "dexarb/app/setup.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "dexarb/config/alerts_file.hpp"
#include "dexarb/config/market_file.hpp"
#include "dexarb/config/overrides.hpp"
#include "dexarb/config/units_file.hpp"
#include "dexarb/net/url.hpp"

namespace dexarb {

namespace {

namespace fs = std::filesystem;

constexpr const char* kInstalledFolder = "/etc/dexarb";

/// What the user named; else the file beside the working directory, else the installed one.
Result<EnvFile> read_env_file(const CommandLine& line) {
    if (line.env_file) return load_env_file(line.env_file->string());
    auto file = load_env_file(".env");
    if (!file && file.error().code == ErrorCode::kNotFound) return EnvFile{};
    return file;
}
/// Refuses URLs that no client takes, so that `check` finds what would end `run`.
Result<void> check_endpoints(const Settings& settings) {
    if (!settings.rpc_urls) return {};
    for (const std::string& url : settings.rpc_urls->value)
        if (auto parsed = parse_url(url); !parsed)
            return std::move(parsed).error().within(settings.rpc_urls->origin.place + ": RPC_URL");
    return {};
}

/// Refuses a second's units that do not pay for one question of each kind.
Result<void> check_limits(const Settings& settings, const MethodUnits& units) {
    for (std::size_t i = 0; i < settings.rpc_limits.size(); ++i) {
        const auto& limit = settings.rpc_limits[i].units_per_second;
        for (const std::string& method : asked_methods())
            if (limit && units.of(method) > *limit)
                return Error{ErrorCode::kInvalidInput,
                             settings.rpc_urls->origin.place + ": RPC_URL: part " + std::to_string(i + 1) +
                                 ": cups of " + std::to_string(*limit) + " is impossible: one " + method +
                                 " alone costs " + std::to_string(units.of(method)) + " units"};
    }
    return {};
}

/// The table that was named; else the shipped one; else the usual values.
Result<void> read_units(Setup& setup) {
    const fs::path named = setup.settings.units_file ? fs::path{setup.settings.units_file->value} : fs::path{};
    const fs::path file = choose_file(named, "units.json");
    std::error_code ignored;
    const bool is_there = !named.empty() || fs::exists(file, ignored);
    auto units = is_there ? load_method_units(file.string()) : Result<MethodUnits>{usual_method_units()};
    if (!units) return units.error();
    setup.units = *std::move(units);
    for (const std::string& method : asked_methods())
        if (!setup.units.lists(method))
            setup.notices.push_back(file.string() + ": " + method + " is not listed, so it counts as otherwise: " +
                                    std::to_string(setup.units.otherwise) + " units");
    return check_limits(setup.settings, setup.units);
}

/// Refuses addresses that no client takes, too, without showing them.
Result<void> read_alerts_file(Setup& setup) {
    if (!setup.settings.alerts_file) return {};
    const std::string& file = setup.settings.alerts_file->value;
    auto alerts = load_alerts(file, setup.settings.alert_variables);
    if (!alerts) return alerts.error();
    for (const Webhook& webhook : alerts->webhooks)
        if (auto url = parse_url(webhook.url); !url)
            return std::move(url).error().within(file + ": webhook " + webhook.name);
    setup.alerts = *std::move(alerts);
    return {};
}

/// Replaces the market's pairs by TRADING_PAIRS, if given, and carries the strategies over.
Result<void> apply_trading_pairs(Setup& setup) {
    if (!setup.settings.trading_pairs) return {};
    const MarketDefinitionPtr from = setup.market;
    auto market = with_trading_pairs(*from, setup.settings.trading_pairs->value);
    if (!market) return market.error();
    setup.market = std::make_shared<const MarketDefinition>(std::move(*market));
    auto carried = carry_over(std::move(setup.strategies), *from, *setup.market);
    if (!carried) return carried.error();
    setup.strategies = std::move(carried->strategies);
    setup.notices.insert(setup.notices.end(), carried->notices.begin(), carried->notices.end());
    return {};
}

}  // namespace

fs::path choose_file(const fs::path& named, const std::string& name) {
    if (!named.empty()) return named;
    const fs::path here = fs::path{"configs"} / name;
    const fs::path installed = fs::path{kInstalledFolder} / name;
    std::error_code ignored;
    return !fs::exists(here, ignored) && fs::exists(installed, ignored) ? installed : here;
}

Result<ResolvedStrategies> apply_command_line(ResolvedStrategies strategies, const MarketDefinition& market,
                                              const CommandLine& line) {
    auto changed = with_settings(std::move(strategies), market, line.settings);
    if (changed && line.fill_model) changed = with_fill_model(std::move(*changed), market, to_string(*line.fill_model));
    if (changed && line.seed) changed = with_seed(std::move(*changed), std::to_string(*line.seed));
    if (changed) changed = select_strategies(std::move(*changed), line.configs, line.exclude);
    return changed;
}

Result<Settings> load_settings(const CommandLine& line) {
    auto environment = read_environment();
    if (!environment) return environment.error();
    SettingSources sources = *std::move(environment);
    auto env_file = read_env_file(line);
    if (!env_file) return env_file.error();
    sources.env_file = std::move(*env_file);
    if (line.rpc_url) sources.command_line["RPC_URL"] = *line.rpc_url;
    if (line.budget.units) sources.command_line["RPC_UNITS_FILE"] = *line.budget.units;
    if (line.http.listen) sources.command_line["HTTP_LISTEN"] = *line.http.listen;
    if (line.alerts.file) sources.command_line["ALERTS_FILE"] = line.alerts.file->string();
    if (line.log_level) sources.command_line["LOG_LEVEL"] = *line.log_level;
    return resolve_settings(sources);
}

Result<Setup> load_setup(const CommandLine& line) {
    auto settings = load_settings(line);
    if (!settings) return settings.error();
    Setup setup{.market_file = choose_file(line.market_file, "polygon.json"),
                .strategies_file = choose_file(line.strategies_file, "strategies.json"),
                .settings = std::move(*settings),
                .market = {},
                .units = {},
                .strategies = {},
                .alerts = {},
                .notices = {}};
    if (const auto sound = check_endpoints(setup.settings); !sound) return sound.error();
    setup.notices = setup.settings.notices;
    if (const auto read = read_units(setup); !read) return read.error();
    if (const auto read = read_alerts_file(setup); !read) return read.error();
    auto market = load_market(setup.market_file.string());
    if (!market) return market.error();
    setup.market = std::make_shared<const MarketDefinition>(std::move(*market));
    if (const auto same = check_chain_id(setup.settings, *setup.market); !same) return same.error();
    auto strategies = load_strategies(setup.strategies_file.string(), *setup.market);
    if (!strategies) return strategies.error();
    setup.strategies = std::move(*strategies);
    if (const auto applied = apply_trading_pairs(setup); !applied) return applied.error();
    auto selected = apply_command_line(std::move(setup.strategies), *setup.market, line);
    if (!selected) return selected.error();
    setup.strategies = std::move(*selected);
    return setup;
}

Error missing_endpoint() {
    return {
        ErrorCode::kInvalidInput,
        "no RPC_URL: put the URL of a Polygon node into .env (see .env.example), or try `paper-trading demo`, which "
        "needs none"};
}

EngineOptions engine_options(const Setup& setup) {
    EngineOptions options;
    options.seed = setup.strategies.simulation.seed;
    options.scanner.priority_fee_wei = setup.market->priority_fee_wei;
    return options;
}

MicroUsd largest_trade(const std::vector<StrategyConfig>& configs) {
    MicroUsd largest;
    for (const StrategyConfig& config : configs)
        largest = std::max(largest, config.max_trade_size_usd);
    return largest;
}

}  // namespace dexarb

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dexarb/app/command_line.hpp"
#include "dexarb/base/alert_options.hpp"
#include "dexarb/base/method_units.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/config/settings.hpp"
#include "dexarb/config/strategies_file.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/market/market_definition.hpp"

namespace dexarb {

/// Everything read and checked before anything is started.
struct Setup {
    std::filesystem::path market_file;
    std::filesystem::path strategies_file;
    Settings settings;
    MarketDefinitionPtr market;
    MethodUnits units;
    ResolvedStrategies strategies;
    AlertOptions alerts;               ///< Without webhooks where no alerts file was named.
    std::vector<std::string> notices;  ///< For the log: what was ignored or left out.
};

/// The file that was named; else configs/`name` here; else, where only that exists, /etc/dexarb/`name`.
[[nodiscard]] std::filesystem::path choose_file(const std::filesystem::path& named, const std::string& name);

/// Settings alone: environment, `.env` and the options that stand for variables. A missing `.env` is only an error if
/// `--env-file` named it.
[[nodiscard]] Result<Settings> load_settings(const CommandLine& line);

/// Reads all files, applies the command line, and refuses whatever is wrong with any of them.
[[nodiscard]] Result<Setup> load_setup(const CommandLine& line);

/// Applies what the command line says of configurations: --set, --fill-model, --seed, -c and --exclude.
[[nodiscard]] Result<ResolvedStrategies> apply_command_line(ResolvedStrategies strategies,
                                                            const MarketDefinition& market, const CommandLine& line);

/// What is said where a command needs a node and no RPC_URL is given.
[[nodiscard]] Error missing_endpoint();

/// The engine's options as the market and the strategies say.
[[nodiscard]] EngineOptions engine_options(const Setup& setup);

/// The largest cap of any configuration: how far ticks are read.
[[nodiscard]] MicroUsd largest_trade(const std::vector<StrategyConfig>& configs);

}  // namespace dexarb

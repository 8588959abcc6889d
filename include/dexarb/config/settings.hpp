#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/config/env_file.hpp"
#include "dexarb/config/origin.hpp"
#include "dexarb/config/trading_pairs.hpp"

namespace dexarb {

template <typename T>
struct Setting {
    T value;
    Origin origin;
};

/// Variables by name. Only names of `known_variables()` are kept.
using Variables = std::map<std::string, std::string>;

/// Where settings may come from, highest precedence first. An empty value counts as none.
struct SettingSources {
    /// Values of options under the name of their variable: --rpc as RPC_URL, --log-level as LOG_LEVEL.
    Variables command_line;
    Variables environment;
    EnvFile env_file;
    bool environment_has_private_key = false;
};

/// What `.env`, the environment and the command line say, checked. Nothing where none of them does.
struct Settings {
    std::optional<Setting<std::vector<std::string>>> rpc_urls;  ///< Secret: show them by `endpoint_name` only.
    std::optional<Setting<std::uint64_t>> chain_id;
    std::optional<Setting<std::vector<TradingPair>>> trading_pairs;
    std::optional<Setting<std::chrono::milliseconds>> poll_interval;  ///< The collector's pace; else its own.
    Setting<std::string> log_level{"info", {}};
    /// For the log: names of an old `.env` that are ignored, a private key that is not needed.
    std::vector<std::string> notices;
};

/// The known variables of this process's environment; the value of PRIVATE_KEY is not looked at.
[[nodiscard]] SettingSources read_environment();

/// Picks each value from the highest source that has it and checks it; the error lists every mistake by its place and
/// shows no URL.
[[nodiscard]] Result<Settings> resolve_settings(const SettingSources& sources);

/// Refuses a CHAIN_ID that is not the market's.
[[nodiscard]] Result<void> check_chain_id(const Settings& settings, const MarketDefinition& market);

/// Scheme and host of a URL, all that is ever shown of it: keys stand in paths, queries and user names.
[[nodiscard]] std::string endpoint_name(std::string_view url);

}  // namespace dexarb

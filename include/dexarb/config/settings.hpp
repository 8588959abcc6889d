#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/endpoint_limits.hpp"
#include "dexarb/config/credentials.hpp"
#include "dexarb/config/env_file.hpp"
#include "dexarb/config/origin.hpp"
#include "dexarb/config/trading_pairs.hpp"

namespace dexarb {

template <typename T>
struct Setting {
    T value;
    Origin origin;
};

/// Variables by name. Only those of which `is_known_variable` holds are kept.
using Variables = std::map<std::string, std::string>;

/// Where settings may come from, highest precedence first. An empty value counts as none.
struct SettingSources {
    /// Values of options under the name of their variable: --rpc as RPC_URL, --log-level as LOG_LEVEL, --units as
    /// RPC_UNITS_FILE, --listen as HTTP_LISTEN, --alerts as ALERTS_FILE.
    Variables command_line;
    Variables environment;
    Credentials credentials;
    EnvFile env_file;
    bool environment_has_private_key = false;
};

/// What `.env`, credentials, the environment and the command line say, checked. Nothing where none of them does.
struct Settings {
    std::optional<Setting<std::vector<std::string>>>
        rpc_urls;                                    ///< Secret: show them by `endpoint_name` only. Without fragments.
    std::vector<EndpointLimits> rpc_limits;          ///< One for each of `rpc_urls`.
    std::optional<Setting<std::string>> units_file;  ///< The table of units per method; else the usual one.
    std::optional<Setting<std::uint64_t>> chain_id;
    std::optional<Setting<std::vector<TradingPair>>> trading_pairs;
    std::optional<Setting<std::chrono::milliseconds>> poll_interval;  ///< The collector's pace; else its own.
    std::optional<Setting<std::string>> http_listen;                  ///< "127.0.0.1:8137" or "off"; not yet read.
    std::optional<Setting<std::string>> http_token;                   ///< Secret.
    std::vector<std::string> http_hosts;                              ///< Names under which the HTTP server is reached.
    std::optional<Setting<std::string>> alerts_file;                  ///< Nobody is told anything without one.
    Variables alert_variables;                                        ///< Secret: what an alerts file may ask for.
    Setting<std::string> log_level{"info", {}};
    /// For the log: names of an old `.env` that are ignored, a private key that is not needed, a credential that the
    /// environment hides.
    std::vector<std::string> notices;
};

/// The known variables of this process's environment, and the credentials in the folder that it names; the value of
/// PRIVATE_KEY is not looked at.
[[nodiscard]] Result<SettingSources> read_environment();

/// Picks each value from the highest source that has it and checks it; the error lists every mistake by its place and
/// shows no URL.
[[nodiscard]] Result<Settings> resolve_settings(const SettingSources& sources);

/// Refuses a CHAIN_ID that is not the market's.
[[nodiscard]] Result<void> check_chain_id(const Settings& settings, const MarketDefinition& market);

/// Scheme and host of a URL, all that is ever shown of it: keys stand in paths, queries and user names.
[[nodiscard]] std::string endpoint_name(std::string_view url);

}  // namespace dexarb

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// A variable that dexarb knows, as written in a `.env` file.
struct EnvEntry {
    std::string name;
    std::string value;
    std::size_t line = 0;
};

/// What a `.env` file says. Values of names that dexarb does not use are never read, least of all PRIVATE_KEY's.
struct EnvFile {
    std::string path;
    std::vector<EnvEntry> entries;
    std::vector<std::string> ignored;  ///< The other names, in order, PRIVATE_KEY not among them.
    bool has_private_key = false;
};

/// RPC_URL, RPC_UNITS_FILE, CHAIN_ID, TRADING_PAIRS, POLL_INTERVAL_MS, ALERTS_FILE, LOG_LEVEL and those of HTTP.
[[nodiscard]] const std::vector<std::string>& known_variables();

/// The beginning of names that an alerts file may ask for: ALERT_DISCORD_URL.
inline constexpr std::string_view kAlertVariablePrefix = "ALERT_";

/// Whether a variable of that name is read: one of `known_variables()` or of an alerts file's.
[[nodiscard]] bool is_known_variable(std::string_view name);

/// Parses lines of NAME=VALUE: comments behind #, `export ` in front, 'literal' and "escaped" values, LF or CRLF.
/// Refuses, as "file:line: reason" and without showing values, what is none of these and names given twice.
[[nodiscard]] Result<EnvFile> parse_env(std::string_view text, const std::string& file);

/// Reads and parses a file; `kNotFound` where there is none.
[[nodiscard]] Result<EnvFile> load_env_file(const std::string& path);

}  // namespace dexarb

#include "dexarb/app/session_reload.hpp"

#include <utility>

#include "dexarb/engine/fingerprint.hpp"

namespace dexarb {

namespace {

template <typename T>
bool differs(const std::optional<Setting<T>>& one, const std::optional<Setting<T>>& other) {
    if (!one || !other) return one.has_value() != other.has_value();
    return one->value != other->value;
}

/// Names only: some of them are secrets.
std::vector<std::string> changed_settings(const Settings& now, const Settings& before) {
    std::vector<std::string> names;
    if (differs(now.rpc_urls, before.rpc_urls)) names.emplace_back("RPC_URL");
    if (differs(now.units_file, before.units_file)) names.emplace_back("RPC_UNITS_FILE");
    if (differs(now.poll_interval, before.poll_interval)) names.emplace_back("POLL_INTERVAL_MS");
    if (differs(now.http_listen, before.http_listen)) names.emplace_back("HTTP_LISTEN");
    if (differs(now.http_token, before.http_token)) names.emplace_back("HTTP_TOKEN");
    if (differs(now.alerts_file, before.alerts_file)) names.emplace_back("ALERTS_FILE");
    if (now.log_level.value != before.log_level.value) names.emplace_back("LOG_LEVEL");
    return names;
}

}  // namespace

Result<NewStrategies> read_strategies_again(const CommandLine& line, const Setup& running) {
    auto files = load_setup(line);
    if (!files) return files.error();
    const EngineOptions options = engine_options(running);
    if (market_fingerprint(*files->market, options) != market_fingerprint(*running.market, options))
        return Error{ErrorCode::kInvalidInput,
                     files->market_file.string() +
                         ": tokens, pools or pairs are others than this run follows: that takes a restart, which goes "
                         "on with the books of what is unchanged"};
    NewStrategies found{std::move(files->strategies), {}};
    for (const std::string& name : changed_settings(files->settings, running.settings))
        found.notices.push_back(name + " was changed too: that takes a restart, which goes on with the books");
    if (files->alerts != running.alerts)
        found.notices.emplace_back("what alerts go where was changed too: that takes a restart");
    return found;
}

}  // namespace dexarb

#include "dexarb/config/settings.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "dexarb/config/decimal.hpp"
#include "dexarb/config/endpoint_limits.hpp"
#include "dexarb/config/json_reader.hpp"
#include "dexarb/config/nearest_name.hpp"

#include "config/split.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kFastestPollMs = 10;
constexpr std::uint64_t kSlowestPollMs = 600'000;

/// A value with its origin, before it is checked.
using Found = std::optional<Setting<std::string>>;

Found find_in(const Variables& variables, const std::string& name, OriginKind kind, const std::string& place) {
    const auto found = variables.find(name);
    if (found == variables.end() || found->second.empty()) return std::nullopt;
    return Setting<std::string>{found->second, {kind, place}};
}

Found find_value(const SettingSources& sources, const std::string& name, const std::string& option) {
    if (auto found = find_in(sources.command_line, name, OriginKind::kCommandLine, option)) return found;
    if (auto found = find_in(sources.environment, name, OriginKind::kEnvironment, name)) return found;
    if (const auto found = sources.credentials.find(name); found != sources.credentials.end())
        return Setting<std::string>{found->second.value, {OriginKind::kCredential, found->second.file}};
    for (const auto& entry : sources.env_file.entries)
        if (entry.name == name && !entry.value.empty())
            return Setting<std::string>{
                entry.value, {OriginKind::kEnvFile, fmt::format("{}:{}", sources.env_file.path, entry.line)}};
    return std::nullopt;
}

/// What is wrong with one URL, without showing it.
std::optional<std::string> url_problem(const std::string& url) {
    const auto end = url.find("://");
    const auto scheme = end == std::string::npos ? "" : url.substr(0, end);
    const bool is_served = scheme == "http" || scheme == "https" || scheme == "ws" || scheme == "wss";
    if (!is_served) return "must begin with http://, https://, ws:// or wss://";
    const auto host = endpoint_name(url).substr(scheme.size() + 3);
    if (host.empty()) return "has no host";
    const auto is_bad = [](unsigned char letter) { return letter <= ' ' || letter > '~'; };
    if (std::ranges::any_of(url, is_bad)) return "holds a space or another character that no URL has";
    return std::nullopt;
}

class SettingsReader {
  public:
    explicit SettingsReader(const SettingSources& sources) : sources_{sources} {}

    Result<Settings> read() {
        read_urls();
        read_units_file();
        read_chain_id();
        read_trading_pairs();
        read_poll_interval();
        read_http();
        read_alerts();
        read_log_level();
        add_notices();
        if (!refusals_.empty()) return Error{ErrorCode::kInvalidInput, refusals_};
        return std::move(settings_);
    }

  private:
    void read_urls() {
        const auto found = find_value(sources_, "RPC_URL", "--rpc");
        if (!found) return;
        const auto endpoints = split_endpoints(found->value);
        std::vector<std::string> urls;
        for (std::size_t i = 0; i < endpoints.size(); ++i) {
            const std::string name =
                endpoints.size() > 1 ? fmt::format("RPC_URL: part {}: ", i + 1) : std::string{"RPC_URL: "};
            if (const auto problem = url_problem(endpoints[i].url)) refuse(found->origin, name + *problem);
            const auto limits = parse_endpoint_limits(endpoints[i].limits);
            if (!limits) refuse(found->origin, fmt::format("{}limits behind #: {}", name, limits.error().detail));
            settings_.rpc_limits.push_back(limits ? *limits : EndpointLimits{});
            urls.push_back(endpoints[i].url);
        }
        settings_.rpc_urls = Setting<std::vector<std::string>>{std::move(urls), found->origin};
    }

    void read_units_file() { settings_.units_file = find_value(sources_, "RPC_UNITS_FILE", "--units"); }

    void read_chain_id() {
        const auto found = find_value(sources_, "CHAIN_ID", "--chain-id");
        if (!found) return;
        if (const auto id = whole(*found, "CHAIN_ID", 1, UINT64_MAX))
            settings_.chain_id = Setting<std::uint64_t>{*id, found->origin};
    }

    void read_trading_pairs() {
        const auto found = find_value(sources_, "TRADING_PAIRS", "--trading-pairs");
        if (!found) return;
        auto pairs = parse_trading_pairs(found->value);
        if (!pairs) return refuse_each(found->origin, pairs.error().detail);
        settings_.trading_pairs = Setting<std::vector<TradingPair>>{std::move(*pairs), found->origin};
    }

    void read_poll_interval() {
        const auto found = find_value(sources_, "POLL_INTERVAL_MS", "--poll-interval-ms");
        if (!found) return;
        if (const auto time = whole(*found, "POLL_INTERVAL_MS", kFastestPollMs, kSlowestPollMs))
            settings_.poll_interval = Setting<std::chrono::milliseconds>{
                std::chrono::milliseconds{static_cast<std::int64_t>(*time)}, found->origin};
    }

    void read_http() {
        settings_.http_listen = find_value(sources_, "HTTP_LISTEN", "--listen");
        settings_.http_token = find_value(sources_, "HTTP_TOKEN", "");
        if (const auto found = find_value(sources_, "HTTP_HOSTS", ""))
            for (const auto& host : split(found->value, ','))
                settings_.http_hosts.emplace_back(host);
    }

    void read_alerts() {
        settings_.alerts_file = find_value(sources_, "ALERTS_FILE", "--alerts");
        const auto keep = [this](const std::string& name, const std::string& value) {
            if (name.starts_with(kAlertVariablePrefix) && !value.empty())
                settings_.alert_variables.emplace(name, value);
        };
        for (const auto& [name, value] : sources_.environment)
            keep(name, value);
        for (const auto& [name, credential] : sources_.credentials)
            keep(name, credential.value);
        for (const EnvEntry& entry : sources_.env_file.entries)
            keep(entry.name, entry.value);
    }

    void read_log_level() {
        const auto found = find_value(sources_, "LOG_LEVEL", "--log-level");
        if (!found) return;
        static const std::vector<std::string> levels{"trace", "debug", "info", "warn", "error", "off"};
        settings_.log_level = *found;
        if (std::ranges::find(levels, found->value) == levels.end())
            refuse(found->origin,
                   fmt::format("LOG_LEVEL: unknown level \"{}\"{}", found->value, suggestion(found->value, levels)));
    }

    void add_notices() {
        const auto& file = sources_.env_file;
        if (file.has_private_key || sources_.environment_has_private_key)
            settings_.notices.push_back(fmt::format(
                "PRIVATE_KEY is ignored: paper trading signs nothing, so it was not read; better remove it from {}",
                file.has_private_key ? file.path : "the environment"));
        for (const auto& [name, credential] : sources_.credentials)
            if (const auto hides = sources_.environment.find(name);
                hides != sources_.environment.end() && !hides->second.empty())
                settings_.notices.push_back(fmt::format(
                    "{}: the environment's value is used, not that of the credential {}", name, credential.file));
        std::vector<std::string> unused;
        for (const auto& name : file.ignored) {
            const auto nearest = nearest_name(name, known_variables());
            unused.push_back(nearest ? fmt::format("{} (did you mean {}?)", name, *nearest) : name);
        }
        if (!unused.empty())
            settings_.notices.push_back(fmt::format("{}: ignored: {}", file.path, fmt::join(unused, ", ")));
    }

    std::optional<std::uint64_t> whole(const Setting<std::string>& found, const std::string& name, std::uint64_t least,
                                       std::uint64_t most) {
        const auto value = parse_scaled(found.value, 0);
        if (!value)
            refuse(found.origin, name + ": " + value.error().detail);
        else if (*value < least || *value > most)
            refuse(found.origin, fmt::format("{}: {} is impossible: from {} to {}", name, *value, least, most));
        else
            return *value;
        return std::nullopt;
    }

    void refuse(const Origin& origin, const std::string& reason) {
        const std::string place = origin.kind == OriginKind::kEnvironment ? "environment" : origin.place;
        refusals_ += fmt::format("{}{}: {}", refusals_.empty() ? "" : "\n", place, reason);
    }
    void refuse_each(const Origin& origin, const std::string& reasons) {
        for (const auto& reason : split(reasons, '\n'))
            refuse(origin, reason);
    }

    const SettingSources& sources_;
    std::string refusals_;
    Settings settings_;
};

}  // namespace

Result<SettingSources> read_environment() {
    SettingSources sources;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = std::min(text.find('='), text.size());
        const auto name = text.substr(0, equals);
        if (is_known_variable(name) && equals < text.size()) sources.environment.emplace(name, text.substr(equals + 1));
    }
    sources.environment_has_private_key = std::getenv("PRIVATE_KEY") != nullptr;
    if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY"); folder != nullptr && *folder != '\0') {
        auto credentials = read_credentials(folder);
        if (!credentials) return credentials.error();
        sources.credentials = *std::move(credentials);
    }
    return sources;
}

Result<Settings> resolve_settings(const SettingSources& sources) {
    return SettingsReader{sources}.read();
}

Result<void> check_chain_id(const Settings& settings, const MarketDefinition& market) {
    if (!settings.chain_id || settings.chain_id->value == market.chain_id) return {};
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("CHAIN_ID is {} ({}), but the market \"{}\" is of chain {}", settings.chain_id->value,
                             settings.chain_id->origin.place, market.name, market.chain_id)};
}

std::string endpoint_name(std::string_view url) {
    const auto scheme_end = url.find("://");
    if (scheme_end == std::string_view::npos) return "";
    const auto authority = url.substr(scheme_end + 3, url.find_first_of("/?#", scheme_end + 3) - scheme_end - 3);
    const auto at = authority.rfind('@');
    const auto host_port = at == std::string_view::npos ? authority : authority.substr(at + 1);
    const auto host = host_port.starts_with('[') ? host_port.substr(0, host_port.find(']') + 1)
                                                 : host_port.substr(0, host_port.find(':'));
    return std::string{url.substr(0, scheme_end + 3)} + std::string{host};
}

}  // namespace dexarb

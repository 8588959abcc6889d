#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "dexarb/app/check_json.hpp"
#include "dexarb/app/commands.hpp"
#include "dexarb/app/config_diff.hpp"
#include "dexarb/app/daemon_client.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/online_check.hpp"
#include "dexarb/app/progress.hpp"
#include "dexarb/app/setup.hpp"
#include "dexarb/async/run.hpp"

namespace dexarb {

namespace {

std::string list(const std::vector<std::string>& parts) {
    return fmt::format("{}", fmt::join(parts, ", "));
}

Findings describe_files(const Setup& setup) {
    const MarketDefinition& market = *setup.market;
    Findings findings;
    findings.push_back(
        {setup.market_file.string(),
         fmt::format("{}: chain {}, {} tokens, {} exchanges, {} pools, {} pairs", market.name, market.chain_id,
                     market.tokens.size(), market.dexes.size(), market.pools.size(), market.pairs.size())});
    std::vector<std::string> ids;
    for (const StrategyConfig& config : setup.strategies.configs())
        ids.push_back(config.id);
    findings.push_back({setup.strategies_file.string(), fmt::format("{} configurations: {}", ids.size(), list(ids))});
    for (const Webhook& webhook : setup.alerts.webhooks)
        findings.push_back({setup.settings.alerts_file->value,
                            fmt::format("webhook {}: {}, {} of {} kinds of alerts", webhook.name,
                                        endpoint_name(webhook.url), webhook.kinds.count(), kAlertKindCount)});
    for (const std::string& notice : setup.notices)
        findings.push_back({"note", notice});
    return findings;
}

void print(const OnlineReport& report, const CommandLine& line) {
    if (line.json) return fmt::print("{}\n", check_json(report));
    for (const Finding& finding : report.findings)
        fmt::print("{}\n", render_finding(finding));
}

/// What a reload of the daemon that runs would do.
Result<Findings> compare_with_daemon(const Setup& setup, const CommandLine& line) {
    boost::asio::io_context context{1};
    auto daemon = DaemonClient::make(context.get_executor(), line, setup.settings, "/api/v1/configs");
    if (!daemon) return daemon.error();
    const auto running = run(context, daemon->ask());
    if (!running) return running.error();
    return compare_configs(*running, setup.strategies.configs(), *setup.market);
}

/// Logs go to stderr, and so does the one thing that a script's user must see.
ExitCode finish(const OnlineReport& report, const CommandLine& line) {
    print(report, line);
    const auto problem = std::ranges::find(report.findings, FindingLevel::kProblem, &Finding::level);
    if (report.code != ExitCode::kOk && problem != report.findings.end())
        say_failure("`run` would not work: " + render_plain(*problem), line);
    return report.code;
}

}  // namespace

ExitCode check_command(const CommandLine& line) {
    const auto setup = load_setup(line);
    if (!setup) return report_failure(setup.error(), line);
    OnlineReport report;
    Findings changes;
    if (line.shows_diff) {
        auto compared = compare_with_daemon(*setup, line);
        if (!compared) return report_failure(compared.error(), line);
        changes = *std::move(compared);
    }
    if (line.online) {
        if (!setup->settings.rpc_urls) return report_failure(missing_endpoint(), line);
        Progress progress{!line.json};
        auto online = check_online(*setup, line.budget.every, [&](const std::string& text) { progress.show(text); });
        if (!online) return report_failure(online.error(), line);
        report = *std::move(online);
    }
    const Findings files = describe_files(*setup);
    report.findings.insert(report.findings.begin(), changes.begin(), changes.end());
    report.findings.insert(report.findings.begin(), files.begin(), files.end());
    return finish(report, line);
}

}  // namespace dexarb

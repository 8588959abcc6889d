#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "dexarb/app/check_json.hpp"
#include "dexarb/app/commands.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/online_check.hpp"
#include "dexarb/app/progress.hpp"
#include "dexarb/app/setup.hpp"

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
    for (const std::string& notice : setup.notices)
        findings.push_back({"note", notice});
    return findings;
}

void print(const OnlineReport& report, const CommandLine& line) {
    if (line.json) return fmt::print("{}\n", check_json(report));
    for (const Finding& finding : report.findings)
        fmt::print("{}\n", render_finding(finding));
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
    if (line.online) {
        if (!setup->settings.rpc_urls) return report_failure(missing_endpoint(), line);
        Progress progress{!line.json};
        auto online = check_online(*setup, line.budget.every, [&](const std::string& text) { progress.show(text); });
        if (!online) return report_failure(online.error(), line);
        report = *std::move(online);
    }
    const Findings files = describe_files(*setup);
    report.findings.insert(report.findings.begin(), files.begin(), files.end());
    return finish(report, line);
}

}  // namespace dexarb

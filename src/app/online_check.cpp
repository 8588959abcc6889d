#include "dexarb/app/online_check.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "dexarb/app/endpoint_judge.hpp"
#include "dexarb/app/endpoint_probe.hpp"
#include "dexarb/app/failure.hpp"
#include "dexarb/app/market_check.hpp"
#include "dexarb/async/run.hpp"
#include "dexarb/collector/collector_options.hpp"

namespace dexarb {

namespace {

using namespace std::chrono_literals;
using OnProgress = std::function<void(const std::string&)>;
using Probes = std::vector<std::unique_ptr<EndpointProbe>>;

/// Longer than two blocks: a head that stands still so long after it seemed old is no accident.
constexpr std::chrono::milliseconds kWatching{4'500};

std::string name_of(const std::string& url, std::size_t index, std::size_t count) {
    const std::string name = endpoint_name(url);
    return count == 1 ? name : fmt::format("{} (endpoint {} of {})", name, index + 1, count);
}

Result<Probes> make_probes(const Executor& executor, const Setup& setup, const OnProgress& on_progress) {
    const auto& urls = setup.settings.rpc_urls->value;
    Probes probes;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        ProbeOptions options;
        options.name = name_of(urls[i], i, urls.size());
        if (i < setup.settings.rpc_limits.size()) options.limits = setup.settings.rpc_limits[i];
        options.units = setup.units;
        options.market = setup.market;
        options.on_progress = on_progress;
        auto probe = EndpointProbe::make(executor, urls[i], std::move(options));
        if (!probe) return std::move(probe).error();
        probes.push_back(*std::move(probe));
    }
    return probes;
}

bool seems_old(const EndpointMeasures& measures, std::chrono::milliseconds stale_after) {
    return measures.newest_head && age_of_head(measures) > stale_after;
}

/// All at once, each at its own pace; then all heads at one time.
Task<void> measure_all(const Probes& probes, std::chrono::milliseconds stale_after) {
    std::vector<Task<void>> tasks;
    for (const auto& probe : probes)
        tasks.push_back(probe->measure());
    co_await when_all(std::move(tasks));
    const bool watches =
        std::ranges::any_of(probes, [&](const auto& probe) { return seems_old(probe->measures(), stale_after); });
    if (watches) co_await sleep_for(kWatching);
    std::vector<Task<void>> looks;
    for (const auto& probe : probes)
        looks.push_back(probe->look_again());
    co_await when_all(std::move(looks));
}

/// As the collector has it before it has learnt the block time.
std::chrono::milliseconds stale_after(std::uint64_t every) {
    const CollectorOptions usual;
    return usual.first_block_interval * static_cast<std::int64_t>(usual.stall_blocks + every - 1);
}

/// The first problem, which is what to begin with.
const Finding* first_problem(const Findings& findings) {
    const auto found = std::ranges::find(findings, FindingLevel::kProblem, &Finding::level);
    return found == findings.end() ? nullptr : &*found;
}

void add_market(OnlineReport& report, const Setup& setup, const MarketCheckOptions& options) {
    auto market = check_market(setup, options);
    if (market) {
        report.findings.insert(report.findings.end(), market->begin(), market->end());
        if (first_problem(*market) != nullptr) report.code = ExitCode::kConfiguration;
        return;
    }
    report.code = exit_code_of(market.error().code);
    report.findings.push_back({"market", market.error().detail, FindingLevel::kProblem, ""});
}

Finding conclude(const OnlineReport& report, std::size_t usable) {
    if (report.code != ExitCode::kOk)
        return {"run", "would not work", FindingLevel::kProblem, "Mend the problems above, the first one first"};
    const std::size_t all = report.endpoints.size();
    if (usable < all) return {"run", fmt::format("would work, with {} of {} endpoints", usable, all)};
    return {"run", "would work"};
}

}  // namespace

Result<OnlineReport> check_online(const Setup& setup, std::uint64_t every, const OnProgress& on_progress) {
    boost::asio::io_context context{1};
    auto probes = make_probes(context.get_executor(), setup, on_progress);
    if (!probes) return std::move(probes).error();
    EndpointStandard standard;
    standard.chain_id = setup.market->chain_id;
    standard.stale_after = stale_after(every);
    run(context, measure_all(*probes, standard.stale_after));
    OnlineReport report;
    for (const auto& probe : *probes)
        report.endpoints.push_back(probe->measures());
    standard.best_head = best_head(report.endpoints);
    MarketCheckOptions market;
    for (std::size_t i = 0; i < report.endpoints.size(); ++i) {
        EndpointVerdict verdict = judge_endpoint(report.endpoints[i], standard);
        std::ranges::move(verdict.findings, std::back_inserter(report.findings));
        if (verdict.is_usable) market.endpoints.push_back(i);
    }
    market.every = every;
    market.on_progress = on_progress;
    if (market.endpoints.empty())
        report.code = ExitCode::kRpc;
    else
        add_market(report, setup, market);
    report.findings.push_back(conclude(report, market.endpoints.size()));
    return report;
}

}  // namespace dexarb

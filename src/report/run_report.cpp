#include "dexarb/report/run_report.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace dexarb {
namespace {

std::string describe_hop(const MarketDefinition& market, const Hop& hop) {
    const auto fee = static_cast<double>(market.pool(hop.pool).fee.value);
    return fmt::format("{} {:.2f}%", market.dex_of(hop.pool).name, fee / 1e4);
}

}  // namespace

Assumptions make_assumptions(const MarketDefinition& market, std::uint64_t seed, const GasModel& gas) {
    Assumptions assumptions;
    assumptions.seed = seed;
    assumptions.market_priority_fee_wei = market.priority_fee_wei;
    assumptions.gas = gas;
    for (const auto& token : market.tokens)
        if (token.is_stablecoin) assumptions.stablecoins.push_back(token.symbol);
    return assumptions;
}

std::string describe_route(const MarketDefinition& market, const Route& route) {
    std::string text = market.pairs[route.pair].symbol + ":";
    for (std::size_t i = 0; i < route.hops.size(); ++i)
        text += (i == 0 ? " " : " > ") + describe_hop(market, route.hops[i]);
    return text;
}

void add_evidence(RunReport& report, const WeighedEvidence& weighed) {
    report.evidence_note = weighed.note;
    if (!weighed.evidence) return;
    const Evidence& all = *weighed.evidence;
    for (std::size_t i = 0; i < report.traders.size(); ++i) {
        report.traders[i].evidence = all.configs[i];
        report.traders[i].is_best = all.best == i;
    }
    report.evidence = {weighed.block,        all.bar,      all.tested, all.effective_trials,
                       all.sharpe_threshold, all.episodes, all.days};
}

const TraderReport* best_tested(const RunReport& report) {
    const auto best = std::ranges::find_if(report.traders, &TraderReport::is_best);
    return !report.evidence || best == report.traders.end() ? nullptr : &*best;
}

bool net_order(const TraderReport& a, const TraderReport& b) {
    return a.metrics.net_usd != b.metrics.net_usd ? a.metrics.net_usd > b.metrics.net_usd : a.config.id < b.config.id;
}

void sort_by_net(std::vector<TraderReport>& traders) {
    std::ranges::sort(traders, net_order);
}

const TraderReport* leader(const RunReport& report) {
    const TraderReport* best = nullptr;
    bool is_tied = false;
    for (const auto& trader : report.traders) {
        const bool traded = trader.metrics.results[static_cast<std::size_t>(TradeResult::kFilled)] > 0;
        if (!traded || trader.metrics.net_usd <= MicroUsd{}) continue;
        is_tied = best != nullptr && trader.metrics.net_usd == best->metrics.net_usd;
        if (best == nullptr || trader.metrics.net_usd > best->metrics.net_usd) best = &trader;
        if (is_tied) break;
    }
    return is_tied ? nullptr : best;
}

}  // namespace dexarb

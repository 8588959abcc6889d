#include <nlohmann/json.hpp>

#include "dexarb/metrics/break_even.hpp"

#include "report/conclusion.hpp"
#include "report/evidence_section.hpp"

namespace dexarb {
namespace {

template <typename Value>
Json value_or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json ends(const std::optional<Interval>& interval) {
    return interval ? Json{interval->low, interval->high} : Json(nullptr);
}

Json fill_rate_json(const TraderMetrics& metrics) {
    const auto rate = fill_rate(metrics);
    if (!rate) return nullptr;
    return {{"filled", rate->filled},
            {"settled", rate->settled},
            {"share", rate->share()},
            {"share_95", {rate->interval.low, rate->interval.high}}};
}

Json drawdown_json(const Drawdown& drawdown) {
    return {{"depth_usd", usd_number(drawdown.depth)},
            {"length_s", drawdown.length.count()},
            {"is_made_up_for", drawdown.is_over}};
}

Json daily_json(const std::optional<DailyRatios>& daily) {
    if (!daily) return nullptr;
    return {
        {"days", daily->days}, {"sharpe_per_day", daily->sharpe}, {"sortino_per_day", value_or_null(daily->sortino)}};
}

Json break_even_json(const TraderMetrics& metrics) {
    const auto found = break_even(metrics);
    if (!found) return nullptr;
    return {{"gas_multiple", found->gas_multiple}, {"competition_rate", found->competition_rate}};
}

/// Shape of the nets per trade; no ratio where there are too few of them.
Json moments_json(const TradeEvidence& evidence) {
    const Moments& moments = evidence.trial.moments;
    if (evidence.trades < kFewestTrades) return nullptr;
    return {{"deviation_usd", moments.deviation},
            {"skewness", moments.skewness},
            {"kurtosis", moments.kurtosis},
            {"sharpe_per_trade", value_or_null(moments.sharpe())}};
}

}  // namespace

Json evidence_json(const RunReport& report) {
    const bool is_weighed = report.evidence.has_value();
    const FamilyEvidence family = report.evidence.value_or(FamilyEvidence{});
    const TraderReport* best = best_tested(report);
    return {{"is_weighed", is_weighed},
            {"note", report.evidence_note},
            {"block", is_weighed ? Json(family.block) : Json(nullptr)},
            {"trades_needed", kFewestTrades},
            {"tested", family.tested},
            {"effective_trials", family.effective_trials},
            {"episodes", family.episodes},
            {"days", family.days},
            {"best", best == nullptr ? Json(nullptr) : Json(best->config.id)},
            {"t_needed", value_or_null(family.bar)},
            {"sharpe_threshold_per_trade", family.tested > 0 ? Json(family.sharpe_threshold) : Json(nullptr)},
            {"sentence", conclusion(report)}};
}

Json evidence_json(const TraderReport& trader) {
    if (!trader.evidence) return nullptr;
    const TradeEvidence& evidence = *trader.evidence;
    const bool has_trades = evidence.trades > 0;
    return {{"trades", evidence.trades},
            {"trades_to_go", evidence.trades < kFewestTrades ? kFewestTrades - evidence.trades : 0},
            {"trades_forgotten", evidence.forgotten},
            {"days", evidence.days},
            {"fill_rate", fill_rate_json(trader.metrics)},
            {"mean_usd", has_trades ? Json(evidence.mean) : Json(nullptr)},
            {"mean_usd_95", ends(evidence.mean_interval)},
            {"median_usd", has_trades ? Json(evidence.median) : Json(nullptr)},
            {"median_usd_95", ends(evidence.median_interval)},
            {"survival_mean_usd_95", ends(evidence.survival_interval)},
            {"moments", moments_json(evidence)},
            {"t", value_or_null(evidence.trial.t)},
            {"p", value_or_null(evidence.trial.p)},
            {"p_holm", value_or_null(evidence.trial.p_holm)},
            {"p_max_t", value_or_null(evidence.trial.p_resampled)},
            {"is_separable", evidence.trial.is_separable},
            {"deflated_sharpe", value_or_null(evidence.deflated_sharpe)},
            {"behind_best_usd", value_or_null(evidence.behind)},
            {"behind_best_usd_95", ends(evidence.behind_interval)},
            {"drawdown", drawdown_json(evidence.drawdown)},
            {"break_even", break_even_json(trader.metrics)},
            {"profit_factor", value_or_null(evidence.profit_factor)},
            {"expectancy", value_or_null(evidence.expectancy)},
            {"daily", daily_json(evidence.daily)},
            {"largest_day_share", value_or_null(evidence.largest_day_share)}};
}

Json latency_json(const TraderReport& trader) {
    if (!trader.latency) return nullptr;
    const LatencyTally& tally = *trader.latency;
    Json nets = Json::array();
    for (std::size_t blocks = 0; blocks < tally.net_usd.size(); ++blocks)
        nets.push_back({{"blocks_later", blocks}, {"net_usd", usd_number(tally.net_usd[blocks])}});
    const auto most = tally.actions < kFewestTrades ? std::nullopt : break_even_blocks(tally);
    return {{"actions", tally.actions},
            {"not_followed", tally.not_followed},
            {"nets", std::move(nets)},
            {"break_even_blocks", value_or_null(most)},
            {"is_above_zero_throughout", most == kLatencyBlocks}};
}

}  // namespace dexarb

#include "dexarb/metrics/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "dexarb/metrics/deflated_sharpe.hpp"

#include "metrics/resampled.hpp"

namespace dexarb {
namespace {

std::size_t days_of(const TradeSamples& samples) {
    std::set<UtcDay> days;
    for (const TradeSample& trade : samples.trades())
        days.insert(trade.day());
    return days.size();
}

/// The best day's part of all profit; of all days kept.
std::optional<double> largest_day_share(const std::deque<DayNet>& days) {
    double sum = 0.0;
    double most = 0.0;
    for (const DayNet& day : days) {
        sum += to_double(day.net_usd);
        most = std::max(most, to_double(day.net_usd));
    }
    if (sum <= 0.0) return std::nullopt;
    return most / sum;
}

void add_wins_and_losses(TradeEvidence& evidence, const std::vector<double>& nets) {
    double won = 0.0;
    double lost = 0.0;
    std::uint64_t losses = 0;
    for (const double net : nets) {
        (net > 0.0 ? won : lost) += std::abs(net);
        losses += net < 0.0 ? 1 : 0;
    }
    if (losses == 0 || nets.size() < kFewestTrades) return;
    evidence.profit_factor = won / lost;
    evidence.expectancy = evidence.mean / (lost / static_cast<double>(losses));
}

TradeEvidence plain_evidence(const TradeSamples& samples, const TrialFamily::Column& column,
                             const Separation::Trial& trial) {
    TradeEvidence evidence;
    evidence.trades = samples.trades().size();
    evidence.forgotten = samples.forgotten();
    evidence.days = days_of(samples);
    evidence.trial = trial;
    evidence.mean = trial.moments.mean;
    evidence.median = median_of(column.nets);
    add_wins_and_losses(evidence, column.nets);
    evidence.drawdown = deepest_drawdown(samples.trades());
    evidence.daily = daily_ratios(samples.days());
    if (evidence.trades < kFewestTrades) evidence.daily.reset();
    evidence.largest_day_share = largest_day_share(samples.days());
    evidence.best_route = largest_route_share(samples.trades());
    evidence.losses = static_cast<std::uint64_t>(
        std::ranges::count_if(samples.trades(), [](const TradeSample& trade) { return trade.net_usd < MicroUsd{}; }));
    if (evidence.trades > 0) evidence.first_trade = samples.trades().front().time;
    return evidence;
}

/// Threshold and probabilities of those tested; the variance is that of their Sharpe ratios.
void add_deflated_sharpes(Evidence& evidence) {
    std::vector<double> sharpes;
    for (const TradeEvidence& config : evidence.configs)
        if (config.trial.t) sharpes.push_back(*config.trial.moments.sharpe());
    const double deviation = moments_of(sharpes).deviation;
    evidence.sharpe_threshold = sharpe_threshold(deviation * deviation, evidence.effective_trials);
    for (TradeEvidence& config : evidence.configs)
        if (config.trial.t)
            config.deflated_sharpe =
                probabilistic_sharpe(*config.trial.moments.sharpe(), evidence.sharpe_threshold, config.trial.moments);
}

/// Adds the figures of all configurations to one run over the draws, then hands the intervals out.
void add_intervals(Evidence& evidence, const TrialFamily& booked, const TrialFamily& survival,
                   const ResamplingOptions& options) {
    using Weights = std::vector<std::uint32_t>;
    ResampledIntervals intervals;
    std::vector<std::pair<std::size_t, std::optional<Interval>*>> wanted;
    const auto want = [&](std::optional<Interval>& place, double whole, ResampledIntervals::Figure figure) {
        wanted.emplace_back(intervals.add(whole, std::move(figure)), &place);
    };
    for (std::size_t i = 0; i < evidence.configs.size(); ++i) {
        TradeEvidence& config = evidence.configs[i];
        if (config.trades < kFewestTrades) continue;
        const auto& column = booked.columns[i];
        const auto& surviving = survival.columns[i];
        want(config.mean_interval, config.mean, [&](const Weights& weights) { return drawn_mean(column, weights); });
        want(config.median_interval, config.median,
             [sorted = SortedColumn{column}](const Weights& weights) { return sorted.median(weights); });
        want(config.survival_interval, moments_of(surviving.nets).mean,
             [&](const Weights& weights) { return drawn_mean(surviving, weights); });
        if (!evidence.best || i == *evidence.best) continue;
        const auto& leader = booked.columns[*evidence.best];
        config.behind = drawn_difference(leader, column, Weights(booked.rows(), 1));
        want(config.behind_interval, *config.behind,
             [&](const Weights& weights) { return drawn_difference(leader, column, weights); });
    }
    intervals.run(booked, options);
    for (const auto& [figure, place] : wanted)
        *place = intervals.interval(figure);
}

}  // namespace

std::optional<DailyRatios> daily_ratios(const std::deque<DayNet>& days) {
    if (days.empty()) return std::nullopt;
    const auto span = static_cast<std::size_t>((days.back().day - days.front().day).count()) + 1;
    if (span < kFewestDays) return std::nullopt;
    std::vector<double> nets(span, 0.0);
    double squares = 0.0;
    for (const DayNet& day : days) {
        const double net = to_double(day.net_usd);
        nets[static_cast<std::size_t>((day.day - days.front().day).count())] = net;
        if (net < 0.0) squares += net * net;
    }
    const Moments moments = moments_of(nets);
    const auto sharpe = moments.sharpe();
    if (!sharpe) return std::nullopt;
    DailyRatios ratios{span, *sharpe, std::nullopt};
    if (squares > 0.0) ratios.sortino = moments.mean / std::sqrt(squares / static_cast<double>(span));
    return ratios;
}

std::optional<RouteShare> largest_route_share(const std::deque<TradeSample>& trades) {
    std::map<RouteIndex, RouteShare> routes;
    double sum = 0.0;
    for (const TradeSample& trade : trades) {
        RouteShare& route = routes[trade.episode.route];
        route.route = trade.episode.route;
        ++route.trades;
        route.share += to_double(trade.net_usd);
        sum += to_double(trade.net_usd);
    }
    if (sum <= 0.0) return std::nullopt;
    RouteShare most =
        std::ranges::max_element(routes, {}, [](const auto& entry) { return entry.second.share; })->second;
    most.share /= sum;
    return most;
}

Drawdown deepest_drawdown(const std::deque<TradeSample>& trades) {
    Drawdown deepest;
    if (trades.empty()) return deepest;
    MicroUsd net;
    MicroUsd peak;
    MicroUsd depth;  // of the fall from this peak
    std::chrono::sys_seconds peak_time = trades.front().time;
    for (const TradeSample& trade : trades) {
        net += trade.net_usd;
        const bool is_made_up_for = net >= peak;
        depth = is_made_up_for ? depth : std::max(depth, peak - net);
        if (depth > MicroUsd{} && depth >= deepest.depth) deepest = {depth, trade.time - peak_time, is_made_up_for};
        if (!is_made_up_for) continue;
        peak = net;
        peak_time = trade.time;
        depth = {};
    }
    return deepest;
}

bool Evidence::is_anyone_separable() const {
    return std::ranges::any_of(configs, [](const TradeEvidence& config) { return config.trial.is_separable; });
}

Evidence weigh(std::span<const TradeSamples> samples, const ResamplingOptions& options) {
    const TrialFamily booked = family_of(samples, std::nullopt);
    const Separation separation = separate(booked, options);
    Evidence evidence;
    evidence.bar = separation.bar;
    evidence.best = separation.best;
    evidence.tested = separation.tested;
    evidence.episodes = booked.rows();
    evidence.days = booked.days;
    evidence.effective_trials = effective_trials(booked);
    for (std::size_t i = 0; i < samples.size(); ++i)
        evidence.configs.push_back(plain_evidence(samples[i], booked.columns[i], separation.trials[i]));
    add_deflated_sharpes(evidence);
    add_intervals(evidence, booked, family_of(samples, FillModel::kSurvival), options);
    return evidence;
}

}  // namespace dexarb

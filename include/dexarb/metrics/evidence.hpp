#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dexarb/metrics/proportion.hpp"
#include "dexarb/metrics/separation.hpp"
#include "dexarb/metrics/trade_samples.hpp"

namespace dexarb {

/// Ratios of daily results; a day between the first and the last on which nothing was booked counts as zero.
struct DailyRatios {
    std::size_t days = 0;           ///< At least `kFewestDays`.
    double sharpe = 0.0;            ///< Mean over deviation, per day.
    std::optional<double> sortino;  ///< Mean over the root of the mean square of losing days; nothing without one.
};
/// Nothing below `kFewestDays`, or where all days are the same.
[[nodiscard]] std::optional<DailyRatios> daily_ratios(const std::deque<DayNet>& days);

/// The deepest fall of the cumulative net below its highest, at least zero, and how long it took from there until it
/// was made up for; until the newest trade where it has not been.
struct Drawdown {
    MicroUsd depth;
    std::chrono::seconds length{0};
    bool is_over = true;
};
[[nodiscard]] Drawdown deepest_drawdown(const std::deque<TradeSample>& trades);

/// What the trades on one route made of all that the kept trades made.
struct RouteShare {
    RouteIndex route{};
    std::uint64_t trades = 0;
    double share = 0.0;  ///< Above one where the others lost.
};
/// The route that made most; nothing where all together made nothing.
[[nodiscard]] std::optional<RouteShare> largest_route_share(const std::deque<TradeSample>& trades);

/// What the trades of one configuration can support. Dollars are per trade; intervals hold with 95 %, by resampling.
/// What needs `kFewestTrades` is absent below them.
struct TradeEvidence {
    std::uint64_t trades = 0;     ///< Used: the newest `TradeSamples::kTrades`.
    std::uint64_t forgotten = 0;  ///< Older ones.
    std::size_t days = 0;         ///< UTC days of those used.
    double mean = 0.0;
    double median = 0.0;
    std::optional<Interval> mean_interval;
    std::optional<Interval> median_interval;
    std::optional<Interval> survival_interval;  ///< Of the mean of the same trades under `survival`.
    std::optional<double> profit_factor;        ///< Sum of the wins over that of the losses; nothing without a loss.
    std::optional<double> expectancy;           ///< Mean over the mean loss; nothing without a loss.
    Drawdown drawdown;
    Separation::Trial trial;
    std::optional<double> deflated_sharpe;  ///< Probability that it is better than the best of so many by luck.
    std::optional<DailyRatios> daily;
    std::optional<double> largest_day_share;  ///< Of the net, where that is above zero.
    std::optional<RouteShare> best_route;
    std::uint64_t losses = 0;                ///< Of the trades used.
    std::chrono::sys_seconds first_trade{};  ///< Of those used.
    /// Leader minus this one, per episode on which either traded, the luck of each shared; not of the leader itself.
    std::optional<double> behind;
    std::optional<Interval> behind_interval;
};

/// What the trades of all configurations can support, tested together.
struct Evidence {
    std::vector<TradeEvidence> configs;  ///< In the order given.
    std::optional<double> bar;           ///< The t that is needed: see `Separation`.
    std::optional<std::size_t> best;     ///< The highest t of those tested.
    std::size_t tested = 0;
    double effective_trials = 0.0;
    double sharpe_threshold = 0.0;  ///< Per trade.
    std::size_t episodes = 0;
    std::size_t days = 0;

    [[nodiscard]] bool is_anyone_separable() const;
};

/// Which of the nets of a sample a family is made of: as booked, or under one model for all.
using NetChoice = std::optional<FillModel>;

/// The samples as one family: a row per episode on which anybody traded, in order of its first block.
[[nodiscard]] TrialFamily family_of(std::span<const TradeSamples> samples, NetChoice choice);

/// The same samples and options give the same evidence. Costs replicates times trades: not for a thread that decides.
[[nodiscard]] Evidence weigh(std::span<const TradeSamples> samples, const ResamplingOptions& options);

}  // namespace dexarb

#pragma once

#include <optional>

#include "dexarb/metrics/proportion.hpp"
#include "dexarb/trading/filter_price.hpp"

namespace dexarb {

/// What doing without a filter would have gained in all, in dollars, and between which bounds that may lie.
struct FilterGain {
    double sum = 0.0;  ///< Net minus what was booked instead.
    /// Of the sum of so many episodes like these: Student's, from their mean and deviation, so wide that with 95 % all
    /// priced filters of a configuration hold at once (Bonferroni).
    Interval interval;

    [[nodiscard]] bool excludes_zero() const { return interval.low > 0.0 || interval.high < 0.0; }
};

/// Nothing below `kFewestTrades` that moved money, or where all of them gained the same.
[[nodiscard]] std::optional<FilterGain> filter_gain(const FilterPrice& price);

/// The filter of which most is known: among those whose interval excludes zero the one with the largest sum either way.
/// Never the slippage: what an action pays to whoever sees it coming is not simulated, so its price lacks a side.
[[nodiscard]] std::optional<PricedFilter> telling_filter(const FilterPrices& prices);

}  // namespace dexarb

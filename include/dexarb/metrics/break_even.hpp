#pragma once

#include <optional>

#include "dexarb/metrics/trader_metrics.hpp"

namespace dexarb {

/// Where the net of what was booked would have been zero, the same trades all the same.
struct BreakEven {
    /// Gas might have cost so many times what it did; zero where even free gas would not have done.
    double gas_multiple = 0.0;
    /// So large a share of the races might have been lost, by draw, of what `survival` says with no race lost; zero
    /// where that is no profit.
    double competition_rate = 0.0;
};

/// Nothing below `kFewestTrades` booked trades, or where they paid no gas.
[[nodiscard]] std::optional<BreakEven> break_even(const TraderMetrics& metrics);

}  // namespace dexarb

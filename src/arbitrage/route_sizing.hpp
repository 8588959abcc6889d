#pragma once

#include <optional>
#include <vector>

#include "dexarb/arbitrage/sizing.hpp"

namespace dexarb {

/// A size, or what is missing to find one.
struct Sizing {
    std::optional<SizedRoute> sized;
    /// As in `SizedRoute`, also where no size was found within the known ticks.
    std::vector<PoolIndex> wants_ticks;
};

/// `size_route` that also tells what it wants to know where it finds nothing.
[[nodiscard]] Sizing find_size(const MarketSnapshot& snapshot, const Route& route, const SizingTerms& terms);

/// What one crossed tick costs at these terms, in units of the start token, rounded down; zero where a price is
/// missing.
[[nodiscard]] U256 tick_cost(const MarketSnapshot& snapshot, TokenIndex start, const SizingTerms& terms);

}  // namespace dexarb

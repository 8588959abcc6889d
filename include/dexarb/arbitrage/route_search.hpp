#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>

#include "dexarb/amm/pool_state.hpp"

namespace dexarb {

/// One hop as the search sees it. The state must outlive the search.
struct HopView {
    const PoolState* pool = nullptr;
    bool zero_for_one = false;
};

/// What bounds and burdens the smooth optimum, in units of the start token.
struct SearchTerms {
    double cap = std::numeric_limits<double>::infinity();
    double loan_factor = 1.0;   ///< 1 + premium.
    double gas_per_tick = 0.0;  ///< What a crossed tick costs.
};

/// A point on the route's curve without rounding.
struct SmoothPoint {
    double amount_in = 0.0;
    double amount_between = 0.0;  ///< What goes from the first hop to the second.
    double amount_out = 0.0;
    double profit = 0.0;  ///< After loan fee, before gas.
    std::uint32_t ticks_crossed = 0;
};

/// The best input in doubles: where to look for the integer one, and how much no input can exceed.
struct RouteSearch {
    SmoothPoint best;     ///< Largest profit net of crossed ticks; no input if nothing profits.
    SmoothPoint optimum;  ///< Largest profit before gas, the end of the walk.
    /// At least the profit of every input up to the cap that the hops can take: the smooth optimum plus the worst
    /// rounding error of computing it in doubles.
    double profit_bound = 0.0;
    double rounding_margin = 0.0;                  ///< The part of the bound that stands for rounding.
    std::array<bool, 2> ended_by_unknown_ticks{};  ///< The hop's known ticks ended while more would have paid.

    [[nodiscard]] bool is_profitable() const { return best.amount_in > 0.0; }
};

/// Walks the price segments of both pools outward, in step, to where one more unit no longer pays.
///
/// Closed form within a pair of segments: with U = sqrt(out per in) of the first hop, V = sqrt(in per out) of the
/// second and kappa = sqrt(gamma gamma' / (1 + premium)), more pays while V < kappa U, and both meet at t = (L U + b V)
/// / (L + kappa b), b = L' / gamma'. Constant time per tick crossed, no allocation. Two hops.
[[nodiscard]] RouteSearch search_route(std::span<const HopView> hops, const SearchTerms& terms);

}  // namespace dexarb

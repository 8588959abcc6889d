#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dexarb/arbitrage/gas_model.hpp"
#include "dexarb/arbitrage/route.hpp"
#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// The exact result of sending `amount_in` through a route: what the contracts pay, hop by hop.
struct RouteQuote {
    U256 amount_in;
    std::vector<U256> amounts_out;  ///< One per hop; the last in the token the route started in.
    std::uint32_t ticks_crossed = 0;

    [[nodiscard]] const U256& amount_out() const { return amounts_out.back(); }
};

/// Quotes every hop at its integer output; no pool may occur twice. Nothing if a pool is not certain or a hop cannot
/// take all of its input.
[[nodiscard]] std::optional<RouteQuote> quote_route(const MarketSnapshot& snapshot, const Route& route,
                                                    const U256& amount_in);

/// Whether the walk of `amount_in` ends where a pool's ticks were not read: then nobody knows what the route pays. All
/// its pools are certain.
[[nodiscard]] bool leaves_known_ticks(const MarketSnapshot& snapshot, const Route& route, const U256& amount_in);

/// What bounds and burdens a size besides the pools.
struct SizingTerms {
    std::optional<U256> cap;          ///< Largest input; nothing for the best without a cap.
    std::uint32_t premium_ppm = 0;    ///< Loan fee on the input, parts per million.
    std::uint64_t gas_price_wei = 0;  ///< Base fee plus priority fee, for the steps that crossed ticks make.
    GasModel gas = default_gas_model();
};

/// The best input of a route and the proof of how good it is.
struct SizedRoute {
    RouteQuote quote;
    /// No input up to the cap profits by more than `quote` plus this, in units of the start token after loan fee and
    /// before gas; zero is a proof of the optimum. Upper bound is the smooth optimum without rounding, which the
    /// contracts never exceed; where doubles compute it, their worst rounding error is added.
    U256 certificate_gap;
    /// A hop's known ticks ended before the optimum: the true best may be larger. The pools to read further. The gap
    /// then speaks of inputs within the known ticks.
    std::vector<PoolIndex> wants_ticks;
    /// Ticks lie between no trade and the largest profit before gas, so the best size depends on what a tick costs.
    bool depends_on_gas = false;
};

/// The input that maximises output - input - loan fee - gas under `terms`: closed form per price segment, walking
/// ticks, clamped to the cap, then exact integers around it. Nothing if no input profits before gas or a pool is not
/// certain. Doubles search; the quote is the contracts'. Routes of two hops over two different pools; others are a bug
/// until the search learns them.
[[nodiscard]] std::optional<SizedRoute> size_route(const MarketSnapshot& snapshot, const Route& route,
                                                   const SizingTerms& terms);

/// ceil(amount * premium_ppm / 10^6): the loan fee on `amount`.
[[nodiscard]] U256 loan_fee(const U256& amount, std::uint32_t premium_ppm);

}  // namespace dexarb

#pragma once

#include <optional>
#include <string>

#include "dexarb/arbitrage/route.hpp"
#include "dexarb/arbitrage/sizing.hpp"

#include "support/market_builder.hpp"

namespace dexarb::testing {

/// Two pools of WETH/USDC; the route sells USDC in the first, or WETH where the pair is turned round.
struct TwoPools {
    SnapshotPtr snapshot;
    Route route;
};

/// The route that starts with the quote token of `pair` in `first` and comes back through `second`.
inline Route route_over(const MarketDefinition& market, PoolIndex first, PoolIndex second) {
    const RouteBook book{market};
    for (const Route& route : book.routes())
        if (route.hops[0].pool == first && route.hops[1].pool == second) return route;
    fail("no such route");
}

/// A market of two pools given by their states; the route buys the pair's base in the first.
inline TwoPools two_pools(const PoolState& first, const PoolState& second) {
    MarketBuilder market;
    const PoolIndex a = market.add_state(kWeth, kUsdc, first);
    const PoolIndex b = market.add_state(kWeth, kUsdc, second);
    return {market.next_block(), route_over(*market.market(), a, b)};
}

inline std::string digits(const U256& value) {
    return to_decimal(value);
}

/// Output less input less loan fee of a quote, or nothing for a loss.
inline std::optional<U256> profit_of(const RouteQuote& quote, std::uint32_t premium_ppm = 0) {
    return checked_sub(quote.amount_out(), quote.amount_in + loan_fee(quote.amount_in, premium_ppm));
}

/// Profit of an input on the exact quotes; zero for a loss or an input the route cannot take.
inline U256 profit_at(const TwoPools& pools, const U256& amount_in, std::uint32_t premium_ppm = 0) {
    const auto quote = quote_route(*pools.snapshot, pools.route, amount_in);
    return quote ? profit_of(*quote, premium_ppm).value_or(U256{}) : U256{};
}

/// Terms without gas: nothing but the pools, the cap and the loan.
inline SizingTerms free_of_gas(std::optional<U256> cap = {}, std::uint32_t premium_ppm = 0) {
    SizingTerms terms;
    terms.cap = cap;
    terms.premium_ppm = premium_ppm;
    return terms;
}

}  // namespace dexarb::testing

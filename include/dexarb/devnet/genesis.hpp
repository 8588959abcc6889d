#pragma once

#include <cstdint>
#include <vector>

#include "dexarb/devnet/simulated_pool.hpp"

namespace dexarb {

/// What a pool is for in the simulated market.
enum class PoolRole : std::uint8_t {
    kMissing,        ///< No contract at its address.
    kLive,           ///< Traded, near the market's price.
    kShallow,        ///< Next to nothing inside, and stale: nobody trades it.
    kEmpty,          ///< A contract without liquidity.
    kOffMarket,      ///< Far from the market's price with dust inside: a spread that pays nothing.
    kUninitialized,  ///< Concentrated liquidity without a price until the order flow initialises it.
};

struct TokenPrice {
    Address token;
    double usd = 1.0;
};

/// Round prices of the tokens of polygon.json; tokens without one count as $1.
[[nodiscard]] std::vector<TokenPrice> polygon_prices();

struct GenesisOptions {
    std::vector<TokenPrice> prices = polygon_prices();
    /// The market's first pairs are the busy ones: their pools are deep, and most of the order flow goes there.
    std::size_t busy_pairs = 3;
    double pair_depth_usd = 300'000.0;  ///< Of one side of the deepest V2 pool of a busy pair.
    double other_depth_usd = 40'000.0;  ///< Of pools outside the busy pairs.
    double shallow_depth_usd = 150.0;   ///< Of one side.
    double off_market_depth_usd = 5.0;  ///< Of one side.
    double off_market_factor = 1.4;     ///< Its price over the market's.
    std::uint32_t missing_every = 0;    ///< Each n-th pool outside the busy pairs is missing; 0 for none.
    bool has_odd_pools = true;       ///< Empty, shallow and off-market pools among those of the second and third pair.
    std::vector<PoolIndex> missing;  ///< These too.
};

struct Genesis {
    WorldStatePtr world;
    std::vector<bool> is_busy;       ///< By pool: of a busy pair.
    std::vector<PoolRole> roles;     ///< By pool.
    std::vector<double> prices_usd;  ///< By token; a whole token.
};

/// Deploys the market's pools. Depends on nothing but its arguments.
[[nodiscard]] Genesis make_genesis(const MarketDefinition& market, const GenesisOptions& options, BlockNumber block);

/// sqrt(token1 per token0) in smallest units at these prices.
[[nodiscard]] double fair_sqrt_price(const MarketDefinition& market, PoolIndex pool,
                                     const std::vector<double>& prices_usd);

/// Smallest units of a token in one of it.
[[nodiscard]] double whole_token(const MarketDefinition& market, TokenIndex token);

}  // namespace dexarb

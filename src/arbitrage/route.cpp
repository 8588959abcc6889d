#include "dexarb/arbitrage/route.hpp"

namespace dexarb {

namespace {

bool trades(const PoolDefinition& pool, const PairDefinition& pair) {
    return (pool.token0 == pair.base && pool.token1 == pair.quote) ||
           (pool.token0 == pair.quote && pool.token1 == pair.base);
}

std::vector<PoolIndex> pools_of(const MarketDefinition& market, const PairDefinition& pair) {
    std::vector<PoolIndex> pools;
    for (std::uint32_t i = 0; i < market.pools.size(); ++i)
        if (trades(market.pools[i], pair)) pools.push_back(PoolIndex{i});
    return pools;
}

std::vector<std::uint8_t> key_of(const MarketDefinition& market, const std::vector<Hop>& hops) {
    std::vector<std::uint8_t> key;
    for (const Hop& hop : hops) {
        const auto& bytes = market.pool(hop.pool).address.bytes;
        key.insert(key.end(), bytes.begin(), bytes.end());
        key.push_back(hop.zero_for_one ? 1 : 0);
    }
    return key;
}

Route make_route(const MarketDefinition& market, std::uint32_t pair, PoolIndex first, PoolIndex second) {
    Route route;
    route.start = market.pairs[pair].quote;
    route.pair = pair;
    route.hops = {{first, market.pool(first).token0 == route.start},
                  {second, market.pool(second).token1 == route.start}};
    route.key = key_of(market, route.hops);
    return route;
}

}  // namespace

RouteBook::RouteBook(const MarketDefinition& market) : through_(market.pools.size()) {
    for (std::uint32_t pair = 0; pair < market.pairs.size(); ++pair) {
        const std::vector<PoolIndex> pools = pools_of(market, market.pairs[pair]);
        for (const PoolIndex first : pools)
            for (const PoolIndex second : pools)
                if (first != second) routes_.push_back(make_route(market, pair, first, second));
    }
    for (std::uint32_t i = 0; i < routes_.size(); ++i)
        for (const Hop& hop : routes_[i].hops)
            through_[position(hop.pool)].push_back(RouteIndex{i});
}

TokenIndex token_in(const MarketDefinition& market, const Hop& hop) {
    const PoolDefinition& pool = market.pool(hop.pool);
    return hop.zero_for_one ? pool.token0 : pool.token1;
}

TokenIndex token_out(const MarketDefinition& market, const Hop& hop) {
    const PoolDefinition& pool = market.pool(hop.pool);
    return hop.zero_for_one ? pool.token1 : pool.token0;
}

}  // namespace dexarb

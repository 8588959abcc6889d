#include "dexarb/arbitrage/route.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "support/market_builder.hpp"

namespace dexarb::testing {
namespace {

/// Three WETH/USDC pools and two WMATIC/USDC pools, where USDC is token0 and token1 respectively.
struct FivePools {
    MarketBuilder builder;
    std::vector<PoolIndex> weth{builder.add(PairPool{}), builder.add(RangePool{}), builder.add(PairPool{})};
    std::vector<PoolIndex> wmatic{builder.add(PairPool{kWmatic, kUsdc, 0.1}),
                                  builder.add(RangePool{kWmatic, kUsdc, 0.1})};
    MarketDefinitionPtr market = builder.add_pair(kWmatic, kUsdc).market();
    RouteBook book{*market};
};

TEST(RouteBook, HoldsEveryOrderedPairOfPoolsOfEachPair) {
    const FivePools pools;

    std::set<std::vector<Hop>> distinct;
    for (const Route& route : pools.book.routes())
        distinct.insert(route.hops);

    EXPECT_EQ(pools.book.routes().size(), 3U * 2 + 2 * 1);
    EXPECT_EQ(distinct.size(), 8U);
}

TEST(RouteBook, RoutesAreCyclesFromTheQuoteTokenThroughTheBase) {
    const FivePools pools;

    for (const Route& route : pools.book.routes()) {
        EXPECT_EQ(route.start, kUsdc);
        ASSERT_EQ(route.hops.size(), 2U);
        EXPECT_EQ(token_in(*pools.market, route.hops[0]), kUsdc);
        EXPECT_EQ(token_out(*pools.market, route.hops[0]), pools.market->pairs[route.pair].base);
        EXPECT_EQ(token_in(*pools.market, route.hops[1]), pools.market->pairs[route.pair].base);
        EXPECT_EQ(token_out(*pools.market, route.hops[1]), kUsdc);
        EXPECT_NE(route.hops[0].pool, route.hops[1].pool);
    }
}

TEST(RouteBook, DirectionFollowsTheOrderOfAddresses) {
    const FivePools pools;

    EXPECT_TRUE(pools.book.route(RouteIndex{0}).hops[0].zero_for_one);
    EXPECT_FALSE(pools.book.route(RouteIndex{6}).hops[0].zero_for_one);
}

TEST(RouteBook, ThroughAPoolListsItsRoutesAscending) {
    const FivePools pools;

    const auto through = pools.book.through(pools.weth[1]);

    EXPECT_EQ(through.size(), 4U);
    EXPECT_TRUE(std::is_sorted(through.begin(), through.end()));
    for (const RouteIndex index : through) {
        const Route& route = pools.book.route(index);
        EXPECT_TRUE(route.hops[0].pool == pools.weth[1] || route.hops[1].pool == pools.weth[1]);
    }
}

TEST(RouteBook, KeyIsAddressAndDirectionOfEachHop) {
    const FivePools pools;
    const Route& route = pools.book.route(RouteIndex{0});

    ASSERT_EQ(route.key.size(), 42U);
    EXPECT_EQ(route.key[20], 1);
    EXPECT_EQ(route.key[41], 0);
    const auto& second = pools.market->pool(route.hops[1].pool).address.bytes;
    EXPECT_TRUE(std::equal(second.begin(), second.end(), route.key.begin() + 21));
}

TEST(RouteBook, PoolsOfDifferentTokensMakeNoRoute) {
    MarketBuilder builder;
    builder.add(PairPool{});
    builder.add(PairPool{kWbtc, kUsdc, 60000.0});

    EXPECT_TRUE(RouteBook{*builder.market()}.routes().empty());
}

}  // namespace
}  // namespace dexarb::testing

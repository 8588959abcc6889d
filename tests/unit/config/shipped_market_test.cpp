#include <map>

#include <gtest/gtest.h>

#include "config_support.hpp"

namespace dexarb {
namespace {

TEST(ShippedMarket, TracksThePoolsAliveIn2026) {
    const auto& market = polygon();
    std::map<std::string, int> pools_by_dex;
    for (const auto& pool : market.pools)
        ++pools_by_dex[market.dexes[pool.dex].name];

    EXPECT_EQ(market.chain_id, 137U);
    EXPECT_EQ(market.token(market.native).symbol, "WMATIC");
    EXPECT_EQ(market.tokens.size(), 10U);
    EXPECT_EQ(market.pools.size(), 86U);
    EXPECT_EQ(pools_by_dex, (std::map<std::string, int>{{"QuickSwapV2", 26}, {"SushiSwapV2", 9}, {"UniswapV3", 51}}));
}

TEST(ShippedMarket, KeepsTheTwoUsdcApart) {
    const auto& market = polygon();
    const auto bridged = market.pairs[find_pair(market, "WETH/USDC.e").value()];
    const auto native = market.pairs[find_pair(market, "WETH/USDC").value()];

    EXPECT_EQ(to_string(market.token(bridged.quote).address), "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174");
    EXPECT_EQ(to_string(market.token(native.quote).address), "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359");
}

}  // namespace
}  // namespace dexarb

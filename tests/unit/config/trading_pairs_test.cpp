#include "dexarb/config/trading_pairs.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "config_support.hpp"

namespace dexarb {
namespace {

const std::string kWeth = "0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619";
const std::string kUsdcE = "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174";

Result<MarketDefinition> market_with(const std::string& text) {
    const auto pairs = parse_trading_pairs(text);
    if (!pairs) return pairs.error();
    return with_trading_pairs(polygon(), *pairs);
}

std::string pair_of(const std::string& text) {
    const auto market = market_with(text).value();
    const auto& pair = market.pairs.at(0);
    return market.token(pair.base).symbol + " for " + market.token(pair.quote).symbol;
}

TEST(TradingPairs, TheSymbolSaysWhichTokenIsTheQuote) {
    EXPECT_EQ(pair_of(kWeth + ":" + kUsdcE + ":WETH/USDC"), "WETH for USDC.e");
    EXPECT_EQ(pair_of(kUsdcE + ":" + kWeth + ":WETH/USDC"), "WETH for USDC.e") << "whatever the order of addresses";
    EXPECT_EQ(pair_of("WETH:USDC:WETH/USDC"), "WETH for USDC");
    EXPECT_EQ(pair_of("WMATIC:USDC.e:MATIC-USD"), "WMATIC for USDC.e") << "else the second token is the quote";
    EXPECT_EQ(pair_of("0x7ceb23fd6bc0add59e62ac25578270cff1b9f619:" + kUsdcE + ":WETH/USDC"), "WETH for USDC.e");
}

TEST(TradingPairs, ReplaceThePairsAndDeriveThePoolsByCreate2) {
    const auto market = market_with("WETH:USDC.e:WETH/USDC").value();
    const auto serves = [&](const PoolDefinition& pool) {
        return market.token(pool.token0).symbol == "USDC.e" && market.token(pool.token1).symbol == "WETH";
    };

    EXPECT_EQ(market.pairs.size(), 1U);
    EXPECT_EQ(std::ranges::count_if(market.pools, serves), 6) << "two constant-product DEXes and four fee tiers";
    EXPECT_TRUE(find_pool(market, parse_address("0x45dDa9cb7c25131DF268515131f647d726f50608").value()));
}

TEST(TradingPairs, KeepThePoolsThatGiveThePricesOfGasAndQuoteTokens) {
    const auto market = market_with("AAVE:WETH:AAVE/WETH").value();
    const auto count = [&](const std::string& symbol) {
        return std::ranges::count_if(market.pools, [&](const PoolDefinition& pool) {
            const auto& token0 = market.token(pool.token0);
            const auto& token1 = market.token(pool.token1);
            return (token0.symbol == symbol && token1.is_stablecoin) ||
                   (token1.symbol == symbol && token0.is_stablecoin);
        });
    };

    EXPECT_EQ(count("WMATIC"), 12);
    EXPECT_EQ(count("WETH"), 11);
    EXPECT_EQ(count("AAVE"), 0);
    EXPECT_EQ(market.pools.size(), 6U + 12U + 11U);
}

TEST(TradingPairs, RefuseByPart) {
    const std::pair<std::string, std::string> cases[] = {
        {"", "TRADING_PAIRS: part 1: \"\" must read token0:token1:SYMBOL"},
        {"WETH:USDC.e:WETH/USDC,", "TRADING_PAIRS: part 2: \"\" must read token0:token1:SYMBOL"},
        {"WETH:USDC.e", "TRADING_PAIRS: part 1: \"WETH:USDC.e\" must read token0:token1:SYMBOL"},
        {"WETH::WETH/USDC", "TRADING_PAIRS: part 1: \"WETH::WETH/USDC\" must read token0:token1:SYMBOL"},
        {"a:b:c:d", "TRADING_PAIRS: part 1: \"a:b:c:d\" must read token0:token1:SYMBOL"},
        {"WETH:USDC.e:A-SYMBOL-THAT-FILLS-A-WHOLE-COLUMN",
         "TRADING_PAIRS: part 1: the symbol has more than 24 letters"},
        {"WETH:USDC.e:WETH/USDC,WETT:USDC.e:x",
         "TRADING_PAIRS: part 2: unknown token \"WETT\"; did you mean \"WETH\"?"},
        {"0x53E0bca35eC356BD5ddDFebbD1Fc0fD03FaBad3:USDC.e:x",
         "TRADING_PAIRS: part 1: " + parse_address("0x53E0bca35eC356BD5ddDFebbD1Fc0fD03FaBad3").error().detail},
        {"0x853Ee4b2A13f8a742d64C8F088bE7bA2131f670d:USDC.e:x",
         "TRADING_PAIRS: part 1: unknown token 0x853Ee4b2A13f8a742d64C8F088bE7bA2131f670d: add it with its decimals to "
         "the market file"},
        {"WETH:WETH:x", "TRADING_PAIRS: part 1: both tokens are the same"},
        {"WETH:USDC.e:WBTC/USDC", "TRADING_PAIRS: part 1: \"WBTC\" in WBTC/USDC is neither of the two tokens"},
        {"WETH:USDC.e:x,WBTC:USDC.e:x", "TRADING_PAIRS: part 2: duplicate symbol \"x\""},
        {"WETH:USDC.e:x,WETH:USDC.e:y", "TRADING_PAIRS: part 2: the same two tokens as x"},
    };
    for (const auto& [text, message] : cases) {
        const auto market = market_with(text);
        ASSERT_FALSE(market) << text;
        EXPECT_EQ(market.error().detail, message);
    }
}

TEST(TradingPairs, StrategiesKeepThePairsThatAreThereByTheirTokens) {
    const auto market = market_with("WBTC:USDC.e:WBTC/USDC,WETH:USDC.e:WETH/USDC").value();
    const auto carried = carry_over(presets(), polygon(), market).value();
    const auto& strategies = carried.strategies.strategies;

    EXPECT_EQ(strategies[0].config.pairs, (std::vector<std::uint32_t>{1})) << "Conservative: WETH, now the second pair";
    EXPECT_EQ(strategies[2].config.pairs, (std::vector<std::uint32_t>{0, 1})) << "Aggressive";
    EXPECT_TRUE(strategies[6].config.pairs.empty()) << "WMATIC Only";
    ASSERT_EQ(carried.notices.size(), 10U);
    EXPECT_EQ(carried.notices[0], "moderate: WMATIC/USDC.e not in TRADING_PAIRS");
    EXPECT_EQ(carried.notices[4], "wmatic_only: WMATIC/USDC.e not in TRADING_PAIRS; it has no pair left to trade");
}

TEST(TradingPairs, RefuseWhenNobodyTradesThem) {
    const auto market = market_with("AAVE:WETH:AAVE/WETH").value();

    EXPECT_EQ(carry_over(presets(), polygon(), market).error().detail,
              "TRADING_PAIRS: no configuration trades any of these pairs; add them to the strategies file");
}

}  // namespace
}  // namespace dexarb

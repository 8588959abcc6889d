#include "dexarb/config/market_file.hpp"

#include <gtest/gtest.h>

#include "config_support.hpp"

namespace dexarb {
namespace {

const std::string kMarket = R"({
  "name": "Small", "chain_id": 137, "native_token": "WMATIC",
  "tokens": [
    {"symbol": "USDC.e", "address": "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174", "decimals": 6, "stablecoin": true},
    {"symbol": "WETH", "address": "0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619", "decimals": 18},
    {"symbol": "WMATIC", "address": "0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270", "decimals": 18}
  ],
  "dexes": [
    {"name": "QuickSwapV2", "kind": "constant_product", "factory": "0x5757371414417b8C6CAad45bAeF941aBc7d3Ab32",
     "init_code_hash": "0x96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f", "fee_ppm": 3000},
    {"name": "UniswapV3", "kind": "concentrated", "factory": "0x1F98431c8aD98523631AE4a59f267346ea31F984",
     "init_code_hash": "0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54",
     "fee_tiers": [{"fee_ppm": 500, "tick_spacing": 10}, {"fee_ppm": 3000, "tick_spacing": 60}]}
  ],
  "pairs": [{"base": "WETH", "quote": "USDC.e"}],
  "pools": [
    {"dex": "QuickSwapV2", "tokens": ["WETH", "USDC.e"], "address": "0x853Ee4b2A13f8a742d64C8F088bE7bA2131f670d"},
    {"dex": "UniswapV3", "tokens": ["USDC.e", "WETH"], "fee_ppm": 500,
     "address": "0x45dDa9cb7c25131DF268515131f647d726f50608"}
  ]
})";

std::string market_refusal(const std::string& text) {
    const auto market = read_market(parse_json(text, "m.json").value(), "m.json");
    return market ? "" : market.error().detail;
}

TEST(MarketFile, ReadsWhatIsThere) {
    const auto market = read_market(parse_json(kMarket, "m.json").value(), "m.json").value();

    EXPECT_EQ(market.chain_id, 137U);
    EXPECT_EQ(market.token(market.native).symbol, "WMATIC");
    ASSERT_EQ(market.pools.size(), 2U);
    EXPECT_EQ(market.token(market.pools[0].token0).symbol, "USDC.e") << "ordered by address, not by the file";
    EXPECT_EQ(market.pools[0].fee.value, 3000U);
    EXPECT_EQ(market.pools[1].tick_spacing, 10);
    ASSERT_EQ(market.pairs.size(), 1U);
    EXPECT_EQ(market.pairs[0].symbol, "WETH/USDC.e");
    EXPECT_EQ(market.token(market.pairs[0].quote).symbol, "USDC.e");
}

TEST(MarketFile, DerivesPoolsByCreate2WhereNoneAreListed) {
    auto text = kMarket;
    text.erase(text.find(",\n  \"pools\""));
    const auto market = read_market(parse_json(text + "}", "m.json").value(), "m.json").value();

    ASSERT_EQ(market.pools.size(), 3U) << "one pair of QuickSwap, two tiers of Uniswap";
    EXPECT_EQ(to_string(market.pools[0].address), "0x853Ee4b2A13f8a742d64C8F088bE7bA2131f670d");
    EXPECT_EQ(to_string(market.pools[1].address), "0x45dDa9cb7c25131DF268515131f647d726f50608");
    EXPECT_EQ(to_string(market.pools[2].address), "0x0e44cEb592AcFC5D3F09D996302eB4C499ff8c10");
}

struct BadMarket {
    std::string from;
    std::string to;
    std::string message;
};

TEST(MarketFile, RefusesWithPointerAndReason) {
    const BadMarket cases[] = {
        {"\"chain_id\"", "\"chainid\"",
         "m.json: /chainid: unknown key; did you mean \"chain_id\"?\nm.json: \"chain_id\" is missing"},
        {"\"symbol\": \"WETH\"", "\"symbool\": 1, \"symbol\": \"WETH\"",
         "m.json: /tokens/1/symbool: unknown key; did you mean \"symbol\"?"},
        {"137", "\"137\"", "m.json: /chain_id: must be a number, not a string"},
        {"137", "-137", "m.json: /chain_id: -137 is negative"},
        {"137", "0", "m.json: /chain_id: 0 is impossible: at least 1"},
        {"137", "137.5", "m.json: /chain_id: 137.5 is not a whole number"},
        {"\"native_token\": \"WMATIC\"", "\"native_token\": \"WMATC\"",
         "m.json: /native_token: unknown token \"WMATC\"; did you mean \"WMATIC\"?"},
        {"\"name\": \"Small\"", "\"name\": \"\"", "m.json: /name: must not be empty"},
        {"\"symbol\": \"WETH\"", "\"symbol\": \"USDC.e\"",
         "m.json: /tokens/1/symbol: duplicate symbol \"USDC.e\": tell the two apart, as USDC and USDC.e\n"
         "m.json: /pairs/0/base: unknown token \"WETH\"; known: USDC.e, USDC.e, WMATIC"},
        {"0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619", "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174",
         "m.json: /tokens/1/address: duplicate address: it is USDC.e's"},
        {"0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619", "0x0000000000000000000000000000000000000000",
         "m.json: /tokens/1/address: the zero address is no contract"},
        {"\"decimals\": 18", "\"decimals\": 300", "m.json: /tokens/1/decimals: 300 is impossible: at most 36"},
        {"\"stablecoin\": true", "\"stablecoin\": 1",
         "m.json: /tokens/0/stablecoin: must be true or false, not a number"},
        {"\"kind\": \"concentrated\"", "\"kind\": \"v3\"",
         "m.json: /dexes/1/kind: unknown kind \"v3\"; known: constant_product, concentrated"},
        {"\"kind\": \"constant_product\"", "\"kind\": \"concentrated\"",
         "m.json: /dexes/0/fee_ppm: a concentrated DEX has fee_tiers instead\n"
         "m.json: /dexes/0: \"fee_tiers\" is missing"},
        {"0x96e8ac42", "0x96e8ac4", "m.json: /dexes/0/init_code_hash: must be 0x and 64 hex digits"},
        {"\"fee_ppm\": 3000}", "\"fee_ppm\": 1000000}",
         "m.json: /dexes/0/fee_ppm: 1000000 is impossible: at most 999999"},
        {"\"name\": \"UniswapV3\"", "\"name\": \"QuickSwapV2\"",
         "m.json: /dexes/1/name: duplicate DEX \"QuickSwapV2\""},
        {"\"dex\": \"UniswapV3\"", "\"dex\": \"uniswapV3\"",
         "m.json: /pools/1/dex: unknown DEX \"uniswapV3\"; did you mean \"UniswapV3\"?"},
        {"[\"USDC.e\", \"WETH\"], \"fee_ppm\": 500", "[\"USDC.e\", \"WETH\"], \"fee_ppm\": 400",
         "m.json: /pools/1/fee_ppm: 400 is no fee tier of UniswapV3; known: 500, 3000"},
        {"[\"USDC.e\", \"WETH\"]", "[\"USDC.e\"]", "m.json: /pools/1/tokens: must name two tokens"},
        {"[\"USDC.e\", \"WETH\"]", "[\"WETH\", \"WETH\"]", "m.json: /pools/1/tokens: must name two different tokens"},
        {"0x45dDa9cb7c25131DF268515131f647d726f50608", "0x853Ee4b2A13f8a742d64C8F088bE7bA2131f670d",
         "m.json: /pools/1/address: CREATE2 gives 0x45dDa9cb7c25131DF268515131f647d726f50608 for UniswapV3 USDC.e/WETH "
         "at 500 ppm, not 0x853Ee4b2A13f8a742d64C8F088bE7bA2131f670d"},
        {"{\"base\": \"WETH\", \"quote\": \"USDC.e\"}", "{\"base\": \"WETH\", \"quote\": \"WETH\"}",
         "m.json: /pairs/0: base and quote are the same token"},
        {"{\"base\": \"WETH\", \"quote\": \"USDC.e\"}",
         "{\"base\": \"WETH\", \"quote\": \"USDC.e\"}, {\"base\": \"WETH\", \"quote\": \"USDC.e\"}",
         "m.json: /pairs/1: duplicate pair \"WETH/USDC.e\""},
        {"\"base\": \"WETH\"", "\"base\": \"WMATIC\"",
         "m.json: /pairs: WMATIC/USDC.e has 0 pools in this file; an arbitrage needs two"},
    };
    for (const auto& bad : cases)
        EXPECT_EQ(market_refusal(with(kMarket, bad.from, bad.to)), bad.message) << bad.to;
}

TEST(MarketFile, RefusesAWrongChecksumAndNamesTheRightSpelling) {
    const auto message = market_refusal(with(kMarket, "0x7ceB23fD", "0x7CeB23fD"));

    EXPECT_EQ(message.find("m.json: /tokens/1/address: "), 0U) << message;
    EXPECT_NE(message.find("0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619"), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << "one mistake, one line";
}

TEST(MarketFile, RefusesAV3FactoryDeclaredAsV2) {
    const auto message =
        market_refusal(with(with(kMarket, "\"kind\": \"concentrated\"", "\"kind\": \"constant_product\""),
                            "\"fee_tiers\": [{\"fee_ppm\": 500, \"tick_spacing\": 10}, {\"fee_ppm\": 3000, "
                            "\"tick_spacing\": 60}]",
                            "\"fee_ppm\": 500"));

    EXPECT_EQ(message.find("m.json: /pools/1/address: CREATE2 gives "), 0U) << message;
}

TEST(MarketFile, RefusesTheSamePoolTwice) {
    const std::string pool =
        "{\"dex\": \"QuickSwapV2\", \"tokens\": [\"WETH\", \"USDC.e\"], \"address\": "
        "\"0x853Ee4b2A13f8a742d64C8F088bE7bA2131f670d\"}";
    EXPECT_EQ(market_refusal(with(kMarket, pool, pool + ",\n" + pool)),
              "m.json: /pools/1: duplicate pool 0x853Ee4b2A13f8a742d64C8F088bE7bA2131f670d");
}

TEST(MarketFile, ListsEverythingWrongAtOnce) {
    const auto message = market_refusal(with(with(kMarket, "137", "0"), "\"base\": \"WETH\"", "\"base\": \"WETT\""));

    EXPECT_EQ(message,
              "m.json: /chain_id: 0 is impossible: at least 1\n"
              "m.json: /pairs/0/base: unknown token \"WETT\"; did you mean \"WETH\"?");
}

}  // namespace
}  // namespace dexarb

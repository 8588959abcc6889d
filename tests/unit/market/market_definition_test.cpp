#include "dexarb/market/market_definition.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

const Address kUsdcE = *parse_address("0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174");
const Address kWeth = *parse_address("0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619");
const Address kWmatic = *parse_address("0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270");

Dex make_dex(DexKind kind, const char* factory, const char* init_code_hash) {
    Dex dex;
    dex.name = "SomeDex";
    dex.kind = kind;
    dex.factory = *parse_address(factory);
    dex.init_code_hash = *hash_from_hex(init_code_hash);
    return dex;
}

const Dex kQuickSwap = make_dex(DexKind::kConstantProduct, "0x5757371414417b8C6CAad45bAeF941aBc7d3Ab32",
                                "0x96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f");
const Dex kSushi = make_dex(DexKind::kConstantProduct, "0xc35DADB65012eC5796536bD9864eD8773aBc74C4",
                            "0xe18a34eb0e04b04f7a0ac29a6e80748dca96319b42c54d679cb821dca90c6303");
const Dex kUniswap = make_dex(DexKind::kConcentrated, "0x1F98431c8aD98523631AE4a59f267346ea31F984",
                              "0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54");

struct Deployed {
    const Dex& dex;
    Address token;
    std::uint32_t fee;
    const char* address;
};

// The pools as Polygon has them.
TEST(MarketDefinition, DerivesTheAddressesOfDeployedPoolsInAnyOrderOfTokens) {
    for (const Deployed& pool : {Deployed{kQuickSwap, kWeth, 3000, "0x853ee4b2a13f8a742d64c8f088be7ba2131f670d"},
                                 Deployed{kQuickSwap, kWmatic, 3000, "0x6e7a5fafcec6bb1e78bae2a1f0b612012bf14827"},
                                 Deployed{kSushi, kWeth, 3000, "0x34965ba0ac2451a34a0471f04cca3f990b8dea27"},
                                 Deployed{kUniswap, kWeth, 500, "0x45dda9cb7c25131df268515131f647d726f50608"},
                                 Deployed{kUniswap, kWeth, 3000, "0x0e44ceb592acfc5d3f09d996302eb4c499ff8c10"},
                                 Deployed{kUniswap, kWmatic, 500, "0xa374094527e1673a86de625aa59517c5de346d32"}}) {
        EXPECT_EQ(pool_address(pool.dex, kUsdcE, pool.token, {pool.fee}), *parse_address(pool.address));
        EXPECT_EQ(pool_address(pool.dex, pool.token, kUsdcE, {pool.fee}), *parse_address(pool.address));
    }
}

MarketDefinition two_usdc_market() {
    MarketDefinition market;
    market.tokens = {{kUsdcE, "USDC", 6, true},
                     {*parse_address("0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359"), "USDC", 6, true},
                     {kWeth, "WETH", 18, false}};
    market.dexes = {kUniswap};
    market.pools = {
        {pool_address(kUniswap, kUsdcE, kWeth, {500}), 0, TokenIndex{0}, TokenIndex{2}, {500}, 10},
        {pool_address(kUniswap, market.tokens[1].address, kWeth, {500}), 0, TokenIndex{1}, TokenIndex{2}, {500}, 10}};
    market.pairs = {{"WETH/USDC", TokenIndex{2}, TokenIndex{0}}};
    return market;
}

TEST(MarketDefinition, KeepsBridgedAndNativeUsdcApartThoughTheyShareASymbol) {
    const MarketDefinition market = two_usdc_market();

    EXPECT_EQ(find_token(market, kUsdcE), TokenIndex{0});
    EXPECT_EQ(find_token(market, market.tokens[1].address), TokenIndex{1});
    EXPECT_EQ(find_pool(market, market.pools[0].address), PoolIndex{0});
    EXPECT_EQ(find_pool(market, market.pools[1].address), PoolIndex{1});
}

TEST(MarketDefinition, FindsNothingThatIsNotThere) {
    const MarketDefinition market = two_usdc_market();

    EXPECT_FALSE(find_token(market, kWmatic));
    EXPECT_FALSE(find_pool(market, kWmatic));
    EXPECT_FALSE(find_pair(market, "WETH/USDT"));
    EXPECT_EQ(find_pair(market, "WETH/USDC"), 0U);
}

TEST(MarketDefinition, DescribesAPoolAsItsPairIsNamedWhateverTheOrderOfAddresses) {
    EXPECT_EQ(describe_pool(two_usdc_market(), PoolIndex{0}), "SomeDex WETH/USDC 0.05% 0x45dd..0608");
}

TEST(MarketDefinition, DescribesAFeeOfOddPartsInFull) {
    MarketDefinition market = two_usdc_market();

    market.pools[0].fee = {2505};

    EXPECT_EQ(describe_pool(market, PoolIndex{0}), "SomeDex WETH/USDC 0.2505% 0x45dd..0608");
}

}  // namespace
}  // namespace dexarb

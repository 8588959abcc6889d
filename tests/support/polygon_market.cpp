#include "support/polygon_market.hpp"

#include <algorithm>
#include <initializer_list>

namespace dexarb::testing {
namespace {

constexpr std::uint32_t kQuick = 0;
constexpr std::uint32_t kSushi = 1;
constexpr std::uint32_t kUniswap = 2;

Address address_of(const char* text) {
    return *parse_checksummed_address(text);
}

Dex pair_dex(const char* name, const char* factory, const char* code_hash) {
    return {name, DexKind::kConstantProduct, address_of(factory), *hash_from_hex(code_hash), FeePpm{3000}, {}};
}

Dex range_dex() {
    return {"UniswapV3",
            DexKind::kConcentrated,
            address_of("0x1F98431c8aD98523631AE4a59f267346ea31F984"),
            *hash_from_hex("0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54"),
            FeePpm{},
            {{FeePpm{100}, 1}, {FeePpm{500}, 10}, {FeePpm{3000}, 60}, {FeePpm{10000}, 200}}};
}

MarketDefinition tokens_and_dexes() {
    MarketDefinition market;
    market.name = "polygon";
    market.chain_id = 137;
    market.tokens = {{address_of("0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174"), "USDC.e", 6, true},
                     {address_of("0x7ceB23fD6bC0adD59E62ac25578270cFf1b9f619"), "WETH", 18, false},
                     {address_of("0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270"), "WMATIC", 18, false},
                     {address_of("0x1BFD67037B42Cf73acF2047067bd4F2C47D9BfD6"), "WBTC", 8, false},
                     {address_of("0xc2132D05D31c914a87C6611C10748AEb04B58e8F"), "USDT", 6, true}};
    market.dexes = {pair_dex("QuickSwapV2", "0x5757371414417b8C6CAad45bAeF941aBc7d3Ab32",
                             "0x96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f"),
                    pair_dex("SushiSwapV2", "0xc35DADB65012eC5796536bD9864eD8773aBc74C4",
                             "0xe18a34eb0e04b04f7a0ac29a6e80748dca96319b42c54d679cb821dca90c6303"),
                    range_dex()};
    market.native = TokenIndex{2};
    market.pairs = {{"WETH/USDC", TokenIndex{1}, TokenIndex{0}},
                    {"WMATIC/USDC", TokenIndex{2}, TokenIndex{0}},
                    {"WBTC/USDC", TokenIndex{3}, TokenIndex{0}}};
    return market;
}

void add_pool(MarketDefinition& market, std::uint32_t dex, std::initializer_list<std::uint32_t> tokens, FeeTier tier) {
    PoolDefinition pool;
    const Token& a = market.tokens[tokens.begin()[0]];
    const Token& b = market.tokens[tokens.begin()[1]];
    const bool in_order = a.address < b.address;
    pool.dex = dex;
    pool.token0 = TokenIndex(tokens.begin()[in_order ? 0 : 1]);
    pool.token1 = TokenIndex(tokens.begin()[in_order ? 1 : 0]);
    pool.fee = tier.fee;
    pool.tick_spacing = tier.tick_spacing;
    pool.address = pool_address(market.dexes[dex], a.address, b.address, tier.fee);
    market.pools.push_back(pool);
}

}  // namespace

MarketDefinitionPtr polygon_market() {
    constexpr FeeTier kPairFee{FeePpm{3000}, 0};
    constexpr FeeTier kStableTier{FeePpm{100}, 1};
    constexpr FeeTier kLowTier{FeePpm{500}, 10};
    constexpr FeeTier kMiddleTier{FeePpm{3000}, 60};
    MarketDefinition market = tokens_and_dexes();
    for (const std::uint32_t base : {1U, 2U, 3U}) {
        add_pool(market, kQuick, {base, 0}, kPairFee);
        if (base != 3) add_pool(market, kSushi, {base, 0}, kPairFee);
        add_pool(market, kUniswap, {base, 0}, kLowTier);
        add_pool(market, kUniswap, {base, 0}, kMiddleTier);
    }
    add_pool(market, kQuick, {4, 0}, kPairFee);
    add_pool(market, kUniswap, {4, 0}, kStableTier);
    add_pool(market, kQuick, {1, 4}, kPairFee);
    add_pool(market, kUniswap, {1, 4}, kLowTier);
    add_pool(market, kUniswap, {2, 4}, kLowTier);
    return std::make_shared<const MarketDefinition>(std::move(market));
}

}  // namespace dexarb::testing

#include "dexarb/market/market_definition.hpp"

#include <algorithm>
#include <array>

#include "dexarb/base/hash.hpp"
#include "dexarb/base/u256.hpp"

namespace dexarb {
namespace {

template <typename Index, typename Item>
std::optional<Index> find_by_address(const std::vector<Item>& items, const Address& address) {
    const auto found = std::ranges::find(items, address, &Item::address);
    if (found == items.end()) return std::nullopt;
    return Index(found - items.begin());
}

/// keccak(token0 ++ token1), as UniswapV2Factory.createPair packs it.
Hash constant_product_salt(const Address& token0, const Address& token1) {
    std::array<std::uint8_t, 40> packed{};
    std::ranges::copy(token0.bytes, packed.begin());
    std::ranges::copy(token1.bytes, packed.begin() + 20);
    return keccak256(packed);
}

/// keccak(abi.encode(token0, token1, fee)), as UniswapV3PoolDeployer.deploy has it.
Hash concentrated_salt(const Address& token0, const Address& token1, FeePpm fee) {
    std::array<std::uint8_t, 96> words{};
    std::ranges::copy(token0.bytes, words.begin() + 12);
    std::ranges::copy(token1.bytes, words.begin() + 44);
    std::ranges::copy(to_big_endian(U256{fee.value}), words.begin() + 64);
    return keccak256(words);
}

/// "WETH/USDC.e": as a configured pair names it, else in the order of addresses.
std::string describe_tokens(const MarketDefinition& market, const PoolDefinition& pool) {
    const auto is_reversed = [&](const PairDefinition& pair) {
        return pair.base == pool.token1 && pair.quote == pool.token0;
    };
    const bool reversed = std::ranges::any_of(market.pairs, is_reversed);
    const TokenIndex base = reversed ? pool.token1 : pool.token0;
    const TokenIndex quote = reversed ? pool.token0 : pool.token1;
    return market.token(base).symbol + "/" + market.token(quote).symbol;
}

/// "0.30%", with four decimals where two do not say it all.
std::string describe_fee(FeePpm fee) {
    const std::string digits = std::to_string(fee.value % 10'000);
    std::string fraction = std::string(4 - digits.size(), '0') + digits;
    if (fee.value % 100 == 0) fraction.resize(2);
    return std::to_string(fee.value / 10'000) + "." + fraction + "%";
}

}  // namespace

std::optional<TokenIndex> find_token(const MarketDefinition& market, const Address& address) {
    return find_by_address<TokenIndex>(market.tokens, address);
}

std::optional<PoolIndex> find_pool(const MarketDefinition& market, const Address& address) {
    return find_by_address<PoolIndex>(market.pools, address);
}

std::optional<std::size_t> find_pair(const MarketDefinition& market, std::string_view symbol) {
    const auto found = std::ranges::find(market.pairs, symbol, &PairDefinition::symbol);
    if (found == market.pairs.end()) return std::nullopt;
    return static_cast<std::size_t>(found - market.pairs.begin());
}

Address pool_address(const Dex& dex, const Address& token_a, const Address& token_b, FeePpm fee) {
    const Address& token0 = std::min(token_a, token_b);
    const Address& token1 = std::max(token_a, token_b);
    const Hash salt = dex.kind == DexKind::kConstantProduct ? constant_product_salt(token0, token1)
                                                            : concentrated_salt(token0, token1, fee);
    return create2_address(dex.factory, salt, dex.init_code_hash);
}

std::string describe_pool(const MarketDefinition& market, PoolIndex index) {
    const PoolDefinition& pool = market.pool(index);
    return market.dex_of(index).name + " " + describe_tokens(market, pool) + " " + describe_fee(pool.fee) + " " +
           to_short_string(pool.address);
}

}  // namespace dexarb

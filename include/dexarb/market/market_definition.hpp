#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/amm/fee.hpp"
#include "dexarb/base/address.hpp"
#include "dexarb/base/hash.hpp"

namespace dexarb {

/// Place of a token in `MarketDefinition::tokens`. Symbols are for display; two tokens may share one.
enum class TokenIndex : std::uint32_t {};
/// Place of a pool in `MarketDefinition::pools`; the same in every snapshot of that market.
enum class PoolIndex : std::uint32_t {};

[[nodiscard]] constexpr std::size_t position(TokenIndex index) {
    return static_cast<std::size_t>(index);
}
[[nodiscard]] constexpr std::size_t position(PoolIndex index) {
    return static_cast<std::size_t>(index);
}

struct Token {
    Address address;
    std::string symbol;
    std::uint8_t decimals = 18;
    bool is_stablecoin = false;  ///< Counted as exactly $1, an assumption every report states.
};

enum class DexKind { kConstantProduct, kConcentrated };

/// One fee tier of a concentrated-liquidity factory.
struct FeeTier {
    FeePpm fee;
    std::int32_t tick_spacing = 0;
};

struct Dex {
    std::string name;
    DexKind kind = DexKind::kConstantProduct;
    Address factory;
    Hash init_code_hash;
    FeePpm fee;                  ///< Constant product: the fee of all its pairs.
    std::vector<FeeTier> tiers;  ///< Concentrated: the tiers its factory knows.
};

/// One tracked pool: `address` is what CREATE2 gives for the rest.
struct PoolDefinition {
    Address address;
    std::uint32_t dex = 0;  ///< Place in `MarketDefinition::dexes`.
    TokenIndex token0{};
    TokenIndex token1{};
    FeePpm fee;
    std::int32_t tick_spacing = 0;  ///< Zero for constant product.
};

/// A pair to trade, "WETH/USDC": routes start and end in `quote`, whatever the order of addresses.
struct PairDefinition {
    std::string symbol;
    TokenIndex base{};
    TokenIndex quote{};
};

/// What is tracked: read once from a file, checked there, then immutable. Identity is by address throughout.
struct MarketDefinition {
    std::string name;
    std::uint64_t chain_id = 0;
    std::vector<Token> tokens;
    std::vector<Dex> dexes;
    std::vector<PoolDefinition> pools;
    std::vector<PairDefinition> pairs;
    TokenIndex native{};                              ///< The wrapped native token, in which gas is priced.
    std::uint64_t priority_fee_wei = 30'000'000'000;  ///< The market's tip, with which a route is judged open.

    [[nodiscard]] const Token& token(TokenIndex index) const { return tokens[position(index)]; }
    [[nodiscard]] const PoolDefinition& pool(PoolIndex index) const { return pools[position(index)]; }
    [[nodiscard]] const Dex& dex_of(PoolIndex index) const { return dexes[pool(index).dex]; }
};

using MarketDefinitionPtr = std::shared_ptr<const MarketDefinition>;

[[nodiscard]] std::optional<TokenIndex> find_token(const MarketDefinition& market, const Address& address);
[[nodiscard]] std::optional<PoolIndex> find_pool(const MarketDefinition& market, const Address& address);
[[nodiscard]] std::optional<std::size_t> find_pair(const MarketDefinition& market, std::string_view symbol);

/// Where `dex` creates the pool of two tokens (any order) by CREATE2; `fee` only matters for concentrated liquidity.
/// Sources: UniswapV2Library.pairFor, PoolAddress.computeAddress.
[[nodiscard]] Address pool_address(const Dex& dex, const Address& token_a, const Address& token_b, FeePpm fee);

/// "QuickSwapV2 WETH/USDC.e 0.30% 0x853e..670d", for messages and reports.
[[nodiscard]] std::string describe_pool(const MarketDefinition& market, PoolIndex pool);

}  // namespace dexarb

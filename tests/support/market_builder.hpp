#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/amm/tick_map.hpp"
#include "dexarb/market/market_snapshot.hpp"

namespace dexarb::testing {

/// Tokens of every built market, at their Polygon addresses. USDC is token0 against WETH, token1 against the others.
inline constexpr TokenIndex kUsdc{0};
inline constexpr TokenIndex kWeth{1};
inline constexpr TokenIndex kWmatic{2};
inline constexpr TokenIndex kWbtc{3};

/// `whole` tokens in smallest units, to about 15 digits.
[[nodiscard]] u128 units(TokenIndex token, double whole);

/// Liquidity between two ticks of a V3 pool.
struct Position {
    std::int32_t lower = 0;
    std::int32_t upper = 0;
    u128 liquidity = 0;
};

/// A V2 pool by its price: quote per base in whole tokens, and how many quote tokens it holds.
struct PairPool {
    TokenIndex base = kWeth;
    TokenIndex quote = kUsdc;
    double price = 2000.0;
    double quote_reserve = 1'000'000.0;
    std::uint32_t fee_ppm = 3000;
};

/// A V3 pool by its price; without positions one over the whole range, as deep as a V2 pool of `quote_reserve`.
struct RangePool {
    TokenIndex base = kWeth;
    TokenIndex quote = kUsdc;
    double price = 2000.0;
    double quote_reserve = 1'000'000.0;
    std::uint32_t fee_ppm = 500;
    std::int32_t tick_spacing = 10;
    std::vector<Position> positions{};
    /// Bitmap words that were read; nothing for all.
    std::optional<WordRange> known{};
};

/// Builds small markets and the snapshots of block after block, without a replica.
///
/// Add pools and pairs first; the first `next_block` freezes the market. Then change pools, and take the next block:
/// it lists what changed since the last. Pools that did not change are shared between snapshots, as the replica does.
class MarketBuilder {
  public:
    MarketBuilder();

    /// A pair to trade; "WETH/USDC" is there from the start.
    MarketBuilder& add_pair(TokenIndex base, TokenIndex quote);
    PoolIndex add(const PairPool& pool);
    PoolIndex add(const RangePool& pool);
    /// Any state whatever, for extremes: reserves of token0 and token1 as they are.
    PoolIndex add_state(TokenIndex base, TokenIndex quote, PoolState state);

    /// An event in `pool`: as if traded to a new price (in USDC where that is one of the two) at the same depth.
    MarketBuilder& set_price(PoolIndex pool, double price);
    MarketBuilder& set_state(PoolIndex pool, PoolState state);
    MarketBuilder& make_uncertain(PoolIndex pool);
    MarketBuilder& set_usd_price(TokenIndex token, std::optional<double> usd);
    MarketBuilder& set_base_fee(std::uint64_t wei);
    /// Lets blocks pass that nobody sees. Skip first, then change pools: an event is dated with the block to come.
    MarketBuilder& skip_blocks(std::uint64_t count);
    /// Goes back to the snapshot of `block`; the next block is another one than before.
    MarketBuilder& undo_to(BlockNumber block);

    /// The next block: two seconds later, arriving 300 ms after its timestamp.
    SnapshotPtr next_block();
    /// The same, marked late or as the first after a gap.
    SnapshotPtr next_late_block();
    SnapshotPtr next_block_after_gap();

    [[nodiscard]] MarketDefinitionPtr market();
    [[nodiscard]] const PoolState& state(PoolIndex pool) const;

  private:
    PoolIndex add_definition(TokenIndex base, TokenIndex quote, std::uint32_t dex, FeePpm fee, std::int32_t spacing);
    SnapshotPtr make_block(bool late, bool after_gap);

    MarketDefinition definition_;
    MarketDefinitionPtr market_;
    PoolTable pools_;
    PriceTable prices_;
    std::vector<PoolIndex> changed_;
    BlockNumber next_number_ = 1000;
    std::uint64_t base_fee_wei_ = 30'000'000'000;
    std::uint8_t branch_ = 0;
    std::map<BlockNumber, SnapshotPtr> history_;
};

/// A V2 state at a price; `token0_is_base` says which way round the pool holds the two.
[[nodiscard]] ConstantProductState pair_state(const PairPool& pool);
[[nodiscard]] ConcentratedState range_state(const RangePool& pool);
/// The same pool at another price, its active liquidity as its ticks say.
[[nodiscard]] ConcentratedState at_sqrt_price(ConcentratedState pool, const U256& sqrt_price_x96);
[[nodiscard]] ConcentratedState at_tick(const ConcentratedState& pool, std::int32_t tick);
/// Ticks of these positions.
[[nodiscard]] std::vector<Tick> ticks_of(const std::vector<Position>& positions);
/// sqrt(token1 per token0) * 2^96 of a price in whole quote tokens per base token.
[[nodiscard]] U256 sqrt_price_x96(TokenIndex base, TokenIndex quote, double price);

}  // namespace dexarb::testing

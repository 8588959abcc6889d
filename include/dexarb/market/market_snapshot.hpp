#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "dexarb/amm/pool_state.hpp"
#include "dexarb/base/block_id.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/market/market_definition.hpp"
#include "dexarb/market/usd_price.hpp"

namespace dexarb {

struct BlockHeader {
    BlockId id;
    Hash parent;
    std::chrono::sys_seconds timestamp;
    std::uint64_t base_fee_wei = 0;
};

/// One pool after one block.
struct Pool {
    PoolState state;
    /// The last block in which it had an event; the block of its first read before any was seen.
    BlockNumber last_event_block = 0;
    /// What this pool alone says its token is worth (see `PriceSources::mid`); filled by `MarketReplica`.
    std::optional<U256> mid_atto_usd = std::nullopt;
};

/// One entry per pool of the market, null where the state is not certain. Shared by snapshots while nothing changes.
using PoolTable = std::vector<std::shared_ptr<const Pool>>;
/// One entry per token, nothing where no tracked pool gives a price.
using PriceTable = std::vector<std::optional<UsdPrice>>;

/// The state of every certain pool after one block. Immutable; shares with its predecessor what did not change.
struct MarketSnapshot {
    MarketDefinitionPtr market;
    BlockHeader header;
    /// When this snapshot was complete; strictly increasing from snapshot to snapshot.
    Timestamp arrival;
    /// Completed when a higher head was already known: settles actions, decides nothing.
    bool late = false;
    /// First snapshot after a start or fresh start: what is open now was open before (left-censored).
    bool after_gap = false;
    std::shared_ptr<const PoolTable> pools;
    std::shared_ptr<const PriceTable> prices;
    /// Pools with at least one event in this block, or newly certain, uncertain or known further in it; ascending.
    std::vector<PoolIndex> changed;

    [[nodiscard]] const Pool* pool(PoolIndex index) const { return (*pools)[position(index)].get(); }
    [[nodiscard]] const std::optional<UsdPrice>& price(TokenIndex index) const { return (*prices)[position(index)]; }
    [[nodiscard]] const std::optional<UsdPrice>& native_price() const { return price(market->native); }
    [[nodiscard]] BlockNumber number() const { return header.id.number; }
};

using SnapshotPtr = std::shared_ptr<const MarketSnapshot>;

/// USD price of every token on these pools.
///
/// Listed stablecoins are $1. Another token's price is the median (the lower of two) of the mid prices of its tracked
/// pools against stablecoins; a pool counts if selling $1,000 at its own mid returns at least $980.
[[nodiscard]] PriceTable usd_prices(const MarketDefinition& market, const PoolTable& pools);

/// Mid price of token0 in whole token1s, for display, search and the `legacy` model only; zero for an empty pool.
[[nodiscard]] double mid_price(const MarketDefinition& market, PoolIndex index, const PoolState& state);

}  // namespace dexarb

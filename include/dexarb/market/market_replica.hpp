#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// V2 `Sync`: the reserves after the event.
struct SyncChange {
    u128 reserve0 = 0;
    u128 reserve1 = 0;
};
/// V3 `Initialize`.
struct InitializeChange {
    U256 sqrt_price_x96;
    std::int32_t tick = 0;
};
/// V3 `Swap`: price, active liquidity and tick after the event.
struct SwapChange {
    U256 sqrt_price_x96;
    u128 liquidity = 0;
    std::int32_t tick = 0;
};
/// V3 `Mint` (positive) or `Burn` (negative) between two ticks.
struct LiquidityChange {
    std::int32_t tick_lower = 0;
    std::int32_t tick_upper = 0;
    i128 liquidity_delta = 0;
};
using PoolChange = std::variant<SyncChange, InitializeChange, SwapChange, LiquidityChange>;

/// One decoded log of a tracked pool. `transaction_index` places it among the block's transactions.
struct PoolEvent {
    PoolIndex pool{};
    std::uint32_t transaction_index = 0;
    std::uint32_t log_index = 0;
    PoolChange change;
};

/// Everything a block did to the tracked pools, in log order.
struct BlockUpdate {
    BlockHeader header;
    Timestamp arrival;
    bool late = false;
    std::vector<PoolEvent> events;
};

/// Pool state by block: applies updates, undoes replaced blocks up to `depth` deep. No I/O.
///
/// Undo is going back to an earlier snapshot: they are immutable and share what did not change.
class MarketReplica {
  public:
    explicit MarketReplica(MarketDefinitionPtr market, std::size_t depth = 64);

    /// A fresh start from states read at one block; pools without a state are not certain. Forgets all before.
    SnapshotPtr start(const BlockHeader& header, Timestamp arrival, std::vector<std::optional<PoolState>> states);

    /// Applies the child of the head. Refused, with the replica unchanged, if its parent is not the head or its logs
    /// are out of order. A pool whose event contradicts its state (liquidity below zero, a swap before initialisation)
    /// becomes uncertain instead of wrong, and is named by `take_broken`.
    [[nodiscard]] Result<SnapshotPtr> apply(const BlockUpdate& update);

    /// Goes back to `block`; false, with nothing changed, if it is not among the last `depth` blocks.
    [[nodiscard]] bool undo_to(const BlockId& block);

    /// Whether `block` is the head or one of the blocks that `undo_to` still reaches.
    [[nodiscard]] bool knows(const BlockId& block) const;
    /// The id at `number` on the current branch, if still kept.
    [[nodiscard]] std::optional<BlockId> block_at(BlockNumber number) const;

    /// From the next snapshot on this pool is absent (a doubtful answer, a failed audit).
    void distrust(PoolIndex pool);
    /// State of a pool read at the head block itself: certain again from the next snapshot on.
    void trust(PoolIndex pool, PoolState state);
    /// More known ticks of a pool, read at the head block itself. Kept out if the pool changed shape meanwhile.
    void extend_ticks(PoolIndex pool, std::shared_ptr<const TickMap> ticks);
    /// Pools whose events contradicted their state since the last call; they need a fresh read.
    [[nodiscard]] std::vector<PoolIndex> take_broken();

    /// The newest snapshot; null before `start`.
    [[nodiscard]] const SnapshotPtr& head() const { return head_; }

  private:
    MarketDefinitionPtr market_;
    std::size_t depth_;
    std::deque<SnapshotPtr> history_;
    SnapshotPtr head_;
    std::vector<PoolIndex> broken_;
};

}  // namespace dexarb

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/market/market_snapshot.hpp"
#include "dexarb/market/price_sources.hpp"

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

/// The state after one event; kMalformed where the event cannot have happened to this state.
[[nodiscard]] Result<PoolState> changed_by(const PoolState& before, const PoolChange& change);

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
/// Undo is going back to an earlier snapshot: they are immutable and share what did not change. So a pool that became
/// certain again in an undone block is uncertain again, and must be read once more.
class MarketReplica {
  public:
    explicit MarketReplica(MarketDefinitionPtr market, std::size_t depth = 64);

    /// A fresh start from states read at one block; pools without a state are not certain. Forgets all before. A `late`
    /// start decides nothing.
    SnapshotPtr start(const BlockHeader& header, Timestamp arrival, std::vector<std::optional<PoolState>> states,
                      bool late = false);
    /// A start at a block up to which an earlier process followed the chain: no gap. `last_events` says, per pool, what
    /// that one knew; see `Pool`.
    SnapshotPtr resume(const BlockHeader& header, Timestamp arrival, std::vector<std::optional<PoolState>> states,
                       std::span<const BlockNumber> last_events);

    /// Applies the child of the head. Refused, with the replica unchanged, if its parent is not the head, its arrival
    /// not after the head's, or its logs are out of order. A pool whose event contradicts its state (liquidity below
    /// zero, a swap before initialisation) becomes uncertain instead of wrong, and is named by `take_broken`. Events of
    /// uncertain pools are passed over.
    [[nodiscard]] Result<SnapshotPtr> apply(const BlockUpdate& update);

    /// Goes back to `block`; false, with nothing changed, if it is not the head or among the `depth` blocks before.
    [[nodiscard]] bool undo_to(const BlockId& block);

    /// Whether `block` is the head or one of the blocks that `undo_to` still reaches.
    [[nodiscard]] bool knows(const BlockId& block) const;
    /// The id at `number` on the current branch, if still kept.
    [[nodiscard]] std::optional<BlockId> block_at(BlockNumber number) const;
    /// The header at `number` on the current branch, null if no longer kept.
    [[nodiscard]] const BlockHeader* header_at(BlockNumber number) const;
    /// The deepest block that `undo_to` reaches; nothing before `start`.
    [[nodiscard]] std::optional<BlockId> oldest() const;

    /// From the next snapshot on this pool is absent (a doubtful answer, a failed audit).
    void distrust(PoolIndex pool);
    /// State of a pool read at the head block itself: certain again from the next snapshot on.
    void trust(PoolIndex pool, PoolState state);
    /// More known ticks of a pool, read at the head block itself. False, with nothing changed, where they contradict
    /// what is known of the pool at that block: other spacing, a known word missing, another tick in a known word.
    bool extend_ticks(PoolIndex pool, std::shared_ptr<const TickMap> ticks);
    /// The state of a pool as the next snapshot starts from: after `distrust`, `trust` and `extend_ticks`. Null if not
    /// certain.
    [[nodiscard]] const PoolState* state(PoolIndex pool) const;
    /// Pools whose events contradicted their state since the last call; they need a fresh read.
    [[nodiscard]] std::vector<PoolIndex> take_broken();

    /// The newest snapshot; null before `start`.
    [[nodiscard]] const SnapshotPtr& head() const { return head_; }

  private:
    /// What the next snapshot will change, made when the first change comes.
    struct Draft {
        std::shared_ptr<PoolTable> pools;
        std::vector<Pool*> open;  ///< Per pool: the copy that may still be written, or null.
        std::vector<bool> touched;
    };

    MarketSnapshot draft_start(const BlockHeader& header, Timestamp arrival,
                               std::vector<std::optional<PoolState>> states);
    [[nodiscard]] Result<void> check_follows(const BlockUpdate& update) const;
    [[nodiscard]] const std::shared_ptr<const Pool>& draft_pool(PoolIndex pool) const;
    void open_draft();
    Pool& edit(PoolIndex pool);
    void replace(PoolIndex pool, std::shared_ptr<Pool> with);
    void apply(const PoolEvent& event, BlockNumber block);
    [[nodiscard]] std::shared_ptr<const PriceTable> priced_draft(std::span<const PoolIndex> touched);
    void publish(MarketSnapshot snapshot);
    void drop_draft();

    MarketDefinitionPtr market_;
    PriceSources sources_;
    std::size_t depth_;
    std::deque<SnapshotPtr> history_;  ///< Oldest first; the head is its last.
    SnapshotPtr head_;
    Draft draft_;
    std::vector<PoolIndex> broken_;
};

}  // namespace dexarb

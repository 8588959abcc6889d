#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// Blocks above `fork` are no longer part of the chain.
struct Undone {
    BlockNumber fork = 0;

    friend bool operator==(const Undone&, const Undone&) = default;
};

/// What the collector hands over, in order.
using FeedItem = std::variant<SnapshotPtr, Undone>;

/// What the collector has counted so far.
struct FeedCounters {
    std::uint64_t blocks = 0;           ///< Snapshots handed over, of fresh starts too.
    std::uint64_t late = 0;             ///< Of them completed when a higher head was already known.
    std::uint64_t undone = 0;           ///< Blocks that a reorganisation took back.
    std::uint64_t skipped = 0;          ///< Blocks that a fresh start passed over: never certain, never handed over.
    std::uint64_t fresh_starts = 0;     ///< Beyond the first.
    std::uint64_t polls = 0;            ///< Questions for the newest header.
    std::uint64_t idle_polls = 0;       ///< Of them answered by a block already known.
    std::uint64_t failures = 0;         ///< Steps that failed and were tried again.
    std::uint64_t broken_pools = 0;     ///< Times that a pool's events contradicted its state.
    std::uint64_t mended_pools = 0;     ///< Times that a pool became certain again by a fresh read.
    std::uint64_t requests = 0;         ///< As the source counts them.
    std::uint64_t steady_requests = 0;  ///< Since the newest start, for requests per block.
    std::uint64_t steady_blocks = 0;
    std::size_t pools_certain = 0;  ///< Now.
    std::optional<BlockHeader> head;
};

}  // namespace dexarb

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dexarb/collector/audit.hpp"
#include "dexarb/market/feed_item.hpp"

namespace dexarb {

/// What audits have found so far.
struct AuditCounters {
    std::uint64_t done = 0;
    std::uint64_t skipped = 0;     ///< The node no longer had the block's state, or did not answer.
    std::uint64_t checks = 0;      ///< Values held against the chain's.
    std::uint64_t agreed = 0;      ///< Of them the same.
    std::uint64_t distrusted = 0;  ///< Times that a pool was taken out for a difference.
    std::uint64_t contradicted_blooms = 0;
    std::vector<AuditDifference> newest;  ///< Differences, the last few.
};

/// What the collector has counted so far.
struct FeedCounters {
    std::uint64_t blocks = 0;            ///< Snapshots handed over, of fresh starts too.
    std::uint64_t late = 0;              ///< Of them completed when a higher head was already known.
    std::uint64_t stale = 0;             ///< Of them more than ten block times old when they came; `late` as well.
    std::uint64_t undone = 0;            ///< Blocks that a reorganisation took back.
    std::uint64_t undone_beyond = 0;     ///< Of them deeper than states are kept: found, but not to be undone.
    std::uint64_t skipped = 0;           ///< Blocks that a fresh start passed over: never certain, never handed over.
    std::uint64_t fresh_starts = 0;      ///< Beyond the first.
    std::uint64_t polls = 0;             ///< Questions for the newest header.
    std::uint64_t idle_polls = 0;        ///< Of them answered by a block already known.
    std::uint64_t stream_stalls = 0;     ///< Times that announcements of new heads were relied on and did not come.
    std::uint64_t failures = 0;          ///< Steps that failed and were tried again.
    std::uint64_t broken_pools = 0;      ///< Times that a pool's events contradicted its state.
    std::uint64_t mended_pools = 0;      ///< Times that a pool became certain again by a fresh read.
    std::uint64_t requests = 0;          ///< As the source counts them.
    std::uint64_t steady_requests = 0;   ///< Since the newest start, for requests per block.
    std::uint64_t blocks_at_a_time = 1;  ///< Now.
    std::uint64_t interpolated = 0;      ///< Blocks whose timestamp lies between two that were read.
    std::uint64_t ranges_refused = 0;    ///< Ranges that did not agree and were read block by block instead.
    std::uint64_t units = 0;             ///< What they cost.
    std::uint64_t steady_units = 0;
    std::uint64_t doubted_blocks = 0;   ///< Whose bloom filter names pools that their logs do not.
    std::uint64_t withheld_blocks = 0;  ///< Times that pools then proved to have changed: logs were missing.
    std::uint64_t steady_blocks = 0;
    std::size_t pools_certain = 0;  ///< Now.
    std::optional<BlockHeader> head;
    AuditCounters audits;
    std::chrono::milliseconds stall_after{0};  ///< So long without a new block is a stall.
    std::optional<Timestamp> newest_at;        ///< When the newest snapshot was complete, by the clock.
    bool newest_is_stale = false;
};

}  // namespace dexarb

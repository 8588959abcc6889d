#include <algorithm>

#include "dexarb/collector/pool_state_collector.hpp"

namespace dexarb {
namespace {

/// Timestamps are whole seconds and clocks differ: a block younger than this is never stale.
constexpr std::chrono::milliseconds kNeverStale{10'000};

}  // namespace

std::chrono::milliseconds PoolStateCollector::stall_limit() const {
    // Followed several at a time, blocks come that much later.
    return timer_.interval() * static_cast<std::int64_t>(options_.stall_blocks + counters_.blocks_at_a_time - 1);
}

bool PoolStateCollector::is_stale(const BlockHeader& header) const {
    if (options_.modelled_arrival || options_.stall_blocks == 0) return false;
    return clock_.now() - Timestamp{header.timestamp} > std::max(stall_limit(), kNeverStale);
}

void PoolStateCollector::note_start() {
    ++counters_.blocks;
    counters_.late += replica_.head()->late ? 1U : 0U;
    doubts_.clear();
    audited_ = replica_.head()->header.id;
    audit_wanted_ = true;
    note_snapshot(replica_.head());
}

void PoolStateCollector::note_snapshot(const SnapshotPtr& snapshot) {
    trail_.push(snapshot->header.id);
    counters_.newest_at = clock_.now();
    counters_.newest_is_stale = is_stale(snapshot->header);
    counters_.stale += counters_.newest_is_stale ? 1U : 0U;
    if (!is_stalled_) return;
    is_stalled_ = false;
    if (options_.on_stall) options_.on_stall(std::nullopt);
}

void PoolStateCollector::watch_for_stall() {
    if (is_stalled_ || !counters_.newest_at || options_.stall_blocks == 0) return;
    const auto quiet = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - *counters_.newest_at);
    if (quiet < stall_limit()) return;
    is_stalled_ = true;
    if (options_.on_stall) options_.on_stall(quiet);
}

}  // namespace dexarb

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/async/task.hpp"
#include "dexarb/base/block_id.hpp"
#include "dexarb/base/micro_usd.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/collector/audit.hpp"

namespace dexarb {

/// How far a start has come; `total` may grow while ticks lead to further ticks.
struct StartProgress {
    enum class Step { kPools, kTicks };
    Step step = Step::kPools;
    std::size_t done = 0;  ///< Calls answered.
    std::size_t total = 0;
};

/// Time as the collector has it; a test holds it still.
struct CollectorClock {
    std::function<Timestamp()> now;
    std::function<Task<void>(std::chrono::milliseconds)> sleep;
};

/// The machine's own clock and timers.
[[nodiscard]] CollectorClock system_clock();

/// Where an earlier process stood that followed the same market.
struct ResumeFrom {
    std::vector<BlockId> branch;           ///< The newest blocks it saw; the newest last, at least one.
    Timestamp arrival;                     ///< Of the newest.
    std::vector<BlockNumber> last_events;  ///< Per pool; see `Pool`.
};

/// What became of going on from there.
struct Resumption {
    BlockId newest;                   ///< Where that process stood.
    std::optional<BlockNumber> fork;  ///< The newest of its blocks that is still the chain's.
    std::string obstacle;  ///< Why the collector started at the chain's newest block; empty where it went on.

    [[nodiscard]] bool went_on() const { return fork && obstacle.empty(); }
};

struct CollectorOptions {
    /// The largest cap of any strategy; known ticks absorb four times that.
    MicroUsd largest_trade{5'000'000'000};
    /// POLL_INTERVAL_MS: the first pause after a question for the head that found nothing.
    std::chrono::milliseconds pace{100};
    /// Taken for the block time until it has been learnt.
    std::chrono::milliseconds first_block_interval{2000};
    /// Arrival is a block's timestamp plus this, so that nothing depends on when it was seen (and no block is late);
    /// nothing for real arrival.
    std::optional<std::chrono::milliseconds> modelled_arrival;
    /// How many blocks to follow at a time, asked before each; more than one are read by ranges of logs, at most
    /// `kLongestRange`. Null for one.
    std::function<std::uint64_t()> blocks_at_a_time;
    /// Start at this block rather than at the newest; the node must still hold its state.
    std::optional<BlockNumber> start_block;
    /// Go on from where an earlier process stood: from the newest of its blocks that is still the chain's, if the node
    /// has the state after it and no more than `longest_gap` blocks have passed; else start at the newest block.
    std::optional<ResumeFrom> resume;
    std::size_t undo_depth = 64;
    /// A gap of more blocks is not filled but skipped by a fresh start. Modelled arrival fills every gap.
    std::uint64_t longest_gap = 256;
    AuditOptions audit;
    /// So many block times without a new block are a stall; a block that much older than the clock when it comes is
    /// stale and decides nothing. 0: never.
    unsigned stall_blocks = 10;
    std::size_t calls_per_request = 500;         ///< Of one Multicall3 request; halved where a node refuses.
    std::chrono::milliseconds first_pause{250};  ///< After a failure; doubles, with up to half of it in jitter.
    std::chrono::milliseconds longest_pause{30'000};
    std::uint64_t seed = 1;  ///< Of the jitter, and of the order in which pools are audited.
    std::function<void(const StartProgress&)> on_progress;
    /// Told of every failure that will be tried again, and of the pause before.
    std::function<void(const Error&, std::chrono::milliseconds)> on_trouble;
    /// Told of every value that an audit found to be another on the chain.
    std::function<void(const AuditDifference&)> on_difference;
    /// Told once when a stall begins, with how long it has lasted, and once when it ends, with nothing.
    std::function<void(std::optional<std::chrono::milliseconds>)> on_stall;
    /// Told in words of what is out of the ordinary but no failure.
    std::function<void(const std::string&)> on_notice;
};

}  // namespace dexarb

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "dexarb/async/task.hpp"
#include "dexarb/base/block_id.hpp"
#include "dexarb/base/micro_usd.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/base/time.hpp"

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
    /// Start at this block rather than at the newest; the node must still hold its state.
    std::optional<BlockNumber> start_block;
    std::size_t undo_depth = 64;
    /// A gap of more blocks is not filled but skipped by a fresh start. Modelled arrival fills every gap.
    std::uint64_t longest_gap = 256;
    std::size_t calls_per_request = 500;         ///< Of one Multicall3 request; halved where a node refuses.
    std::chrono::milliseconds first_pause{250};  ///< After a failure; doubles, with up to half of it in jitter.
    std::chrono::milliseconds longest_pause{30'000};
    std::uint64_t seed = 1;  ///< Of the jitter.
    std::function<void(const StartProgress&)> on_progress;
    /// Told of every failure that will be tried again, and of the pause before.
    std::function<void(const Error&, std::chrono::milliseconds)> on_trouble;
};

}  // namespace dexarb

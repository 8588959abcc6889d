#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

#include "dexarb/base/block_id.hpp"
#include "dexarb/base/time.hpp"

namespace dexarb {

struct BlockTimerOptions {
    std::chrono::milliseconds first_interval{2000};  ///< Taken for the block time until one is seen.
    std::chrono::milliseconds pace{100};             ///< First pause after a question that found nothing.
    std::chrono::milliseconds longest_pause{2000};
};

/// When to ask for the next block: first when it is due, then after pauses that double.
///
/// The block time is learnt from when blocks are seen, not from their timestamps, which are whole seconds and may run
/// at another rate: the mean over the last blocks without stalls. Asking a little before a block
/// is due, by half of the last pause, keeps in step with the producer. No clock inside: times come from the caller.
class BlockTimer {
  public:
    explicit BlockTimer(BlockTimerOptions options) : options_{options}, interval_{options.first_interval} {}

    /// A new head was seen.
    void on_block(Timestamp now, BlockNumber number);
    /// A question found no new head.
    void on_nothing(Timestamp now);

    /// When to ask next; the epoch, that is at once, before the first block.
    [[nodiscard]] Timestamp next_poll() const { return next_poll_; }
    [[nodiscard]] std::chrono::milliseconds interval() const { return interval_; }

  private:
    struct Sighting {
        Timestamp at;
        BlockNumber number = 0;
    };

    void learn_interval();
    [[nodiscard]] std::chrono::milliseconds pause(unsigned misses) const;

    BlockTimerOptions options_;
    std::chrono::milliseconds interval_;
    std::deque<Sighting> sightings_;
    unsigned misses_ = 0;
    Timestamp next_poll_{};
};

}  // namespace dexarb

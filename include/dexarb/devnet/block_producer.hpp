#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "dexarb/async/task.hpp"
#include "dexarb/devnet/node_rpc.hpp"

namespace dexarb {

/// Instead of the `at`-th block (counted from 1) the last `depth` blocks are replaced by `depth + 1` others.
struct PlannedReorganisation {
    std::uint64_t at = 0;
    std::size_t depth = 1;
};

/// The `at`-th block is made but shown only `blocks` blocks later, as by a backend that lags.
struct WithheldBlock {
    std::uint64_t at = 0;
    std::uint64_t blocks = 1;
};

struct ProducerOptions {
    std::chrono::milliseconds block_interval{250};
    std::optional<std::uint64_t> blocks;  ///< Ends after so many; nothing for no end.
    std::vector<PlannedReorganisation> reorganisations;
    std::vector<WithheldBlock> withheld;
    /// Holds the next block until somebody has read the head's header and, if it has any, its logs: a slow reader then
    /// sees every block in time, and a run depends on the seed alone. Gives up after `reader_patience`.
    bool waits_for_reader = false;
    std::chrono::milliseconds reader_patience{10'000};
};

/// Makes blocks, by the clock or on demand.
class BlockProducer {
  public:
    /// Both outlive it.
    BlockProducer(SimulatedNetwork& network, NodeRpc& node, ProducerOptions options);

    /// One block, with what the script has for it.
    void produce();
    [[nodiscard]] std::uint64_t produced() const { return produced_; }
    /// Whether the last of a limited number of blocks has been made.
    [[nodiscard]] bool is_done() const { return options_.blocks && produced_ >= *options_.blocks; }

    /// A block every `block_interval`, the first after one interval, until done or told to stop.
    [[nodiscard]] Task<void> run();

  private:
    void show();
    [[nodiscard]] Task<void> wait_for_reader();

    SimulatedNetwork* network_;
    NodeRpc* node_;
    ProducerOptions options_;
    std::uint64_t produced_ = 0;
};

}  // namespace dexarb

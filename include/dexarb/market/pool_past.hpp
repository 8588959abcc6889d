#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "dexarb/base/result.hpp"
#include "dexarb/market/market_replica.hpp"

namespace dexarb {

/// One change of a pool and its place in the chain.
struct DatedChange {
    BlockNumber block = 0;
    std::uint32_t log_index = 0;
    PoolChange change;
};

/// The earliest state of a pool that its state at a later block and the changes in between determine.
struct PoolPast {
    BlockNumber certain_from = 0;  ///< The first block after which the pool's state is certain.
    PoolState state;               ///< Once the changes before `next` have happened.
    std::size_t next = 0;          ///< Place of the first change that `state` has not seen.
    /// That change's log, where it is what makes the pool certain; earlier ones of its block are passed over.
    std::optional<std::uint32_t> first_log = std::nullopt;
};

/// Winds a pool back from `head`, its state after the last of `changes`, to `from`, the first block of interest.
///
/// `changes` are all that happened to the pool in the blocks from `from` to that of `head`, oldest first. Ticks are
/// exact at every moment: Mint and Burn are undone one by one. Price, active liquidity and reserves are what the last
/// Swap, Initialize or Sync said, and so are unknown before the first of them, unless there is none: then they are the
/// head's throughout. Where the first of them comes after `from`, `state` is such that this change alters its ticks,
/// price and reserves in nothing, and what preceded it in its block is passed over.
///
/// kMalformed if the changes, applied forward again, do not lead to `head`: one is missing, or `head` is of another
/// branch. Only ticks in words that `head` knows are known.
[[nodiscard]] Result<PoolPast> wind_back(const PoolState& head, std::span<const DatedChange> changes, BlockNumber from);

/// A block whose timestamp was read.
struct BlockTime {
    BlockNumber number = 0;
    std::chrono::sys_seconds timestamp;
};

/// The timestamp on the straight line between two blocks, in whole seconds, rounded down: modelled, not measured.
/// `number` lies from `before` to `after`, which differ, and the later block is not the older one.
[[nodiscard]] std::chrono::sys_seconds interpolated_time(const BlockTime& before, const BlockTime& after,
                                                         BlockNumber number);

/// Whether two states are the same to the last value of the last tick.
[[nodiscard]] bool same_pool_state(const PoolState& a, const PoolState& b);

}  // namespace dexarb

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "dexarb/base/micro_usd.hpp"

namespace dexarb {

/// Up to so many blocks after its inclusion block an action is looked at.
inline constexpr std::size_t kLatencyBlocks = 5;

/// What a configuration's actions would have netted, had they been included later: the same actions throughout.
struct LatencyTally {
    std::uint64_t actions = 0;       ///< Looked at on all of these blocks.
    std::uint64_t not_followed = 0;  ///< A block nobody saw, a pool not certain or the end of the run came between.
    /// By blocks after the inclusion block, under `survival`: everyone else went first, no race is drawn.
    std::array<MicroUsd, kLatencyBlocks + 1> net_usd{};
};

/// The most blocks by which the actions might have come later so that their net was above zero there and before;
/// nothing where it was not even in time, or where nothing was looked at.
[[nodiscard]] std::optional<std::size_t> break_even_blocks(const LatencyTally& tally);

}  // namespace dexarb

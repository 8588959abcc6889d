#pragma once

#include <array>
#include <cstdint>

#include "dexarb/arbitrage/opportunity.hpp"

namespace dexarb {

/// How close a pair came to paying, block by block: why nothing fired, in one table.
///
/// Counts blocks by the net edge of the pair's best route, which no configuration's caps or limits touch. Blocks that
/// were undone stay counted: they were seen.
struct EdgeHistogram {
    /// Bucket i holds nets above bound i-1 and up to bound i; the last holds all above the last bound. A route is open
    /// above zero.
    static constexpr std::array<MicroUsd, 12> kBounds{{{-1'000'000},
                                                       {-100'000},
                                                       {-10'000},
                                                       {0},
                                                       {10'000},
                                                       {100'000},
                                                       {1'000'000},
                                                       {2'000'000},
                                                       {3'000'000},
                                                       {5'000'000},
                                                       {10'000'000},
                                                       {20'000'000}}};

    std::uint64_t not_judged = 0;  ///< As `PairEdge::Kind`.
    std::uint64_t no_edge = 0;
    std::array<std::uint64_t, kBounds.size() + 1> nets{};

    void add(const PairEdge& edge);
    void add(const EdgeHistogram& other);
    /// Blocks on which the pair was judged.
    [[nodiscard]] std::uint64_t judged() const;
};

}  // namespace dexarb

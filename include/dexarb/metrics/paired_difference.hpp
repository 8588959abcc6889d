#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "dexarb/metrics/proportion.hpp"
#include "dexarb/metrics/separation.hpp"

namespace dexarb {

/// Two columns of a family.
struct ColumnPair {
    std::size_t a = 0;
    std::size_t b = 0;
};

/// What one configuration netted more than another, in USD per episode, the luck of each shared.
struct PairedDifference {
    std::size_t episodes = 0;          ///< On which either traded; one that did not counts as zero.
    double mean = 0.0;                 ///< a minus b; zero without episodes.
    std::optional<Interval> interval;  ///< Holds with 95 %; nothing below `kFewestTrades` episodes.

    /// The interval is known, and zero lies outside.
    [[nodiscard]] bool is_separable() const { return interval && (interval->low > 0.0 || interval->high < 0.0); }
};

/// The differences of these pairs on the same draws of the family, as `Evidence` has those to the leader: a family of
/// the same columns and seed gives the same intervals. Costs replicates times trades.
[[nodiscard]] std::vector<PairedDifference> paired_differences(const TrialFamily& family,
                                                               std::span<const ColumnPair> pairs,
                                                               const ResamplingOptions& options);

}  // namespace dexarb

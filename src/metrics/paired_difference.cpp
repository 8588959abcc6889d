#include "dexarb/metrics/paired_difference.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "metrics/resampled.hpp"

namespace dexarb {
namespace {

using Weights = std::vector<std::uint32_t>;

std::size_t rows_of_either(const TrialFamily::Column& a, const TrialFamily::Column& b) {
    Weights rows;
    std::ranges::set_union(a.rows, b.rows, std::back_inserter(rows));
    return rows.size();
}

}  // namespace

std::vector<PairedDifference> paired_differences(const TrialFamily& family, std::span<const ColumnPair> pairs,
                                                 const ResamplingOptions& options) {
    const Weights once(family.rows(), 1);
    std::vector<PairedDifference> differences;
    ResampledIntervals intervals;
    for (const ColumnPair& pair : pairs) {
        const auto& a = family.columns[pair.a];
        const auto& b = family.columns[pair.b];
        differences.push_back({rows_of_either(a, b), drawn_difference(a, b, once), std::nullopt});
        intervals.add(differences.back().mean,
                      [&a, &b](const Weights& weights) { return drawn_difference(a, b, weights); });
    }
    intervals.run(family, options);
    for (std::size_t i = 0; i < differences.size(); ++i)
        if (differences[i].episodes >= kFewestTrades) differences[i].interval = intervals.interval(i);
    return differences;
}

}  // namespace dexarb

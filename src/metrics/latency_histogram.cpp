#include "dexarb/metrics/latency_histogram.hpp"

#include <numeric>

namespace dexarb {

void LatencyHistogram::add(std::chrono::nanoseconds duration) {
    std::size_t bucket = 0;
    while (bucket < kBounds.size() && duration > kBounds[bucket])
        ++bucket;
    ++counts[bucket];
    sum += duration;
}

std::uint64_t LatencyHistogram::count() const {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

}  // namespace dexarb

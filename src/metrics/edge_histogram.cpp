#include "dexarb/metrics/edge_histogram.hpp"

#include <algorithm>
#include <numeric>

namespace dexarb {

void EdgeHistogram::add(const PairEdge& edge) {
    if (edge.kind == PairEdge::Kind::kNotJudged) {
        ++not_judged;
    } else if (edge.kind == PairEdge::Kind::kNoEdge) {
        ++no_edge;
    } else {
        const auto bound = std::ranges::lower_bound(kBounds, edge.net_usd);
        ++nets[static_cast<std::size_t>(bound - kBounds.begin())];
    }
}

void EdgeHistogram::add(const EdgeHistogram& other) {
    not_judged += other.not_judged;
    no_edge += other.no_edge;
    for (std::size_t i = 0; i < nets.size(); ++i)
        nets[i] += other.nets[i];
}

std::uint64_t EdgeHistogram::judged() const {
    return std::accumulate(nets.begin(), nets.end(), no_edge);
}

}  // namespace dexarb

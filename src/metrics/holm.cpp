#include "dexarb/metrics/holm.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace dexarb {

std::vector<double> holm_adjusted(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
    std::vector<double> adjusted(p_values.size());
    double floor = 0.0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        const double scaled = p_values[order[k]] * static_cast<double>(order.size() - k);
        floor = std::max(floor, std::min(1.0, scaled));
        adjusted[order[k]] = floor;
    }
    return adjusted;
}

}  // namespace dexarb

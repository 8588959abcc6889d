#include "dexarb/metrics/proportion.hpp"

#include <algorithm>
#include <cmath>

namespace dexarb {

Interval wilson_interval(std::uint64_t successes, std::uint64_t trials, double z) {
    if (trials == 0) return {0.0, 1.0};
    const double n = static_cast<double>(trials);
    const double share = static_cast<double>(successes) / n;
    const double shrunk = 1.0 + z * z / n;
    const double centre = (share + z * z / (2.0 * n)) / shrunk;
    const double half = z * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n)) / shrunk;
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

}  // namespace dexarb

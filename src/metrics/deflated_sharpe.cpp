#include "dexarb/metrics/deflated_sharpe.hpp"

#include <algorithm>
#include <cmath>

#include "dexarb/metrics/expected_maximum.hpp"
#include "dexarb/metrics/normal.hpp"

namespace dexarb {

double sharpe_threshold(double variance_of_sharpes, double trials) {
    return std::sqrt(variance_of_sharpes) * expected_maximum(trials);
}

double probabilistic_sharpe(double sharpe, double threshold, const Moments& shape) {
    if (shape.count < 2) return 0.0;
    const double error = 1.0 - shape.skewness * sharpe + (shape.kurtosis - 1.0) / 4.0 * sharpe * sharpe;
    // Positive for every real sample: kurtosis >= skewness^2 + 1. The floor is for rounding.
    const double scale = std::sqrt(std::max(error, 1e-12));
    return normal_cdf((sharpe - threshold) * std::sqrt(static_cast<double>(shape.count - 1)) / scale);
}

}  // namespace dexarb

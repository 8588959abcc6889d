#include "dexarb/metrics/expected_maximum.hpp"

#include <cmath>
#include <numbers>

#include "dexarb/metrics/normal.hpp"

namespace dexarb {
namespace {

/// The density of the maximum, times x.
double weighted_density(double x, double trials) {
    const double below = normal_cdf(x);
    if (below <= 0.0) return 0.0;
    const double log_below = x > 0.0 ? std::log1p(-normal_cdf(-x)) : std::log(below);
    return x * trials * normal_density(x) * std::exp((trials - 1.0) * log_below);
}

}  // namespace

double expected_maximum(double trials) {
    if (trials <= 1.0) return 0.0;
    constexpr double kGamma = std::numbers::egamma;
    return (1.0 - kGamma) * normal_quantile(1.0 - 1.0 / trials) +
           kGamma * normal_quantile(1.0 - 1.0 / (trials * std::numbers::e));
}

double expected_maximum_exact(double trials) {
    constexpr double kLow = -9.0;
    constexpr double kHigh = 11.0;
    constexpr int kSteps = 4'000;
    constexpr double kStep = (kHigh - kLow) / kSteps;
    double sum = weighted_density(kLow, trials) + weighted_density(kHigh, trials);
    for (int i = 1; i < kSteps; ++i)
        sum += (i % 2 == 1 ? 4.0 : 2.0) * weighted_density(kLow + i * kStep, trials);
    return sum * kStep / 3.0;
}

}  // namespace dexarb

#include "dexarb/metrics/normal.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace dexarb {
namespace {

constexpr unsigned long long kAsGoodAsNormal = 1'000'000;

double upper_tail(double x) {
    return 0.5 * std::erfc(x / std::numbers::sqrt2);
}

/// The x above zero with `tail` above it, for a tail of at most one half.
double upper_quantile(double tail) {
    const double t = std::sqrt(-2.0 * std::log(tail));
    double x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    for (int i = 0; i < 3; ++i) {
        const double step = (upper_tail(x) - tail) / normal_density(x);
        x += step / (1.0 - 0.5 * x * step);
    }
    return x;
}

/// P(|T| <= t) for an angle of atan(t / sqrt(degrees)), in the finite sums of the reference.
double student_within(double t, unsigned long long degrees) {
    const double n = static_cast<double>(degrees);
    const double cosine_squared = n / (n + t * t);
    const double sine = t / std::sqrt(n + t * t);
    const bool is_odd = degrees % 2 == 1;
    double term = is_odd ? std::sqrt(cosine_squared) : 1.0;
    double sum = degrees > 1 ? term : 0.0;
    for (unsigned long long k = is_odd ? 3 : 2; k + 2 <= degrees; k += 2) {
        term *= cosine_squared * static_cast<double>(k - 1) / static_cast<double>(k);
        sum += term;
    }
    if (!is_odd) return sine * sum;
    return 2.0 / std::numbers::pi * (std::atan(t / std::sqrt(n)) + sine * sum);
}

}  // namespace

double normal_density(double x) {
    return std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
}

double normal_cdf(double x) {
    return upper_tail(-x);
}

double normal_quantile(double probability) {
    if (probability <= 0.0) return -std::numeric_limits<double>::infinity();
    if (probability >= 1.0) return std::numeric_limits<double>::infinity();
    return probability < 0.5 ? -upper_quantile(probability) : upper_quantile(1.0 - probability);
}

double student_cdf(double t, unsigned long long degrees) {
    if (degrees >= kAsGoodAsNormal) return normal_cdf(t);
    const double within = student_within(std::abs(t), degrees);
    return t < 0.0 ? 0.5 * (1.0 - within) : 0.5 * (1.0 + within);
}

double student_quantile(double probability, unsigned long long degrees) {
    double low = 0.0;
    double high = 1.0;
    while (student_cdf(high, degrees) < probability)
        high *= 2.0;
    while (high - low > 1e-9) {
        const double middle = 0.5 * (low + high);
        (student_cdf(middle, degrees) < probability ? low : high) = middle;
    }
    return high;
}

}  // namespace dexarb

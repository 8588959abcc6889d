#include "dexarb/metrics/moments.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace dexarb {
namespace {

/// Below this share of the values' own size a deviation is rounding.
constexpr double kRounding = 1e-12;

}  // namespace

Moments moments_of(std::span<const double> values) {
    Moments moments;
    moments.count = values.size();
    if (values.empty()) return moments;
    const double n = static_cast<double>(values.size());
    double sum = 0.0;
    for (const double value : values)
        sum += value;
    moments.mean = sum / n;
    double second = 0.0;
    double third = 0.0;
    double fourth = 0.0;
    for (const double value : values) {
        const double off = value - moments.mean;
        second += off * off;
        third += off * off * off;
        fourth += off * off * off * off;
    }
    const double spread = std::sqrt(second / n);
    if (values.size() < 2 || spread <= kRounding * std::abs(moments.mean)) return moments;
    moments.deviation = std::sqrt(second / (n - 1.0));
    moments.skewness = third / n / (spread * spread * spread);
    moments.kurtosis = fourth / n / (spread * spread * spread * spread);
    return moments;
}

std::optional<double> Moments::sharpe() const {
    if (deviation <= 0.0) return std::nullopt;
    return mean / deviation;
}

std::optional<double> Moments::t() const {
    const auto ratio = sharpe();
    if (!ratio) return std::nullopt;
    return *ratio * std::sqrt(static_cast<double>(count));
}

double median_of(std::span<const double> values) {
    if (values.empty()) return 0.0;
    std::vector<double> sorted{values.begin(), values.end()};
    std::ranges::sort(sorted);
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
}

}  // namespace dexarb

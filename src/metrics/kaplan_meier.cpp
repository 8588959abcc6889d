#include "dexarb/metrics/kaplan_meier.hpp"

#include <algorithm>
#include <cmath>

namespace dexarb {
namespace {

/// Of a curve at `share` with Greenwood's sum of d / (n (n - d)).
Interval log_log_interval(double share, double greenwood) {
    if (share >= 1.0 || share <= 0.0 || !std::isfinite(greenwood)) return {0.0, 1.0};
    const double factor = std::exp(kTwoSided95 * std::sqrt(greenwood) / std::abs(std::log(share)));
    return {std::pow(share, factor), std::pow(share, 1.0 / factor)};
}

}  // namespace

std::vector<SurvivalPoint> kaplan_meier(std::span<const LifeTableRow> rows) {
    std::uint64_t at_risk = 0;
    for (const LifeTableRow& row : rows)
        at_risk += row.ended + row.censored;
    std::vector<SurvivalPoint> curve;
    double share = 1.0;
    double greenwood = 0.0;
    for (const LifeTableRow& row : rows) {
        if (row.ended > 0) {
            const auto n = static_cast<double>(at_risk);
            const auto ended = static_cast<double>(row.ended);
            share *= (n - ended) / n;
            greenwood += row.ended == at_risk ? 0.0 : ended / (n * (n - ended));
        }
        curve.push_back({at_risk, share, share * std::sqrt(greenwood), log_log_interval(share, greenwood)});
        at_risk -= row.ended + row.censored;
    }
    return curve;
}

std::optional<std::size_t> half_life(std::span<const SurvivalPoint> curve) {
    constexpr double kRounding = 1e-12;
    const auto half = std::ranges::find_if(
        curve, [](double share) { return share <= 0.5 + kRounding; }, &SurvivalPoint::share);
    if (half == curve.end()) return std::nullopt;
    return static_cast<std::size_t>(half - curve.begin());
}

}  // namespace dexarb

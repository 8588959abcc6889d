#include "dexarb/metrics/filter_gain.hpp"

#include <algorithm>
#include <cmath>

#include "dexarb/metrics/normal.hpp"
#include "dexarb/metrics/separation.hpp"

namespace dexarb {
namespace {

constexpr double kOneSided = 1.0 - 0.025 / static_cast<double>(kPricedFilterCount);
/// Below this share of the values' own squares a variance is rounding.
constexpr double kRoundedVariance = 1e-12;

}  // namespace

std::optional<FilterGain> filter_gain(const FilterPrice& price) {
    if (price.booked() < kFewestTrades) return std::nullopt;
    const double count = static_cast<double>(price.booked());
    const double sum = to_double(price.net_usd) - to_double(price.instead_usd);
    const double around_mean = price.squares - sum * sum / count;
    if (around_mean <= kRoundedVariance * price.squares) return std::nullopt;
    const double deviation = std::sqrt(around_mean / (count - 1.0));
    const double reach = student_quantile(kOneSided, price.booked() - 1) * deviation * std::sqrt(count);
    return FilterGain{sum, {sum - reach, sum + reach}};
}

std::optional<PricedFilter> telling_filter(const FilterPrices& prices) {
    std::optional<PricedFilter> telling;
    double most = 0.0;
    for (std::size_t i = 0; i < kPricedFilterCount; ++i) {
        const auto filter = static_cast<PricedFilter>(i);
        const auto gain = filter_gain(prices[i]);
        if (filter == PricedFilter::kSlippage || !gain || !gain->excludes_zero()) continue;
        if (std::abs(gain->sum) <= most) continue;
        most = std::abs(gain->sum);
        telling = filter;
    }
    return telling;
}

}  // namespace dexarb

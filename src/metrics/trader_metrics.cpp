#include "dexarb/metrics/trader_metrics.hpp"

#include <numeric>

namespace dexarb {
namespace {

std::int64_t floor_divide(std::int64_t numerator, std::int64_t denominator) {
    const std::int64_t quotient = numerator / denominator;
    return numerator % denominator < 0 ? quotient - 1 : quotient;
}

}  // namespace

std::uint64_t TraderMetrics::settled() const {
    return std::accumulate(results.begin(), results.end(), std::uint64_t{0});
}

std::uint64_t TraderMetrics::booked() const {
    std::uint64_t count = 0;
    for (const auto result : {TradeResult::kFilled, TradeResult::kReverted, TradeResult::kLost})
        count += results[static_cast<std::size_t>(result)];
    return count - quarantined - stranded;
}

std::optional<double> TraderMetrics::win_rate() const {
    if (wins + losses == 0) return std::nullopt;
    return static_cast<double>(wins) / static_cast<double>(wins + losses);
}

std::optional<MicroUsd> TraderMetrics::average_usd() const {
    if (booked() == 0) return std::nullopt;
    return MicroUsd{floor_divide(net_usd.value, static_cast<std::int64_t>(booked()))};
}

}  // namespace dexarb

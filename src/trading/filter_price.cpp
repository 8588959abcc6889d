#include "dexarb/trading/filter_price.hpp"

#include <numeric>

namespace dexarb {

namespace {

constexpr std::array<std::string_view, kPricedFilterCount> kSettingNames{
    "min_profit_usd",   "max_gas_price_gwei",   "max_slippage_percent",
    "max_daily_trades", "daily_loss_limit_usd", "max_consecutive_losses"};

}  // namespace

std::string_view to_string(PricedFilter filter) {
    return kSettingNames[static_cast<std::size_t>(filter)];
}

std::optional<PricedFilter> priced_filter(RejectReason reason) {
    switch (reason) {
        case RejectReason::kMinProfit:
            return PricedFilter::kMinProfit;
        case RejectReason::kGasAboveCap:
            return PricedFilter::kGasCap;
        case RejectReason::kDailyTrades:
            return PricedFilter::kDailyTrades;
        case RejectReason::kDailyLoss:
            return PricedFilter::kDailyLoss;
        case RejectReason::kConsecutiveLoss:
            return PricedFilter::kConsecutiveLoss;
        default:
            return std::nullopt;
    }
}

std::uint64_t FilterPrice::stopped() const {
    return std::accumulate(results.begin(), results.end(), in_flight + phantoms + not_followed);
}

std::uint64_t FilterPrice::booked() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kTradeResultCount; ++i)
        if (is_booked(static_cast<TradeResult>(i))) sum += results[i];
    return sum;
}

}  // namespace dexarb

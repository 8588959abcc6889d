#include <algorithm>
#include <array>

#include "dexarb/trading/reject.hpp"
#include "dexarb/trading/strategy_config.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {
namespace {

constexpr std::array<std::string_view, kFillModelCount> kFillModelNames{"legacy", "instant", "first_in_block",
                                                                        "survival", "survival_competition"};
constexpr std::array<std::string_view, kRejectReasonCount> kRejectReasonNames{
    "late_block", "missed_block",     "no_price",      "quarantine",   "episode_used", "paused_by_hand", "daily_trades",
    "daily_loss", "consecutive_loss", "gas_above_cap", "unprofitable", "min_profit",   "pool_spent",     "pool_busy"};
constexpr std::array<std::string_view, kTradeResultCount> kTradeResultNames{"filled", "reverted", "lost", "expired",
                                                                            "unknown"};

}  // namespace

std::string_view to_string(FillModel model) {
    return kFillModelNames[static_cast<std::size_t>(model)];
}

std::optional<FillModel> fill_model_from_string(std::string_view name) {
    const auto found = std::ranges::find(kFillModelNames, name);
    if (found == kFillModelNames.end()) return std::nullopt;
    return static_cast<FillModel>(found - kFillModelNames.begin());
}

std::string_view to_string(RejectReason reason) {
    return kRejectReasonNames[static_cast<std::size_t>(reason)];
}

std::string_view to_string(TradeResult result) {
    return kTradeResultNames[static_cast<std::size_t>(result)];
}

std::optional<TradeResult> trade_result_from_string(std::string_view name) {
    const auto found = std::ranges::find(kTradeResultNames, name);
    if (found == kTradeResultNames.end()) return std::nullopt;
    return static_cast<TradeResult>(found - kTradeResultNames.begin());
}

}  // namespace dexarb

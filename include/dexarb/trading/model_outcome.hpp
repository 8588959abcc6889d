#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "dexarb/base/micro_usd.hpp"
#include "dexarb/base/u256.hpp"

namespace dexarb {

enum class TradeResult { kFilled, kReverted, kLost, kExpired, kUnknown };
inline constexpr std::size_t kTradeResultCount = 5;
[[nodiscard]] std::string_view to_string(TradeResult result);
[[nodiscard]] std::optional<TradeResult> trade_result_from_string(std::string_view name);
/// Filled, reverted and lost move money; expired and unknown leave the books as they are.
[[nodiscard]] constexpr bool is_booked(TradeResult result) {
    return result == TradeResult::kFilled || result == TradeResult::kReverted || result == TradeResult::kLost;
}

/// What one fill model makes of an action.
struct ModelOutcome {
    TradeResult result = TradeResult::kUnknown;
    U256 amount_out{};  ///< Zero unless filled, and for `legacy`, which has no amounts.
    MicroUsd gross_usd{};
    MicroUsd gas_usd{};
    MicroUsd flash_fee_usd{};
    MicroUsd net_usd{};  ///< gross - gas - flash fee.
};

}  // namespace dexarb

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dexarb/trading/simulated_trade_action.hpp"

namespace dexarb {

enum class TradeResult { kFilled, kReverted, kLost, kExpired, kUnknown };
inline constexpr std::size_t kTradeResultCount = 5;
[[nodiscard]] std::string_view to_string(TradeResult result);

/// What one fill model makes of an action.
struct ModelOutcome {
    TradeResult result = TradeResult::kUnknown;
    U256 amount_out;  ///< Zero unless filled.
    MicroUsd gross_usd;
    MicroUsd gas_usd;
    MicroUsd flash_fee_usd;
    MicroUsd net_usd;  ///< gross - gas - flash fee.
};

/// How an action ended. The primary model books; the others only tell.
struct TradeOutcome {
    ConfigIndex config{};
    EpisodeId episode;
    BlockId decided_on;
    std::optional<BlockId> inclusion_block;   ///< Nothing when the run ended before one.
    std::chrono::sys_seconds inclusion_time;  ///< Timestamp of the inclusion block: the UTC day it is booked on.
    ModelOutcome primary;
    std::array<ModelOutcome, kFillModelCount> models;  ///< In order of FillModel.
    double draw = 0.0;                                 ///< The episode's u; lost when below the competition rate.

    [[nodiscard]] TradeResult result() const { return primary.result; }
    [[nodiscard]] MicroUsd net_usd() const { return primary.net_usd; }
};

}  // namespace dexarb

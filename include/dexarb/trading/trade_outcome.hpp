#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "dexarb/trading/simulated_trade_action.hpp"

namespace dexarb {

enum class TradeResult { kFilled, kReverted, kLost, kExpired, kUnknown };
inline constexpr std::size_t kTradeResultCount = 5;
[[nodiscard]] std::string_view to_string(TradeResult result);
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

/// How an action ended. The primary model books; the others only tell.
///
/// All values are at the prices of M; where M has no native price (or none of the start token), at those of N.
struct TradeOutcome {
    ConfigIndex config{};
    EpisodeId episode;
    BlockId decided_on;
    /// M. Where M may be a block that nobody saw, the block seen after it; nothing when the run ended before one.
    std::optional<BlockId> inclusion_block;
    std::chrono::sys_seconds inclusion_time{};  ///< Timestamp of that block: the UTC day the outcome is booked on.
    ModelOutcome primary;
    std::array<ModelOutcome, kFillModelCount> models;  ///< In order of FillModel.
    double draw = 0.0;                                 ///< The episode's u; lost when below the competition rate.

    [[nodiscard]] TradeResult result() const { return primary.result; }
    [[nodiscard]] MicroUsd net_usd() const { return primary.net_usd; }
    [[nodiscard]] UtcDay day() const { return std::chrono::floor<std::chrono::days>(inclusion_time); }
};

using OutcomePtr = std::shared_ptr<const TradeOutcome>;

}  // namespace dexarb

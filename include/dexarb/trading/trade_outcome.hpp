#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "dexarb/trading/simulated_trade_action.hpp"

namespace dexarb {

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

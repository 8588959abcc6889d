#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/time.hpp"
#include "dexarb/trading/correction.hpp"
#include "dexarb/trading/reject.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// Why and until when a configuration stands still.
struct Pause {
    RejectReason reason = RejectReason::kDailyTrades;
    UtcDay ends;  ///< 00:00 UTC of this day.
};

/// How many episodes came to each filter and what stopped the rest. An episode counts once, where it got furthest.
struct Funnel {
    std::uint64_t episodes = 0;  ///< On routes of the configuration's pairs.
    std::uint64_t acted = 0;
    std::array<std::uint64_t, kRejectReasonCount>
        stopped{};  ///< By the last reason that stopped an episode never acted on.
};

/// The episode that came closest to being acted on and was not.
struct ConfigNearestMiss {
    EpisodeId episode;
    BlockNumber block = 0;
    RejectReason reason = RejectReason::kMinProfit;
    MicroUsd net_usd;
    MicroUsd lacked_usd;  ///< min_profit_usd minus the net, where that was the reason.
};

/// What one configuration did today (UTC).
struct DayCounters {
    UtcDay day;
    std::uint32_t actions = 0;
    MicroUsd net_usd;
};

/// The books of one configuration, as a report reads them. All sums are exact.
struct TraderMetrics {
    Funnel funnel;
    std::uint64_t actions = 0;
    std::uint64_t in_flight = 0;
    std::array<std::uint64_t, kTradeResultCount> results{};  ///< By TradeResult.
    MicroUsd net_usd;
    MicroUsd gross_usd;
    MicroUsd gas_usd;
    MicroUsd flash_fee_usd;
    MicroUsd largest_win_usd;
    MicroUsd largest_loss_usd;  ///< Zero or negative.
    std::uint64_t wins = 0;     ///< Booked outcomes with net above zero.
    std::uint64_t losses = 0;   ///< Booked outcomes with net below zero.
    std::uint32_t consecutive_losses = 0;
    std::uint32_t longest_losing_run = 0;
    MicroUsd drawdown_usd;  ///< Highest cumulative net so far (at least zero) minus the present one.
    MicroUsd max_drawdown_usd;
    MicroUsd quarantined_usd;  ///< Fills of phantom episodes, kept out of everything above.
    std::uint64_t quarantined = 0;
    std::uint64_t corrections = 0;                          ///< Outcomes reversed because their block was undone.
    std::array<MicroUsd, kFillModelCount> model_net_usd{};  ///< The same actions under every fill model.
    DayCounters today;
    std::optional<Pause> pause;
    std::optional<ConfigNearestMiss> nearest_miss;

    [[nodiscard]] std::uint64_t settled() const;
    /// wins / (wins + losses), or nothing before the first.
    [[nodiscard]] std::optional<double> win_rate() const;
    /// Net per booked outcome (filled, reverted or lost), or nothing before the first.
    [[nodiscard]] std::optional<MicroUsd> average_usd() const;
};

}  // namespace dexarb

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/time.hpp"
#include "dexarb/trading/filter_price.hpp"
#include "dexarb/trading/funnel.hpp"
#include "dexarb/trading/limits.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// The books of one configuration, as a report reads them. All sums are exact.
///
/// A fill moved to quarantine leaves every sum of dollars; counters (results, wins, losses, runs, the largest win and
/// loss) stay as booked. So does an outcome whose block was replaced deeper than outcomes can be undone. An outcome
/// whose block was undone leaves everything but `corrections`.
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
    MicroUsd quarantined_usd;  ///< Fills of phantom episodes, kept out of every sum above.
    std::uint64_t quarantined = 0;
    MicroUsd stranded_usd;  ///< Outcomes on blocks replaced too deep to be undone, kept out of every sum above.
    std::uint64_t stranded = 0;
    std::uint64_t corrections = 0;                          ///< Outcomes reversed because their block was undone.
    std::array<MicroUsd, kFillModelCount> model_net_usd{};  ///< The same actions under every fill model.
    DayCounters today;
    std::optional<Pause> pause;
    std::optional<ConfigNearestMiss> nearest_miss;
    FilterPrices filter_prices{};     ///< What each of its filters kept it from; hypothetical, and in no sum above.
    std::uint64_t missed_events = 0;  ///< Events its cursor skipped: anything but zero is a bug.

    [[nodiscard]] std::uint64_t settled() const;
    /// Outcomes that moved money (filled, reverted or lost), those taken out of the sums left out.
    [[nodiscard]] std::uint64_t booked() const;
    /// wins / (wins + losses), or nothing before the first.
    [[nodiscard]] std::optional<double> win_rate() const;
    /// Net per booked outcome, rounded down, or nothing before the first.
    [[nodiscard]] std::optional<MicroUsd> average_usd() const;
};

}  // namespace dexarb

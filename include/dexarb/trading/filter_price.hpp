#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "dexarb/base/micro_usd.hpp"
#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/trading/model_outcome.hpp"
#include "dexarb/trading/reject.hpp"

namespace dexarb {

/// The filters that have a price: settings that keep a configuration from trades whose amounts are known.
///
/// No price has what stops an episode before an amount is known or anybody looks (late, missed or unpriced blocks),
/// what the books must not believe (`kQuarantine`), what no setting decides (`kPausedByHand`), what would lose by its
/// own quote (`kUnprofitable`), and what only keeps the same liquidity from being taken twice (`kEpisodeUsed`,
/// `kPoolSpent`, `kPoolBusy`).
enum class PricedFilter : std::uint8_t {
    kMinProfit,
    kGasCap,
    kSlippage,  ///< Rejects nothing: it makes a sent action revert.
    kDailyTrades,
    kDailyLoss,
    kConsecutiveLoss,
};
inline constexpr std::size_t kPricedFilterCount = 6;
/// The key of its setting in the strategies file.
[[nodiscard]] std::string_view to_string(PricedFilter filter);
[[nodiscard]] std::optional<PricedFilter> priced_filter(RejectReason reason);

/// What a filter kept a configuration from, under its primary model: what its rejects would have made.
///
/// Counted are episodes that this filter alone stopped, each once: on the first block on which, without it and with all
/// else as it was, an action would have been sent. That action is a shadow: it is settled by the executor's own rules
/// with the episode's own draw, as the one that the configuration would have sent on that block, at its own size, tip
/// and latency. Shadows of one filter take liquidity once among themselves, and none that the books' own actions hold
/// or have spent. They count towards no limit and no pause, and those of different filters know nothing of one another:
/// prices of filters do not add up. An episode that was acted on after all is not stopped and counts under
/// `acted_later` alone.
struct FilterPrice {
    std::uint64_t in_flight = 0;                             ///< Their inclusion blocks are still to come.
    std::array<std::uint64_t, kTradeResultCount> results{};  ///< By TradeResult.
    std::uint64_t phantoms = 0;      ///< Would have been filled and then moved to quarantine: in no sum.
    std::uint64_t not_followed = 0;  ///< Stopped while too many others were followed: nobody knows what it came to.
    std::uint64_t acted_later = 0;
    MicroUsd net_usd;      ///< Of filled, reverted and lost: what they would have made.
    MicroUsd instead_usd;  ///< What was booked in their place: the gas of reverted actions, else zero.
    double squares = 0.0;  ///< Sum of (net - instead)^2 in dollars, for the error of a mean.

    /// Episodes stopped by this filter alone.
    [[nodiscard]] std::uint64_t stopped() const;
    /// Those that moved money: what the sums are made of.
    [[nodiscard]] std::uint64_t booked() const;
};

using FilterPrices = std::array<FilterPrice, kPricedFilterCount>;

void persist(auto& archive, Is<FilterPrice> auto& price) {
    archive(price.in_flight, price.results, price.phantoms, price.not_followed, price.acted_later, price.net_usd,
            price.instead_usd, price.squares);
}

}  // namespace dexarb

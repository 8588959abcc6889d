#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dexarb/arbitrage/opportunity.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

/// Why a configuration did not act on an open route, in the order the filters stand.
enum class RejectReason {
    kLateBlock,        ///< The block was seen after a higher one.
    kMissedBlock,      ///< The next block came before the configuration looked.
    kNoPrice,          ///< No native or quote-token price in the snapshot.
    kQuarantine,       ///< Open too long without any event in its pools.
    kEpisodeUsed,      ///< Acted on this episode already.
    kPausedByHand,     ///< Somebody paused the configuration and nobody resumed it yet.
    kDailyTrades,      ///< max_daily_trades reached.
    kDailyLoss,        ///< daily_loss_limit_usd reached.
    kConsecutiveLoss,  ///< max_consecutive_losses reached.
    kGasAboveCap,      ///< Base fee plus priority fee above max_gas_price_gwei.
    kUnprofitable,     ///< At the capped size, with its own costs, the net is not above zero.
    kMinProfit,        ///< Above zero, but below min_profit_usd.
    kPoolSpent,        ///< A pool of the route was filled against and had no event since.
    kPoolBusy,         ///< A pool of the route is used by a better candidate or an action in flight.
};
inline constexpr std::size_t kRejectReasonCount = 14;
[[nodiscard]] std::string_view to_string(RejectReason reason);

/// One configuration's first rejection of one episode for one reason.
struct Reject {
    ConfigIndex config{};
    EpisodeId episode;
    BlockNumber block = 0;
    RejectReason reason = RejectReason::kMinProfit;
    /// From `kUnprofitable` on at the configuration's own size and costs (zero where no input profits at all); before,
    /// the opportunity's, at the market's.
    MicroUsd net_usd;
};

}  // namespace dexarb

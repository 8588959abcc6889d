#pragma once

#include <cstdint>
#include <optional>

#include "dexarb/arbitrage/opportunity.hpp"
#include "dexarb/arbitrage/opportunity_scanner.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

/// What an open route is worth to one configuration: at its own size, with its own costs, on the state of N.
struct Valuation {
    RouteQuote quote;
    U256 certificate_gap;  ///< As `SizedRoute`, for the size under this configuration's own terms.
    U256 loan_fee;         ///< In units of the start token.
    std::uint64_t gas_units = 0;
    MicroUsd net_usd{};  ///< Output - input - gas - loan fee, each rounded down.
};

/// Base fee of the block plus the configuration's priority fee: what a unit of gas costs while below its cap.
[[nodiscard]] std::uint64_t gas_price_wei(const BlockHeader& header, const StrategyConfig& config);
[[nodiscard]] std::uint64_t gas_price_wei(const BlockHeader& header, std::uint64_t priority_fee_wei);

/// Values `opportunity` for `config`. Sizes again on the same snapshot where the configuration's cap or loan fee binds,
/// or where its own gas price may weigh the crossing of ticks differently; else takes the scan's size as it is.
///
/// Nothing if no input within its cap profits before gas. Needs a native and a start-token price in the snapshot.
[[nodiscard]] std::optional<Valuation> value_for(const StrategyConfig& config, const ScannerOptions& scanned_with,
                                                 const MarketSnapshot& snapshot, const Route& route,
                                                 const Opportunity& opportunity);

/// The least final output an action accepts: max(ceil(out * (10^6 - slippage) / 10^6), amount_in + loan fee).
[[nodiscard]] U256 least_output(const RouteQuote& quote, const U256& loan_fee, std::uint32_t max_slippage_ppm);

}  // namespace dexarb

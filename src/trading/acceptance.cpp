#include "dexarb/trading/acceptance.hpp"

#include <algorithm>
#include <limits>

#include "dexarb/base/check.hpp"

namespace dexarb {
namespace {

constexpr std::uint32_t kWhole = 1'000'000;

bool crosses_ticks(const MarketDefinition& market, const Route& route) {
    return std::ranges::any_of(route.hops,
                               [&](const Hop& hop) { return market.dex_of(hop.pool).kind == DexKind::kConcentrated; });
}

SizingTerms terms_of(const StrategyConfig& config, const ScannerOptions& scanned_with, const MarketSnapshot& snapshot,
                     const Route& route) {
    return {.cap = amount_worth(config.max_trade_size_usd, *snapshot.price(route.start)),
            .premium_ppm = config.flash_premium_ppm,
            .gas_price_wei = gas_price_wei(snapshot.header, config),
            .gas = scanned_with.gas};
}

/// Whether the scan's size, found without a cap, loan or own tip, is also the best under `terms`.
bool same_size(const SizingTerms& terms, const StrategyConfig& config, const ScannerOptions& scanned_with,
               const MarketDefinition& market, const Route& route, const Opportunity& opportunity) {
    const bool cap_binds = terms.cap && *terms.cap < opportunity.sized.quote.amount_in;
    const bool own_tip = config.priority_fee_wei != scanned_with.priority_fee_wei;
    return !cap_binds && terms.premium_ppm == 0 && !(own_tip && crosses_ticks(market, route));
}

std::optional<Valuation> value(const SizedRoute& sized, const SizingTerms& terms, const MarketSnapshot& snapshot,
                               const Route& route) {
    const UsdPrice& start = *snapshot.price(route.start);
    Valuation valuation{.quote = sized.quote,
                        .certificate_gap = sized.certificate_gap,
                        .loan_fee = loan_fee(sized.quote.amount_in, terms.premium_ppm),
                        .gas_units = gas_units(terms.gas, *snapshot.market, route, sized.quote.ticks_crossed)};
    const auto gross = usd_difference(sized.quote.amount_out(), sized.quote.amount_in, start);
    const auto gas = gas_cost(valuation.gas_units, terms.gas_price_wei, snapshot.native_price());
    const auto fee = usd_value(valuation.loan_fee, start);
    if (!gross || !gas || !fee) return std::nullopt;
    valuation.net_usd = *gross - *gas - *fee;
    return valuation;
}

}  // namespace

std::uint64_t gas_price_wei(const BlockHeader& header, const StrategyConfig& config) {
    return gas_price_wei(header, config.priority_fee_wei);
}

std::uint64_t gas_price_wei(const BlockHeader& header, std::uint64_t priority_fee_wei) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
    return header.base_fee_wei > kMost - priority_fee_wei ? kMost : header.base_fee_wei + priority_fee_wei;
}

std::optional<Valuation> value_for(const StrategyConfig& config, const ScannerOptions& scanned_with,
                                   const MarketSnapshot& snapshot, const Route& route, const Opportunity& opportunity) {
    const SizingTerms terms = terms_of(config, scanned_with, snapshot, route);
    if (same_size(terms, config, scanned_with, *snapshot.market, route, opportunity))
        return value(opportunity.sized, terms, snapshot, route);
    const auto sized = size_route(snapshot, route, terms);
    if (!sized) return std::nullopt;
    return value(*sized, terms, snapshot, route);
}

U256 least_output(const RouteQuote& quote, const U256& loan_fee, std::uint32_t max_slippage_ppm) {
    check(max_slippage_ppm <= kWhole, "slippage is at most the whole");
    const auto slipped = mul_div_rounding_up(quote.amount_out(), U256{kWhole - max_slippage_ppm}, U256{kWhole});
    return std::max(*slipped, quote.amount_in + loan_fee);
}

}  // namespace dexarb

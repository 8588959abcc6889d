#pragma once

#include <string>

#include "dexarb/report/explanation.hpp"

namespace dexarb {

/// "1,234.500000 USDC.e".
[[nodiscard]] std::string whole_tokens(const U256& amount, const Token& token);
/// "$1234.567890"; every micro-dollar.
[[nodiscard]] std::string exact_money(MicroUsd amount);
/// "$0.412345678901234567": a price for a whole token, to its last digit.
[[nodiscard]] std::string exact_price(const U256& atto_usd);
/// "as recorded", or "NOT as recorded: ...".
template <typename Value>
[[nodiscard]] std::string held(const Value& now, const Value& then, const std::string& then_text) {
    return now == then ? "as recorded" : "NOT as recorded, which is " + then_text;
}

/// Pools of a route on one block: reserves, or price, tick and liquidity.
[[nodiscard]] std::string state_lines(const MarketSnapshot& snapshot, const Route& route);
/// The walk of `amount_in` through the hops, with formulas and steps. Ends where a hop cannot take all of it.
[[nodiscard]] std::string quote_lines(const MarketSnapshot& snapshot, const Route& route, const U256& amount_in);

/// What an amount of gas costs, factor by factor.
struct GasTerms {
    std::uint64_t units = 0;
    std::uint64_t base_fee_wei = 0;
    std::uint64_t priority_fee_wei = 0;
    std::optional<UsdPrice> native;
};
[[nodiscard]] std::string gas_line(const GasTerms& gas, MicroUsd recorded);
/// "31,100 + 57,900 + 68,200 + 2 ticks x 25,400 = 208,000".
[[nodiscard]] std::string gas_units_line(const Explanation& explanation, std::uint64_t recorded);
/// (out - in) at the start token's price.
[[nodiscard]] std::string gross_line(const RouteQuote& quote, const Token& token, const UsdPrice& price,
                                     MicroUsd recorded);
[[nodiscard]] std::string loan_line(const U256& fee, std::uint32_t premium_ppm, const Token& token,
                                    const UsdPrice& price, MicroUsd recorded);
/// "gross - gas - loan fee = net", and whether it does.
[[nodiscard]] std::string sum_line(MicroUsd gross, MicroUsd gas, MicroUsd fee, MicroUsd net);

}  // namespace dexarb

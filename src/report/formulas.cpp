#include "report/formulas.hpp"

#include <fmt/format.h>

#include "dexarb/report/csv.hpp"

#include "report/layout.hpp"
#include "report/swap_trace.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kMostSteps = 40;

std::string tokens_of(const MarketDefinition& market, const Hop& hop) {
    return fmt::format("sells {}, buys {}", market.token(token_in(market, hop)).symbol,
                       market.token(token_out(market, hop)).symbol);
}

std::string text_of(u128 value) {
    return to_decimal(U256{value});
}

std::string text_of(i128 value) {
    return value < 0 ? "-" + text_of(~static_cast<u128>(value) + 1) : "+" + text_of(static_cast<u128>(value));
}

std::string state_text(const MarketDefinition& market, const Hop& hop, const PoolState& state) {
    const PoolDefinition& pool = market.pool(hop.pool);
    if (const auto* pair = std::get_if<ConstantProductState>(&state))
        return fmt::format("reserve of {} {}, of {} {}; fee {} ppm", market.token(pool.token0).symbol,
                           text_of(pair->reserve0), market.token(pool.token1).symbol, text_of(pair->reserve1),
                           pair->fee.value);
    const auto& range = std::get<ConcentratedState>(state);
    const WordRange known = range.ticks->known();
    return fmt::format(
        "sqrtPriceX96 {}, tick {}, liquidity {}; fee {} ppm, tick spacing {}; {} initialised ticks known in bitmap "
        "words {} to {}",
        to_decimal(range.sqrt_price_x96), range.tick, text_of(range.liquidity), range.fee.value, range.tick_spacing,
        range.ticks->ticks().size(), known.first, known.last);
}

std::string pair_formula(const ConstantProductState& pair, bool zero_for_one, const U256& in, const Quote& quote) {
    const std::string reserve_in = text_of(zero_for_one ? pair.reserve0 : pair.reserve1);
    const std::string reserve_out = text_of(zero_for_one ? pair.reserve1 : pair.reserve0);
    const std::uint32_t rest = kFeeUnit - pair.fee.value;
    return labelled("", fmt::format("floor({0} x {1} x {2} / ({3} x {4} + {0} x {1})) = {5}", to_decimal(in), rest,
                                    reserve_out, reserve_in, kFeeUnit, to_decimal(quote.amount_out)));
}

std::string step_text(std::size_t number, const TracedStep& step) {
    std::string text = fmt::format("step {}: sqrtPriceX96 {} to {} at liquidity {}: takes {}, gives {}", number,
                                   to_decimal(step.sqrt_price_start), to_decimal(step.sqrt_price_end),
                                   text_of(step.liquidity), to_decimal(step.amount_in), to_decimal(step.amount_out));
    if (step.crossed)
        text += fmt::format("; crosses tick {}, liquidityNet {}", step.crossed->index,
                            text_of(step.crossed->liquidity_net));
    return text;
}

std::string range_formula(const ConcentratedState& range, bool zero_for_one, const U256& in, const Quote& quote) {
    std::string lines;
    U256 sum;
    const auto steps = trace_swap(range, zero_for_one, in, kMostSteps);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        lines += labelled("", step_text(i + 1, steps[i]));
        sum += steps[i].amount_out;
    }
    if (steps.size() == kMostSteps) return lines + labelled("", fmt::format("... ({} steps shown)", kMostSteps));
    return lines + labelled("", fmt::format("{} steps, {} ticks crossed; they give {} together, {}", steps.size(),
                                            quote.ticks_crossed, to_decimal(sum),
                                            sum == quote.amount_out ? "which is the quote" : "NOT the quote"));
}

const char* end_text(QuoteEnd end) {
    switch (end) {
        case QuoteEnd::kComplete:
            return "complete";
        case QuoteEnd::kPriceLimit:
            return "price limit";
        case QuoteEnd::kOutOfLiquidity:
            return "the pool has no more";
        case QuoteEnd::kUnknownTicks:
            return "the walk left the ticks that were read";
        case QuoteEnd::kReverts:
            return "the contract refuses it";
    }
    return "";
}

}  // namespace

std::string whole_tokens(const U256& amount, const Token& token) {
    std::string digits = to_decimal(amount);
    const std::size_t decimals = token.decimals;
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    if (decimals > 0) digits.insert(digits.size() - decimals, 1, '.');
    return digits + " " + token.symbol;
}

std::string exact_money(MicroUsd amount) {
    const std::string text = exact_usd(amount);
    return text.front() == '-' ? "-$" + text.substr(1) : "$" + text;
}

std::string exact_price(const U256& atto_usd) {
    const std::string text = whole_tokens(atto_usd, {{}, "", 18, false});
    return "$" + text.substr(0, text.size() - 1);
}

std::string state_lines(const MarketSnapshot& snapshot, const Route& route) {
    std::string lines;
    const MarketDefinition& market = *snapshot.market;
    for (std::size_t i = 0; i < route.hops.size(); ++i) {
        const Hop& hop = route.hops[i];
        const Pool* pool = snapshot.pool(hop.pool);
        lines += labelled(fmt::format("hop {}", i + 1),
                          fmt::format("{} {:.2f}% {}: {}", market.dex_of(hop.pool).name,
                                      static_cast<double>(market.pool(hop.pool).fee.value) / 1e4,
                                      to_string(market.pool(hop.pool).address), tokens_of(market, hop)));
        lines +=
            labelled("", pool == nullptr ? "state not certain, or not kept" : state_text(market, hop, pool->state));
    }
    return lines;
}

std::string quote_lines(const MarketSnapshot& snapshot, const Route& route, const U256& amount_in) {
    std::string lines;
    const MarketDefinition& market = *snapshot.market;
    U256 amount = amount_in;
    for (std::size_t i = 0; i < route.hops.size(); ++i) {
        const Hop& hop = route.hops[i];
        const Pool* pool = snapshot.pool(hop.pool);
        if (pool == nullptr) return lines + labelled(fmt::format("hop {}", i + 1), "state not certain");
        const Quote quote = quote_exact_input(pool->state, hop.zero_for_one, amount);
        lines += labelled(fmt::format("hop {}", i + 1),
                          fmt::format("{} in, {} out ({} for {})", to_decimal(amount), to_decimal(quote.amount_out),
                                      whole_tokens(amount, market.token(token_in(market, hop))),
                                      whole_tokens(quote.amount_out, market.token(token_out(market, hop)))));
        const auto* pair = std::get_if<ConstantProductState>(&pool->state);
        lines += pair != nullptr
                     ? pair_formula(*pair, hop.zero_for_one, amount, quote)
                     : range_formula(std::get<ConcentratedState>(pool->state), hop.zero_for_one, amount, quote);
        if (!quote.is_complete()) return lines + labelled("", fmt::format("ends here: {}", end_text(quote.end)));
        amount = quote.amount_out;
    }
    return lines;
}

std::string gas_line(const GasTerms& gas, MicroUsd recorded) {
    const std::uint64_t price = gas.base_fee_wei + gas.priority_fee_wei;
    const auto cost = gas_cost(gas.units, price, gas.native);
    if (!cost) return labelled("gas", "without a native price it has none");
    return labelled("gas", fmt::format("{} units x ({} + {}) wei = {} wei x {} / 10^18 = {}, rounded down; {}",
                                       gas.units, gas.base_fee_wei, gas.priority_fee_wei,
                                       to_decimal(U256{gas.units} * U256{price}), exact_price(gas.native->atto_usd),
                                       exact_money(*cost), held(*cost, recorded, exact_money(recorded))));
}

std::string gas_units_line(const Explanation& explanation, std::uint64_t recorded) {
    const GasModel& gas = explanation.assumptions.gas;
    const MarketDefinition& market = *explanation.decided_on->market;
    std::string text = grouped(gas.base);
    std::uint64_t known = gas.base;
    for (const Hop& hop : explanation.route.hops) {
        const bool concentrated = market.dex_of(hop.pool).kind == DexKind::kConcentrated;
        const std::uint64_t units = concentrated ? gas.concentrated_hop : gas.constant_product_hop;
        text += fmt::format(" + {} for a {} hop", grouped(units), concentrated ? "V3" : "V2");
        known += units;
    }
    const std::uint64_t ticks = gas.crossed_tick == 0 || recorded < known ? 0 : (recorded - known) / gas.crossed_tick;
    return labelled("gas units", fmt::format("{} + {} ticks x {} = {} (modelled)", text, ticks,
                                             grouped(gas.crossed_tick), grouped(known + ticks * gas.crossed_tick)));
}

std::string gross_line(const RouteQuote& quote, const Token& token, const UsdPrice& price, MicroUsd recorded) {
    const U256& out = quote.amount_out();
    const bool gains = out >= quote.amount_in;
    const auto value = usd_difference(out, quote.amount_in, price);
    if (!value) return labelled("gross", "beyond what dollars can hold here");
    return labelled("gross", fmt::format("{} - {} = {}{} units of {} x {} / 10^{} = {}, rounded down; {}",
                                         to_decimal(out), to_decimal(quote.amount_in), gains ? "" : "-",
                                         to_decimal(gains ? out - quote.amount_in : quote.amount_in - out),
                                         token.symbol, exact_price(price.atto_usd), price.decimals, exact_money(*value),
                                         held(*value, recorded, exact_money(recorded))));
}

std::string loan_line(const U256& fee, std::uint32_t premium_ppm, const Token& token, const UsdPrice& price,
                      MicroUsd recorded) {
    if (premium_ppm == 0) return labelled("loan fee", "none: own capital");
    const auto value = usd_value(fee, price);
    if (!value) return labelled("loan fee", "beyond what dollars can hold here");
    return labelled("loan fee",
                    fmt::format("ceil(input x {} / 10^6) = {} units of {} = {}; {}", premium_ppm, to_decimal(fee),
                                token.symbol, exact_money(*value), held(*value, recorded, exact_money(recorded))));
}

std::string sum_line(MicroUsd gross, MicroUsd gas, MicroUsd fee, MicroUsd net) {
    const MicroUsd sum = gross - gas - fee;
    return labelled("net", fmt::format("{} - {} - {} = {}; {}", exact_money(gross), exact_money(gas), exact_money(fee),
                                       exact_money(sum), held(sum, net, exact_money(net))));
}

}  // namespace dexarb

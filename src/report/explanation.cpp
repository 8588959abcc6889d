#include "dexarb/report/explanation.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "dexarb/report/csv.hpp"
#include "dexarb/report/text_report.hpp"
#include "dexarb/trading/decision_clock.hpp"

#include "report/explained_stands.hpp"
#include "report/formulas.hpp"
#include "report/layout.hpp"
#include "report/recomputed.hpp"
#include "report/table.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

const Token& start_token(const Explanation& e) {
    return e.decided_on->market->token(e.route.start);
}

std::string time_text(Timestamp time) {
    std::string text = to_rfc3339(time).substr(0, 23);
    text[10] = ' ';
    return text;
}

std::string title(const Explanation& e) {
    const std::string rule(kReportColumns, '=');
    const auto what = fmt::format(" {} | {} of run {}", e.id, e.row, e.run);
    return fmt::format("{}\n{}{}\n {}\n{}\n", rule, what,
                       e.assumptions.market_is_simulated ? " | SIMULATED MARKET" : "", e.route_text, rule);
}

std::string prices(const MarketSnapshot& snapshot, const Route& route) {
    const auto& native = snapshot.native_price();
    const auto& start = snapshot.price(route.start);
    return labelled("base fee", fmt::format("{} wei", snapshot.header.base_fee_wei)) +
           labelled("native token", native ? exact_price(native->atto_usd) : "without a price") +
           labelled(snapshot.market->token(route.start).symbol,
                    start ? exact_price(start->atto_usd) : "without a price");
}

std::string block_text(const MarketSnapshot& snapshot) {
    return fmt::format("{}, {}, of {} UTC, seen whole at {}{}", snapshot.number(), to_string(snapshot.header.id.hash),
                       time_text(snapshot.header.timestamp), time_text(snapshot.arrival),
                       snapshot.late ? ", late" : "");
}

std::string state(const Explanation& e) {
    return heading("1. STATE of the block decided on (N)") + labelled("block", block_text(*e.decided_on)) +
           prices(*e.decided_on, e.route) + state_lines(*e.decided_on, e.route);
}

std::string quote(const Explanation& e, const RouteQuote& recorded, const Recomputed& now) {
    std::string text = heading("2. QUOTE, computed now from that state, hop by hop") +
                       quote_lines(*e.decided_on, e.route, recorded.amount_in);
    const bool same = now.quote && now.quote->amounts_out == recorded.amounts_out;
    std::string list;
    for (const U256& amount : recorded.amounts_out)
        list += (list.empty() ? "" : ", ") + to_decimal(amount);
    return text + labelled("checked", same ? "every hop as recorded" : "NOT as recorded, which is " + list);
}

/// What a little less and a little more input would have earned, for whoever doubts the size.
std::string neighbours(const Explanation& e, const RouteQuote& best) {
    std::string text;
    const auto& price = e.decided_on->price(e.route.start);
    for (const auto& [name, percent] : {std::pair{"10 % less", 90}, std::pair{"10 % more", 110}}) {
        const U256 input = best.amount_in * U256{percent} / U256{100};
        const auto other = quote_route(*e.decided_on, e.route, input);
        const auto gross = other && price ? usd_difference(other->amount_out(), input, *price) : std::nullopt;
        text +=
            labelled("", fmt::format("{}, {}: {}", name, to_decimal(input),
                                     gross ? "gross " + exact_money(*gross) + " before gas" : "a hop cannot take it"));
    }
    return text;
}

std::string gap_text(const Explanation& e, const U256& gap) {
    const auto& price = e.decided_on->price(e.route.start);
    const auto worth = price ? usd_value(gap, *price) : std::nullopt;
    if (gap.is_zero()) return "certificate gap 0: proven, no other input profits more before gas";
    return fmt::format("certificate gap {} units of {}{}: no other input profits by more than that on top",
                       to_decimal(gap), start_token(e).symbol, worth ? " (" + exact_money(*worth) + ")" : "");
}

std::string size(const Explanation& e, const RouteQuote& recorded, const U256& gap, const std::optional<U256>& now) {
    std::string text = heading("3. SIZE");
    if (e.action) {
        const auto& price = e.decided_on->price(e.route.start);
        const auto cap = price ? amount_worth(e.config.max_trade_size_usd, *price) : std::nullopt;
        text += labelled(
            "cap", fmt::format("max_trade_size_usd {} is {} units of {}", exact_money(e.config.max_trade_size_usd),
                               cap ? to_decimal(*cap) : "no", start_token(e).symbol));
    } else {
        text += labelled("cap", fmt::format("none; a tick's gas at the market's tip of {} gwei",
                                            exact_gwei(e.assumptions.market_priority_fee_wei)));
    }
    text += labelled("best input", fmt::format("{} ({}); {}", to_decimal(recorded.amount_in),
                                               whole_tokens(recorded.amount_in, start_token(e)),
                                               now ? held(*now, recorded.amount_in, to_decimal(recorded.amount_in))
                                                   : "no size is found now: NOT as recorded"));
    return text + neighbours(e, recorded) + labelled("", gap_text(e, gap));
}

std::string opportunity_costs(const Explanation& e) {
    const Opportunity& o = *e.opportunity;
    const auto& price = e.decided_on->price(e.route.start);
    std::string text = heading("4. WORTH at the market's tip, without a cap");
    if (price) text += gross_line(o.sized.quote, start_token(e), *price, o.gross_usd);
    text += gas_units_line(e, o.gas_units);
    if (o.gas_usd)
        text += gas_line({o.gas_units, e.decided_on->header.base_fee_wei, e.assumptions.market_priority_fee_wei,
                          e.decided_on->native_price()},
                         *o.gas_usd);
    return text + sum_line(o.gross_usd, o.gas_usd.value_or(MicroUsd{}), {}, o.net_usd) +
           labelled("episode",
                    fmt::format("{}: open, {} blocks without an event in its pools{}", e.phase, o.quiet_blocks,
                                o.left_censored ? ", was open before it was first seen" : ""));
}

std::string action_costs(const Explanation& e, const Recomputed& now) {
    const SimulatedTradeAction& a = *e.action;
    const auto& price = e.decided_on->price(e.route.start);
    const auto& native = e.decided_on->native_price();
    std::string text = heading("4. WORTH at N, as decided");
    if (!price || !native) return text + labelled("", "without a price");
    const auto gross = usd_difference(a.quote.amount_out(), a.quote.amount_in, *price);
    const auto gas = gas_cost(a.gas_units, e.decided_on->header.base_fee_wei + a.priority_fee_wei, native);
    const auto fee = usd_value(a.loan_fee, *price);
    if (!gross || !gas || !fee) return text + labelled("", "beyond what dollars can hold here");
    text += gross_line(a.quote, start_token(e), *price, *gross) + gas_units_line(e, a.gas_units);
    text += gas_line({a.gas_units, e.decided_on->header.base_fee_wei, a.priority_fee_wei, native}, *gas);
    text += loan_line(a.loan_fee, e.config.flash_premium_ppm, start_token(e), *price, *fee);
    text += sum_line(*gross, *gas, *fee, a.expected_net_usd);
    const U256 least = least_output(a.quote, a.loan_fee, e.config.max_slippage_ppm);
    text += labelled("min_out", fmt::format("max(ceil({} x {} / 10^6), {} + {}) = {}; {}",
                                            to_decimal(a.quote.amount_out()), 1'000'000 - e.config.max_slippage_ppm,
                                            to_decimal(a.quote.amount_in), to_decimal(a.loan_fee), to_decimal(least),
                                            held(least, a.min_out, to_decimal(a.min_out))));
    if (now.own)
        text += labelled("filters",
                         fmt::format("gas {} + {} gwei <= {} (max_gas_price_gwei); net {} >= {} (min_profit_usd)",
                                     exact_gwei(e.decided_on->header.base_fee_wei), exact_gwei(a.priority_fee_wei),
                                     exact_gwei(a.max_fee_wei), exact_money(now.own->net_usd),
                                     exact_money(e.config.min_profit_usd)));
    return text;
}

std::string timing(const Explanation& e, const Recomputed& now) {
    const SimulatedTradeAction& a = *e.action;
    const auto decided = decision_time(e.decided_on->arrival, e.config.poll_interval);
    const double rate = e.config.competition_rate;
    const bool lost = e.config.simulate_competition && now.draw < rate;
    return heading("5. TIME AND LUCK") +
           labelled("decided",
                    fmt::format("{} UTC, the next multiple of {} ms; {}", time_text(decided),
                                e.config.poll_interval.count(), held(decided, a.decided_at, time_text(a.decided_at)))) +
           labelled("included", fmt::format("in the first block seen whole at or after {} UTC, {} ms later",
                                            time_text(a.due), e.config.submit_latency.count())) +
           labelled("draw",
                    fmt::format("{:.17g}, the top 53 bits of keccak256(seed {}, chain {}, block {}, route) / 2^53; "
                                "a rival wins below {:g}{}: {}",
                                now.draw, e.assumptions.seed, e.decided_on->market->chain_id, a.episode.first_block,
                                rate, e.config.simulate_competition ? "" : " (simulate_competition is off)",
                                lost ? "lost under survival_competition" : "not lost"));
}

/// Prices that hold at M: its own, or those of N where it has none.
template <typename Price>
Price or_else(const Price& at_m, const Price& at_n) {
    return at_m ? at_m : at_n;
}

std::string settled(const Explanation& e, const ExplainedOutcome& o) {
    const ModelOutcome& p = o.outcome.primary;
    const Token& token = start_token(e);
    const auto price = or_else(o.included->price(e.route.start), e.decided_on->price(e.route.start));
    const auto native = or_else(o.included->native_price(), e.decided_on->native_price());
    std::string text;
    if (p.result == TradeResult::kFilled && price) {
        const RouteQuote quote{e.action->quote.amount_in, {p.amount_out}, 0};
        text += gross_line(quote, token, *price, p.gross_usd);
    }
    if (is_booked(p.result)) {
        const auto now = quote_route(*o.included, e.route, e.action->quote.amount_in);
        const auto units = now && e.config.simulate_slippage
                               ? gas_units(e.assumptions.gas, *e.decided_on->market, e.route, now->ticks_crossed)
                               : e.action->gas_units;
        const auto& fees = e.config.simulate_gas_variance ? *o.included : *e.decided_on;
        text += gas_line({units, fees.header.base_fee_wei, e.action->priority_fee_wei,
                          e.config.simulate_gas_variance ? native : e.decided_on->native_price()},
                         p.gas_usd);
    }
    if (p.result == TradeResult::kFilled && price)
        text += loan_line(e.action->loan_fee, e.config.flash_premium_ppm, token, *price, p.flash_fee_usd);
    return text;
}

std::string judged(const Explanation& e, const ExplainedOutcome& o) {
    const auto& header = o.included->header;
    return labelled("gas cap",
                    fmt::format("{} + {} gwei against {}: {}", exact_gwei(header.base_fee_wei),
                                exact_gwei(e.action->priority_fee_wei), exact_gwei(e.action->max_fee_wei),
                                gas_price_wei(header, e.config) > e.action->max_fee_wei ? "expired" : "under it"));
}

std::string model_rows(const Explanation& e, const ExplainedOutcome& o) {
    Table table{{"model", "result", "amount out", "gross $", "gas $", "loan $", "net $", "computed now"}};
    const auto now = recompute_models(e, o);
    for (std::size_t i = 0; i < kFillModelCount; ++i) {
        const auto model = static_cast<FillModel>(i);
        const ModelOutcome& m = o.outcome.models[i];
        const bool same = now && (*now)[i].net_usd == m.net_usd && (*now)[i].result == m.result;
        const bool kept = model != FillModel::kFirstInBlock;
        table.add({fmt::format("{}{}", to_string(model), model == e.config.fill_model ? " (books)" : ""),
                   std::string{to_string(m.result)}, to_decimal(m.amount_out), exact_usd(m.gross_usd),
                   exact_usd(m.gas_usd), exact_usd(m.flash_fee_usd), exact_usd(m.net_usd),
                   !kept  ? "not kept"
                   : !now ? "-"
                   : same ? "equal"
                          : exact_usd((*now)[i].net_usd)});
    }
    return heading(
               "FIVE MODELS (first_in_block: the pools of M-1 are not in the journal; legacy: mid spread x size x "
               "0.85 - 0.50)") +
           table.render();
}

std::string outcome(const Explanation& e, const ExplainedOutcome& o) {
    const ModelOutcome& p = o.outcome.primary;
    std::string text = heading(fmt::format("6. SETTLED: {} (outcome:{})", to_string(p.result), o.row));
    if (o.included == nullptr)
        return text + labelled("", "the run, or its configuration's books, ended before a block included it") +
               model_rows(e, o);
    text +=
        labelled("block", block_text(*o.included)) + prices(*o.included, e.route) + state_lines(*o.included, e.route);
    text += judged(e, o) + quote_lines(*o.included, e.route, e.action->quote.amount_in);
    const auto now = quote_route(*o.included, e.route, e.action->quote.amount_in);
    if (now)
        text += labelled("min_out",
                         fmt::format("{} against {}: {}", to_decimal(now->amount_out()), to_decimal(e.action->min_out),
                                     now->amount_out() < e.action->min_out ? "below, reverts" : "reached"));
    text += settled(e, o) + sum_line(p.gross_usd, p.gas_usd, p.flash_fee_usd, p.net_usd);
    for (const std::string& amended : o.amended_by)
        text += labelled("amended", amended);
    return text + model_rows(e, o);
}

std::string notes(const Explanation& e) {
    std::string text;
    for (const std::string& note : e.notes)
        text += labelled("note", note);
    return text;
}

/// A record without its states: only what was written.
std::string without_states(const Explanation& e) {
    const Opportunity& o = *e.opportunity;
    return labelled("input", to_decimal(o.sized.quote.amount_in)) +
           sum_line(o.gross_usd, o.gas_usd.value_or(MicroUsd{}), {}, o.net_usd);
}

}  // namespace

std::string render_explanation(const Explanation& e) {
    const Recomputed now = recompute(e);
    const bool is_whole = has_states(e.decided_on, e.route);
    std::string text = title(e) + notes(e);
    if (e.opportunity && !is_whole) return text + without_states(e);
    text += state(e);
    if (e.opportunity) {
        const SizedRoute& sized = e.opportunity->sized;
        return text + quote(e, sized.quote, now) +
               size(e, sized.quote, sized.certificate_gap,
                    now.scan ? std::optional{now.scan->quote.amount_in} : std::nullopt) +
               opportunity_costs(e) + stand_lines(e, now);
    }
    text += quote(e, e.action->quote, now) +
            size(e, e.action->quote, e.action->certificate_gap,
                 now.own ? std::optional{now.own->quote.amount_in} : std::nullopt) +
            action_costs(e, now) + timing(e, now);
    for (const ExplainedOutcome& o : e.outcomes)
        text += outcome(e, o);
    return e.outcomes.empty() ? text + heading("6. NOT SETTLED YET") : text;
}

}  // namespace dexarb

#include <nlohmann/json.hpp>

#include "dexarb/report/csv.hpp"
#include "dexarb/report/explanation.hpp"
#include "dexarb/trading/decision_clock.hpp"

#include "report/json_values.hpp"
#include "report/recomputed.hpp"

namespace dexarb {
namespace {

Json or_null(const std::optional<U256>& value) {
    return value ? Json(to_decimal(*value)) : Json(nullptr);
}

Json amounts_json(const std::vector<U256>& amounts) {
    Json list = Json::array();
    for (const U256& amount : amounts)
        list.push_back(to_decimal(amount));
    return list;
}

Json state_json(const Pool* pool) {
    if (pool == nullptr) return nullptr;
    if (const auto* pair = std::get_if<ConstantProductState>(&pool->state))
        return {{"reserve0", to_decimal(U256{pair->reserve0})}, {"reserve1", to_decimal(U256{pair->reserve1})}};
    const auto& range = std::get<ConcentratedState>(pool->state);
    return {{"sqrt_price_x96", to_decimal(range.sqrt_price_x96)},
            {"tick", range.tick},
            {"liquidity", to_decimal(U256{range.liquidity})},
            {"tick_spacing", range.tick_spacing},
            {"initialised_ticks_known", range.ticks->ticks().size()}};
}

/// The hops on one block, with what `amount_in` gives there today.
Json hops_json(const MarketSnapshot& snapshot, const Route& route, const U256& amount_in) {
    Json list = Json::array();
    const MarketDefinition& market = *snapshot.market;
    std::optional<U256> amount = amount_in;
    for (const Hop& hop : route.hops) {
        const PoolDefinition& definition = market.pool(hop.pool);
        const Pool* pool = snapshot.pool(hop.pool);
        Json json{{"pool", to_string(definition.address)},
                  {"dex", market.dex_of(hop.pool).name},
                  {"fee_ppm", definition.fee.value},
                  {"zero_for_one", hop.zero_for_one},
                  {"token_in", to_string(market.token(token_in(market, hop)).address)},
                  {"token_out", to_string(market.token(token_out(market, hop)).address)},
                  {"state", state_json(pool)},
                  {"amount_in", or_null(amount)}};
        if (amount && pool != nullptr) {
            const Quote quote = quote_exact_input(pool->state, hop.zero_for_one, *amount);
            amount = quote.is_complete() ? std::optional{quote.amount_out} : std::nullopt;
            json["ticks_crossed"] = quote.ticks_crossed;
        }
        json["amount_out"] = or_null(amount);
        list.push_back(std::move(json));
    }
    return list;
}

Json block_json(const MarketSnapshot& snapshot, const Route& route, const U256& amount_in) {
    const auto price = [&](const std::optional<UsdPrice>& one) {
        return one ? Json(to_decimal(one->atto_usd)) : Json(nullptr);
    };
    return {{"number", snapshot.number()},
            {"hash", to_string(snapshot.header.id.hash)},
            {"time", to_rfc3339(snapshot.header.timestamp)},
            {"arrival", to_rfc3339(snapshot.arrival)},
            {"base_fee_wei", snapshot.header.base_fee_wei},
            {"native_price_atto_usd", price(snapshot.native_price())},
            {"start_price_atto_usd", price(snapshot.price(route.start))},
            {"hops", hops_json(snapshot, route, amount_in)}};
}

Json opportunity_json(const Explanation& e, const Recomputed& now) {
    const Opportunity& o = *e.opportunity;
    return {{"phase", e.phase},
            {"amount_in", to_decimal(o.sized.quote.amount_in)},
            {"amounts_out", amounts_json(o.sized.quote.amounts_out)},
            {"certificate_gap", to_decimal(o.sized.certificate_gap)},
            {"gas_units", o.gas_units},
            {"gross_usd", usd_number(o.gross_usd)},
            {"gas_usd", o.gas_usd ? Json(usd_number(*o.gas_usd)) : Json(nullptr)},
            {"net_usd", usd_number(o.net_usd)},
            {"quote_is_as_recorded", now.quote && now.quote->amounts_out == o.sized.quote.amounts_out},
            {"size_is_as_recorded", now.scan && now.scan->quote.amount_in == o.sized.quote.amount_in}};
}

Json stand_json(const Explanation& e, const ConfigStand& stand, const Recomputed& now) {
    const StrategyConfig& c = stand.config;
    const auto own = now.scan ? recompute_for(c, e, *now.scan) : std::nullopt;
    const auto pair = [](auto figure, auto threshold) { return Json{{"is", figure}, {"threshold", threshold}}; };
    return {
        {"config", c.id},
        {"decided_at", to_rfc3339(decision_time(e.decided_on->arrival, c.poll_interval))},
        {"next_block_at", stand.next_arrival ? Json(to_rfc3339(*stand.next_arrival)) : Json(nullptr)},
        {"quiet_blocks", pair(e.opportunity->quiet_blocks, c.phantom_blocks)},
        {"had_acted", stand.had_acted},
        {"trades_of_the_day", pair(stand.today.actions, c.max_daily_trades)},
        {"net_of_the_day_usd", pair(usd_number(stand.today.net_usd), -usd_number(c.daily_loss_limit_usd))},
        {"losses_in_a_row", pair(stand.losses_in_a_row, c.max_consecutive_losses)},
        {"limit", stand.limit ? Json(to_string(*stand.limit)) : Json(nullptr)},
        {"gas_price_gwei", pair(gwei_number(gas_price_wei(e.decided_on->header, c)), gwei_number(c.max_gas_price_wei))},
        {"amount_in", own ? Json(to_decimal(own->quote.amount_in)) : Json(nullptr)},
        {"net_usd", pair(own ? Json(usd_number(own->net_usd)) : Json(nullptr), Json(usd_number(c.min_profit_usd)))},
        {"recorded", stand.recorded}};
}

Json action_json(const Explanation& e, const Recomputed& now) {
    const SimulatedTradeAction& a = *e.action;
    return {{"amount_in", to_decimal(a.quote.amount_in)},
            {"amounts_out", amounts_json(a.quote.amounts_out)},
            {"min_out", to_decimal(a.min_out)},
            {"loan_fee", to_decimal(a.loan_fee)},
            {"certificate_gap", to_decimal(a.certificate_gap)},
            {"gas_units", a.gas_units},
            {"decided_at", to_rfc3339(a.decided_at)},
            {"due_at", to_rfc3339(a.due)},
            {"expected_net_usd", usd_number(a.expected_net_usd)},
            {"draw", now.draw},
            {"competition_rate", e.config.competition_rate},
            {"quote_is_as_recorded", now.quote && now.quote->amounts_out == a.quote.amounts_out},
            {"size_is_as_recorded", now.own && now.own->quote.amount_in == a.quote.amount_in},
            {"net_is_as_recorded", now.own && now.own->net_usd == a.expected_net_usd},
            {"config", config_json(e.config, {})}};
}

Json model_json(const ModelOutcome& model) {
    return {{"result", to_string(model.result)},
            {"amount_out", to_decimal(model.amount_out)},
            {"gross_usd", usd_number(model.gross_usd)},
            {"gas_usd", usd_number(model.gas_usd)},
            {"flash_fee_usd", usd_number(model.flash_fee_usd)},
            {"net_usd", usd_number(model.net_usd)}};
}

Json outcome_json(const Explanation& e, const ExplainedOutcome& o) {
    const auto now = recompute_models(e, o);
    Json models;
    for (std::size_t i = 0; i < kFillModelCount; ++i) {
        Json model = model_json(o.outcome.models[i]);
        const bool is_kept = static_cast<FillModel>(i) != FillModel::kFirstInBlock;
        model["is_as_recorded"] = now && is_kept ? Json((*now)[i].net_usd == o.outcome.models[i].net_usd &&
                                                        (*now)[i].result == o.outcome.models[i].result)
                                                 : Json(nullptr);
        models[std::string{to_string(static_cast<FillModel>(i))}] = std::move(model);
    }
    Json json = model_json(o.outcome.primary);
    json["row"] = o.row;
    json["inclusion_block"] =
        o.included == nullptr ? Json(nullptr) : block_json(*o.included, e.route, e.action->quote.amount_in);
    json["amended_by"] = o.amended_by;
    json["models"] = std::move(models);
    return json;
}

}  // namespace

std::string explanation_json(const Explanation& e) {
    const Recomputed now = recompute(e);
    const U256& amount_in = e.action ? e.action->quote.amount_in : e.opportunity->sized.quote.amount_in;
    Json json{{"type", "explanation"},
              {"id", e.id},
              {"row", e.row},
              {"run", e.run},
              {"route", e.route_text},
              {"market_is_simulated", e.assumptions.market_is_simulated},
              {"seed", e.assumptions.seed},
              {"decided_on", block_json(*e.decided_on, e.route, amount_in)},
              {"notes", e.notes}};
    if (e.opportunity) {
        json["opportunity"] = opportunity_json(e, now);
        json["configurations"] = Json::array();
        for (const ConfigStand& stand : e.stands)
            json["configurations"].push_back(stand_json(e, stand, now));
    }
    if (e.action) {
        json["action"] = action_json(e, now);
        json["outcomes"] = Json::array();
        for (const ExplainedOutcome& o : e.outcomes)
            json["outcomes"].push_back(outcome_json(e, o));
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dexarb

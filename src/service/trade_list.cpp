#include "service/trade_list.hpp"

#include <nlohmann/json.hpp>

#include "dexarb/report/event_log_line.hpp"

#include "service/json_parts.hpp"

namespace dexarb {

Json trade_json(const TradeEntry& trade) {
    Json models;
    for (std::size_t i = 0; i < kFillModelCount; ++i)
        models[std::string{to_string(static_cast<FillModel>(i))}] = to_double(trade.models[i]);
    return {{"number", trade.number},
            {"id", trade.id},
            {"config", trade.config},
            {"pair", trade.pair},
            {"route", trade.route},
            {"block", trade.block},
            {"decided_at", trade.decided_at ? Json(to_rfc3339(*trade.decided_at)) : Json(nullptr)},
            {"inclusion_block", trade.inclusion_block ? Json(*trade.inclusion_block) : Json(nullptr)},
            {"state", trade.state},
            {"amount_in", amount_json(trade.amount_in, trade.token, trade.decimals)},
            {"amount_out", amount_json(trade.amount_out, trade.token, trade.decimals)},
            {"expected_net_usd", trade.expected_net_usd ? Json(to_double(*trade.expected_net_usd)) : Json(nullptr)},
            {"gross_usd", to_double(trade.gross_usd)},
            {"gas_usd", to_double(trade.gas_usd)},
            {"flash_fee_usd", to_double(trade.flash_fee_usd)},
            {"net_usd", to_double(trade.net_usd)},
            {"models_net_usd", std::move(models)}};
}

TradeEntry& TradeList::entry(const ViewNames& names, ConfigIndex config, const EpisodeId& episode) {
    const EventLogNames by_index{*names.market, names.routes, names.configs};
    TradeEntry& trade = entries_.at(action_name(by_index, config, episode));
    if (!trade.config.empty()) return trade;
    const Route& route = names.routes.route(episode.route);
    trade.config = names.configs[position(config)].id;
    trade.pair = names.market->pairs[route.pair].symbol;
    trade.route = describe_route(*names.market, route);
    trade.token = names.market->token(route.start).symbol;
    trade.decimals = names.market->token(route.start).decimals;
    return trade;
}

const TradeEntry& TradeList::add(const ViewNames& names, const SimulatedTradeAction& action) {
    TradeEntry& trade = entry(names, action.config, action.episode);
    trade.block = action.decided_on->number();
    trade.decided_at = action.decided_at;
    trade.amount_in = action.quote.amount_in;
    trade.expected_net_usd = action.expected_net_usd;
    return trade;
}

const TradeEntry& TradeList::add(const ViewNames& names, const TradeOutcome& outcome) {
    TradeEntry& trade = entry(names, outcome.config, outcome.episode);
    trade.block = outcome.decided_on.number;
    trade.inclusion_block.reset();
    if (outcome.inclusion_block) trade.inclusion_block = outcome.inclusion_block->number;
    trade.result = to_string(outcome.result());
    trade.state = trade.result;
    trade.amount_out = outcome.primary.amount_out;
    trade.gross_usd = outcome.primary.gross_usd;
    trade.gas_usd = outcome.primary.gas_usd;
    trade.flash_fee_usd = outcome.primary.flash_fee_usd;
    trade.net_usd = outcome.primary.net_usd;
    for (std::size_t i = 0; i < kFillModelCount; ++i)
        trade.models[i] = outcome.models[i].net_usd;
    return trade;
}

const TradeEntry& TradeList::add(const ViewNames& names, const Correction& correction) {
    TradeEntry& trade = entry(names, correction.config, correction.episode);
    const bool is_taken_out = trade.state != "quarantined";
    switch (correction.kind) {
        case Correction::Kind::kUndone:
            trade.state = "in_flight";
            trade.result.clear();
            trade.inclusion_block.reset();
            break;
        case Correction::Kind::kQuarantine:
            trade.state = is_taken_out ? "quarantined" : trade.result;
            break;
        case Correction::Kind::kStranded:
            trade.state = "stranded";
            break;
    }
    return trade;
}

}  // namespace dexarb

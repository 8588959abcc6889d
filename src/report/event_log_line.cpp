#include "dexarb/report/event_log_line.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/base/hex.hpp"

#include "report/json_values.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kRouteDigits = 8;  // bytes of the hash

const std::string& id_of(const EventLogNames& names, ConfigIndex config) {
    return names.configs[position(config)].id;
}

Json route_json(const EventLogNames& names, RouteIndex index) {
    Json route = Json::array();
    for (const auto& hop : names.routes.route(index).hops)
        route.push_back({{"pool", to_string(names.market.pool(hop.pool).address)},
                         {"token_in", to_string(names.market.token(token_in(names.market, hop)).address)},
                         {"token_out", to_string(names.market.token(token_out(names.market, hop)).address)},
                         {"zero_for_one", hop.zero_for_one}});
    return route;
}

Json amounts_json(const std::vector<U256>& amounts) {
    Json json = Json::array();
    for (const auto& amount : amounts)
        json.push_back(to_decimal(amount));
    return json;
}

std::string_view phase_name(EpisodePhase phase) {
    switch (phase) {
        case EpisodePhase::kOpen:
            return "open";
        case EpisodePhase::kMove:
            return "move";
        case EpisodePhase::kClose:
            return "close";
    }
    fail("unknown phase of an episode");
}

Json models_json(const TradeOutcome& outcome) {
    Json models;
    for (std::size_t i = 0; i < kFillModelCount; ++i)
        models[std::string{to_string(static_cast<FillModel>(i))}] = usd_number(outcome.models[i].net_usd);
    return models;
}

/// One overload per kind of record.
class LineMaker {
  public:
    explicit LineMaker(const EventLogNames& names) : names_{names} {}

    Json operator()(const EpisodeChange& change) const {
        const auto& opportunity = change.opportunity;
        const auto episode = episode_name(names_.routes, opportunity.episode);
        return {{"type", "opportunity"},
                {"id", fmt::format("{}@{}", episode, change.block.number)},
                {"episode", episode},
                {"phase", phase_name(change.phase)},
                {"block", change.block.number},
                {"block_hash", to_string(change.block.hash)},
                {"route", route_json(names_, opportunity.episode.route)},
                {"amount_in", to_decimal(opportunity.sized.quote.amount_in)},
                {"amounts_out", amounts_json(opportunity.sized.quote.amounts_out)},
                {"gross_usd", usd_number(opportunity.gross_usd)},
                {"gas_usd", opportunity.gas_usd ? Json(usd_number(*opportunity.gas_usd)) : Json(nullptr)},
                {"net_usd", usd_number(opportunity.net_usd)},
                {"certificate_gap", to_decimal(opportunity.sized.certificate_gap)}};
    }

    Json operator()(const Reject& reject) const {
        return {{"type", "reject"},
                {"config", id_of(names_, reject.config)},
                {"episode", episode_name(names_.routes, reject.episode)},
                {"block", reject.block},
                {"reason", to_string(reject.reason)}};
    }

    Json operator()(const SimulatedTradeAction& action) const {
        return {{"type", "action"},
                {"id", action_name(names_, action.config, action.episode)},
                {"episode", episode_name(names_.routes, action.episode)},
                {"config", id_of(names_, action.config)},
                {"block", action.decided_on->number()},
                {"route", route_json(names_, action.episode.route)},
                {"amount_in", to_decimal(action.quote.amount_in)},
                {"amounts_out", amounts_json(action.quote.amounts_out)},
                {"min_out", to_decimal(action.min_out)},
                {"decided_at", to_rfc3339(action.decided_at)},
                {"max_fee_gwei", gwei_number(action.max_fee_wei)}};
    }

    Json operator()(const TradeOutcome& outcome) const {
        const auto& block = outcome.inclusion_block;
        return {{"type", "outcome"},
                {"action", action_name(names_, outcome.config, outcome.episode)},
                {"config", id_of(names_, outcome.config)},
                {"inclusion_block", block ? Json(block->number) : Json(nullptr)},
                {"result", to_string(outcome.result())},
                {"amount_out", to_decimal(outcome.primary.amount_out)},
                {"gross_usd", usd_number(outcome.primary.gross_usd)},
                {"gas_usd", usd_number(outcome.primary.gas_usd)},
                {"flash_fee_usd", usd_number(outcome.primary.flash_fee_usd)},
                {"net_usd", usd_number(outcome.primary.net_usd)},
                {"models", models_json(outcome)}};
    }

    Json operator()(const Correction& correction) const {
        return {{"type", correction.kind == Correction::Kind::kUndone ? "correction" : "quarantine"},
                {"outcome", action_name(names_, correction.config, correction.episode)},
                {"config", id_of(names_, correction.config)},
                {"net_usd", usd_number(correction.net_usd)}};
    }

  private:
    const EventLogNames& names_;
};

std::string to_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string event_log_header(const EventLogNames& names, const RunContext& context) {
    Json configs = Json::array();
    for (const auto& config : names.configs) {
        std::vector<std::string> pairs;
        for (const auto pair : config.pairs)
            pairs.push_back(names.market.pairs[pair].symbol);
        configs.push_back(config_json(config, pairs));
    }
    return to_line({{"type", "start"},
                    {"version", context.version},
                    {"chain_id", names.market.chain_id},
                    {"market", names.market.name},
                    {"started_at", to_rfc3339(context.started_at)},
                    {"assumptions", assumptions_json(context.assumptions, names.configs)},
                    {"configurations", std::move(configs)}});
}

std::string event_log_line(const EventLogNames& names, const EngineRecord& record) {
    return to_line(std::visit(LineMaker{names}, record));
}

std::string episode_name(const RouteBook& routes, const EpisodeId& episode) {
    const Hash hash = keccak256(std::span<const std::uint8_t>{routes.route(episode.route).key});
    return fmt::format("{}-{}", to_hex(std::span{hash.bytes}.first(kRouteDigits)), episode.first_block);
}

std::string action_name(const EventLogNames& names, ConfigIndex config, const EpisodeId& episode) {
    return id_of(names, config) + ":" + episode_name(names.routes, episode);
}

}  // namespace dexarb

#include "dexarb/report/event_log_line.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/base/hex.hpp"
#include "dexarb/report/record_lines.hpp"

#include "report/json_values.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kRouteDigits = 8;  // bytes of the hash

const std::string& id_of(const EventLogNames& names, ConfigIndex config) {
    return names.configs[position(config)].id;
}

RouteLine route_line(const EventLogNames& names, RouteIndex index) {
    RouteLine route;
    for (const auto& hop : names.routes.route(index).hops)
        route.push_back({names.market.pool(hop.pool).address, names.market.token(token_in(names.market, hop)).address,
                         names.market.token(token_out(names.market, hop)).address, hop.zero_for_one});
    return route;
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

std::string to_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// One overload per kind of record.
class LineMaker {
  public:
    explicit LineMaker(const EventLogNames& names) : names_{names} {}

    std::string operator()(const EpisodeChange& change) const {
        const auto& opportunity = change.opportunity;
        const auto& [quote, gap, wants_ticks, depends_on_gas] = opportunity.sized;
        return to_json_line(
            OpportunityLine{episode_name(names_.routes, opportunity.episode), std::string{phase_name(change.phase)},
                            change.block, route_line(names_, opportunity.episode.route), quote.amount_in,
                            quote.amounts_out, opportunity.gross_usd, opportunity.gas_usd, opportunity.net_usd, gap});
    }

    std::string operator()(const Reject& reject) const {
        return to_line({{"type", "reject"},
                        {"config", id_of(names_, reject.config)},
                        {"episode", episode_name(names_.routes, reject.episode)},
                        {"block", reject.block},
                        {"reason", to_string(reject.reason)}});
    }

    std::string operator()(const SimulatedTradeAction& action) const {
        return to_json_line(ActionLine{id_of(names_, action.config), episode_name(names_.routes, action.episode),
                                       action.decided_on->number(), route_line(names_, action.episode.route),
                                       action.quote.amount_in, action.quote.amounts_out, action.min_out,
                                       action.decided_at, action.max_fee_wei});
    }

    std::string operator()(const TradeOutcome& outcome) const {
        OutcomeLine line;
        line.config = id_of(names_, outcome.config);
        line.episode = episode_name(names_.routes, outcome.episode);
        if (outcome.inclusion_block) line.inclusion_block = outcome.inclusion_block->number;
        line.result = to_string(outcome.result());
        line.amount_out = outcome.primary.amount_out;
        line.gross_usd = outcome.primary.gross_usd;
        line.gas_usd = outcome.primary.gas_usd;
        line.flash_fee_usd = outcome.primary.flash_fee_usd;
        line.net_usd = outcome.primary.net_usd;
        for (std::size_t i = 0; i < kFillModelCount; ++i)
            line.models[i] = outcome.models[i].net_usd;
        return to_json_line(line);
    }

    std::string operator()(const Correction& correction) const {
        Json json{{"type", correction.kind == Correction::Kind::kQuarantine ? "quarantine" : "correction"},
                  {"outcome", action_name(names_, correction.config, correction.episode)},
                  {"config", id_of(names_, correction.config)},
                  {"net_usd", usd_number(correction.net_usd)}};
        if (correction.kind == Correction::Kind::kStranded) json["beyond_undo_depth"] = true;
        return to_line(json);
    }

  private:
    const EventLogNames& names_;
};

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
    return std::visit(LineMaker{names}, record);
}

std::string episode_name(const RouteBook& routes, const EpisodeId& episode) {
    const Hash hash = keccak256(std::span<const std::uint8_t>{routes.route(episode.route).key});
    return fmt::format("{}-{}", to_hex(std::span{hash.bytes}.first(kRouteDigits)), episode.first_block);
}

std::string action_name(const EventLogNames& names, ConfigIndex config, const EpisodeId& episode) {
    return action_name(id_of(names, config), episode_name(names.routes, episode));
}

}  // namespace dexarb

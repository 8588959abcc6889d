#include "dexarb/report/record_lines.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/json_values.hpp"

namespace dexarb {
namespace {

Json route_json(const RouteLine& hops) {
    Json route = Json::array();
    for (const HopLine& hop : hops)
        route.push_back({{"pool", to_string(hop.pool)},
                         {"token_in", to_string(hop.token_in)},
                         {"token_out", to_string(hop.token_out)},
                         {"zero_for_one", hop.zero_for_one}});
    return route;
}

Json amounts_json(const std::vector<U256>& amounts) {
    Json json = Json::array();
    for (const auto& amount : amounts)
        json.push_back(to_decimal(amount));
    return json;
}

std::string to_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string opportunity_name(std::string_view episode, BlockNumber block) {
    return fmt::format("{}@{}", episode, block);
}

std::string action_name(std::string_view config, std::string_view episode) {
    return fmt::format("{}:{}", config, episode);
}

std::string to_json_line(const OpportunityLine& line) {
    return to_line({{"type", "opportunity"},
                    {"id", opportunity_name(line.episode, line.block.number)},
                    {"episode", line.episode},
                    {"phase", line.phase},
                    {"block", line.block.number},
                    {"block_hash", to_string(line.block.hash)},
                    {"route", route_json(line.route)},
                    {"amount_in", to_decimal(line.amount_in)},
                    {"amounts_out", amounts_json(line.amounts_out)},
                    {"gross_usd", usd_number(line.gross_usd)},
                    {"gas_usd", line.gas_usd ? Json(usd_number(*line.gas_usd)) : Json(nullptr)},
                    {"net_usd", usd_number(line.net_usd)},
                    {"certificate_gap", to_decimal(line.certificate_gap)}});
}

std::string to_json_line(const ActionLine& line) {
    return to_line({{"type", "action"},
                    {"id", action_name(line.config, line.episode)},
                    {"episode", line.episode},
                    {"config", line.config},
                    {"block", line.block},
                    {"route", route_json(line.route)},
                    {"amount_in", to_decimal(line.amount_in)},
                    {"amounts_out", amounts_json(line.amounts_out)},
                    {"min_out", to_decimal(line.min_out)},
                    {"decided_at", to_rfc3339(line.decided_at)},
                    {"max_fee_gwei", gwei_number(line.max_fee_wei)}});
}

std::string to_json_line(const OutcomeLine& line) {
    Json models;
    for (std::size_t i = 0; i < kFillModelCount; ++i)
        models[std::string{to_string(static_cast<FillModel>(i))}] = usd_number(line.models[i]);
    return to_line({{"type", "outcome"},
                    {"action", action_name(line.config, line.episode)},
                    {"config", line.config},
                    {"inclusion_block", line.inclusion_block ? Json(*line.inclusion_block) : Json(nullptr)},
                    {"result", line.result},
                    {"amount_out", to_decimal(line.amount_out)},
                    {"gross_usd", usd_number(line.gross_usd)},
                    {"gas_usd", usd_number(line.gas_usd)},
                    {"flash_fee_usd", usd_number(line.flash_fee_usd)},
                    {"net_usd", usd_number(line.net_usd)},
                    {"models", std::move(models)}});
}

}  // namespace dexarb

#include "service/episode_list.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "dexarb/report/event_log_line.hpp"

#include "service/json_parts.hpp"

namespace dexarb {

Json episode_json(const EpisodeEntry& episode) {
    return {{"number", episode.number},
            {"id", episode.id},
            {"pair", episode.pair},
            {"route", episode.route},
            {"is_open", episode.is_open},
            {"left_censored", episode.left_censored},
            {"first_block", episode.first_block},
            {"last_block", episode.last_block},
            {"amount_in", amount_json(episode.amount_in, episode.token, episode.decimals)},
            {"gross_usd", to_double(episode.gross_usd)},
            {"gas_usd", episode.gas_usd ? Json(to_double(*episode.gas_usd)) : Json(nullptr)},
            {"net_usd", to_double(episode.net_usd)},
            {"best_net_usd", to_double(episode.best_net_usd)}};
}

const EpisodeEntry& EpisodeList::add(const ViewNames& names, const EpisodeChange& change) {
    const Opportunity& seen = change.opportunity;
    EpisodeEntry& episode = entries_.at(episode_name(names.routes, seen.episode));
    if (episode.route.empty()) {
        const Route& route = names.routes.route(seen.episode.route);
        episode.pair = names.market->pairs[route.pair].symbol;
        episode.route = describe_route(*names.market, route);
        episode.token = names.market->token(route.start).symbol;
        episode.decimals = names.market->token(route.start).decimals;
        episode.first_block = seen.episode.first_block;
        episode.left_censored = seen.left_censored;
        episode.best_net_usd = seen.net_usd;
        ++opened_;
    }
    episode.is_open = change.phase != EpisodePhase::kClose;
    episode.last_block = change.block.number;
    episode.amount_in = seen.sized.quote.amount_in;
    episode.gross_usd = seen.gross_usd;
    episode.gas_usd = seen.gas_usd;
    episode.net_usd = seen.net_usd;
    episode.best_net_usd = std::max(episode.best_net_usd, seen.net_usd);
    return episode;
}

}  // namespace dexarb

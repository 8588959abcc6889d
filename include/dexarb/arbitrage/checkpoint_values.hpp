#pragma once

#include "dexarb/arbitrage/opportunity.hpp"
#include "dexarb/market/checkpoint_values.hpp"

namespace dexarb {

void persist(auto& archive, Is<EpisodeId> auto& episode) {
    archive(episode.route, episode.first_block);
}

void persist(auto& archive, Is<RouteQuote> auto& quote) {
    archive(quote.amount_in, quote.amounts_out, quote.ticks_crossed);
}

void persist(auto& archive, Is<SizedRoute> auto& sized) {
    archive(sized.quote, sized.certificate_gap, sized.wants_ticks, sized.depends_on_gas);
}

void persist(auto& archive, Is<Opportunity> auto& opportunity) {
    archive(opportunity.episode, opportunity.sized, opportunity.gas_units, opportunity.gross_usd, opportunity.gas_usd,
            opportunity.net_usd, opportunity.quiet_blocks, opportunity.left_censored);
}

void persist(auto& archive, Is<NearestMiss> auto& miss) {
    archive(miss.route, miss.block, miss.net_usd, miss.edge_ppm);
}

void persist(auto& archive, Is<GasModel> auto& gas) {
    archive(gas.base, gas.constant_product_hop, gas.concentrated_hop, gas.crossed_tick);
}

}  // namespace dexarb

#include "dexarb/arbitrage/gas_model.hpp"

namespace dexarb {

GasModel default_gas_model() {
    GasModel model;
    model.base = 31'100;
    model.constant_product_hop = 57'900;
    model.concentrated_hop = 68'200;
    model.crossed_tick = 25'400;
    return model;
}

std::uint64_t gas_units(const GasModel& model, const MarketDefinition& market, const Route& route,
                        std::uint32_t ticks_crossed) {
    std::uint64_t units = model.base + model.crossed_tick * ticks_crossed;
    for (const Hop& hop : route.hops) {
        const bool concentrated = market.dex_of(hop.pool).kind == DexKind::kConcentrated;
        units += concentrated ? model.concentrated_hop : model.constant_product_hop;
    }
    return units;
}

std::optional<MicroUsd> gas_cost(std::uint64_t units, std::uint64_t gas_price_wei,
                                 const std::optional<UsdPrice>& native) {
    if (!native) return std::nullopt;
    return usd_value(U256{units} * U256{gas_price_wei}, *native);
}

}  // namespace dexarb

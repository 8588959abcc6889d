#include "service/pool_json.hpp"

#include <cmath>
#include <variant>

#include <nlohmann/json.hpp>

#include "service/json_parts.hpp"

namespace dexarb {

namespace {

Json definition_json(const MarketDefinition& market, PoolIndex index) {
    const PoolDefinition& pool = market.pool(index);
    const Dex& dex = market.dex_of(index);
    return {{"address", to_string(pool.address)},
            {"dex", dex.name},
            {"kind", dex.kind == DexKind::kConstantProduct ? "constant_product" : "concentrated"},
            {"token0", market.token(pool.token0).symbol},
            {"token1", market.token(pool.token1).symbol},
            {"fee_percent", static_cast<double>(pool.fee.value) / 1e4}};
}

Json reserve_json(u128 reserve, const Token& token) {
    return amount_json(U256{reserve}, token.symbol, token.decimals);
}

Json state_json(const MarketDefinition& market, const PoolDefinition& pool, const PoolState& state) {
    if (const auto* pair = std::get_if<ConstantProductState>(&state))
        return {{"reserve0", reserve_json(pair->reserve0, market.token(pool.token0))},
                {"reserve1", reserve_json(pair->reserve1, market.token(pool.token1))}};
    const auto& range = std::get<ConcentratedState>(state);
    return {{"sqrt_price_x96", to_decimal(range.sqrt_price_x96)},
            {"tick", range.tick},
            {"liquidity", to_decimal(U256{range.liquidity})}};
}

}  // namespace

Json pool_json(const MarketDefinition& market, PoolIndex index, const MarketSnapshot* newest) {
    Json json = definition_json(market, index);
    const Pool* pool = newest == nullptr ? nullptr : newest->pool(index);
    json["is_certain"] = pool != nullptr;
    json["last_event_block"] = nullptr;
    json["blocks_since_event"] = nullptr;
    json["mid_price"] = nullptr;
    json["state"] = nullptr;
    if (pool == nullptr) return json;
    const double mid = mid_price(market, index, pool->state);
    json["last_event_block"] = pool->last_event_block;
    json["blocks_since_event"] =
        newest->number() > pool->last_event_block ? newest->number() - pool->last_event_block : 0;
    json["mid_price"] = std::isfinite(mid) ? Json(mid) : Json(nullptr);
    json["state"] = state_json(market, market.pool(index), pool->state);
    return json;
}

}  // namespace dexarb

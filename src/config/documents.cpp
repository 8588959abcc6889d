#include "dexarb/config/documents.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/config/decimal.hpp"
#include "dexarb/config/strategy_fields.hpp"

namespace dexarb {
namespace {

constexpr unsigned kGweiPlaces = 9;

std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

template <typename Items, typename Write>
std::string list(const Items& items, Write write) {
    std::string text = "[";
    for (const auto& item : items)
        text += (text.size() == 1 ? "" : ",") + write(item);
    return text + "]";
}

std::string token_text(const Token& token) {
    return fmt::format(R"({{"symbol":{},"address":"{}","decimals":{},"stablecoin":{}}})", quoted(token.symbol),
                       to_string(token.address), token.decimals, token.is_stablecoin);
}

std::string tier_text(const FeeTier& tier) {
    return fmt::format(R"({{"fee_ppm":{},"tick_spacing":{}}})", tier.fee.value, tier.tick_spacing);
}

std::string dex_text(const Dex& dex) {
    const bool is_pairs = dex.kind == DexKind::kConstantProduct;
    const std::string fees = is_pairs ? fmt::format(R"("fee_ppm":{})", dex.fee.value)
                                      : fmt::format(R"("fee_tiers":{})", list(dex.tiers, tier_text));
    return fmt::format(R"({{"name":{},"kind":"{}","factory":"{}","init_code_hash":"{}",{}}})", quoted(dex.name),
                       is_pairs ? "constant_product" : "concentrated", to_string(dex.factory),
                       to_string(dex.init_code_hash), fees);
}

/// Without quotes where JSON has a number or a truth value for it.
std::string value_text(const std::string& shown) {
    return nlohmann::json::accept(shown) ? shown : quoted(shown);
}

std::string strategy_text(const StrategyConfig& config, const MarketDefinition& market) {
    std::string text = fmt::format(R"({{"name":{})", quoted(config.name));
    for (const StrategyField& field : strategy_fields()) {
        const auto symbol = [&](std::uint32_t pair) { return quoted(market.pairs[pair].symbol); };
        const std::string value =
            field.key == "pairs" ? list(config.pairs, symbol) : value_text(field.show(config, market));
        text += fmt::format(R"(,"{}":{})", field.key, value);
    }
    return text + "}";
}

}  // namespace

std::string market_document(const MarketDefinition& market) {
    const auto symbol = [&](TokenIndex token) { return quoted(market.token(token).symbol); };
    const auto pair_text = [&](const PairDefinition& pair) {
        return fmt::format(R"({{"base":{},"quote":{}}})", symbol(pair.base), symbol(pair.quote));
    };
    const auto pool_text = [&](const PoolDefinition& pool) {
        return fmt::format(R"({{"dex":{},"tokens":[{},{}],"fee_ppm":{},"address":"{}"}})",
                           quoted(market.dexes[pool.dex].name), symbol(pool.token0), symbol(pool.token1),
                           pool.fee.value, to_string(pool.address));
    };
    return fmt::format(R"({{"name":{},"chain_id":{},"native_token":{},"priority_fee_gwei":{},)", quoted(market.name),
                       market.chain_id, symbol(market.native), format_scaled(market.priority_fee_wei, kGweiPlaces)) +
           fmt::format(R"("tokens":{},"dexes":{},"pairs":{},"pools":{}}})", list(market.tokens, token_text),
                       list(market.dexes, dex_text), list(market.pairs, pair_text), list(market.pools, pool_text));
}

std::string strategies_document(const ResolvedStrategies& strategies, const MarketDefinition& market) {
    const auto text = [&](const ResolvedStrategy& strategy) { return strategy_text(strategy.config, market); };
    return fmt::format(R"({{"simulation":{{"seed":{},"modelled_arrival_ms":{}}},"strategies":{}}})",
                       strategies.simulation.seed, strategies.simulation.modelled_arrival.count(),
                       list(strategies.strategies, text));
}

}  // namespace dexarb

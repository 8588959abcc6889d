#include "dexarb/trading/fill_models.hpp"

#include <algorithm>
#include <optional>

#include "dexarb/trading/acceptance.hpp"

namespace dexarb {
namespace {

/// Which pools and which fees a model settles on, and whether rivals are assumed on top.
struct View {
    const MarketSnapshot& pools;
    const MarketSnapshot& fees;
    bool competes = false;
};

ModelOutcome plain(TradeResult result) {
    return {.result = result};
}

bool is_certain(const MarketSnapshot& snapshot, const Route& route) {
    return std::ranges::all_of(route.hops, [&](const Hop& hop) { return snapshot.pool(hop.pool) != nullptr; });
}

const UsdPrice& price_at(const MarketSnapshot& settled, const MarketSnapshot& decided, TokenIndex token) {
    const auto& price = settled.price(token);
    return price ? *price : *decided.price(token);
}

class ModelSettler {
  public:
    ModelSettler(const Settlement& settlement, const View& view)
        : settlement_{settlement},
          decided_{*settlement.action.decided_on},
          view_{view},
          gas_fees_{settlement.config.simulate_gas_variance ? view.fees : decided_} {}

    ModelOutcome settle() const {
        const auto& [action, config, route, gas, included, before, draw] = settlement_;
        if (!is_certain(view_.pools, route)) return plain(TradeResult::kUnknown);
        if (gas_price_wei(gas_fees_.header, config) > action.max_fee_wei) return plain(TradeResult::kExpired);
        const auto quote = output();
        const auto gas_usd = gas_of(quote ? units_of(*quote) : action.gas_units);
        if (!gas_usd) return plain(TradeResult::kUnknown);
        if (view_.competes && config.simulate_competition && draw < config.competition_rate)
            return failed(TradeResult::kLost, *gas_usd);
        if (!quote && leaves_known_ticks(view_.pools, route, action.quote.amount_in))
            return plain(TradeResult::kUnknown);
        if (!quote || quote->amount_out() < action.min_out) return failed(TradeResult::kReverted, *gas_usd);
        return filled(quote->amount_out(), *gas_usd);
    }

  private:
    std::optional<RouteQuote> output() const {
        const auto& action = settlement_.action;
        if (!settlement_.config.simulate_slippage) return action.quote;
        return quote_route(view_.pools, settlement_.route, action.quote.amount_in);
    }

    std::uint64_t units_of(const RouteQuote& quote) const {
        return gas_units(settlement_.gas, *decided_.market, settlement_.route, quote.ticks_crossed);
    }

    std::optional<MicroUsd> gas_of(std::uint64_t units) const {
        const UsdPrice& native = price_at(gas_fees_, decided_, decided_.market->native);
        return gas_cost(units, gas_price_wei(gas_fees_.header, settlement_.config), native);
    }

    static ModelOutcome failed(TradeResult result, MicroUsd gas) {
        return {
            .result = result, .amount_out = {}, .gross_usd = {}, .gas_usd = gas, .flash_fee_usd = {}, .net_usd = -gas};
    }

    ModelOutcome filled(const U256& amount_out, MicroUsd gas) const {
        const auto& action = settlement_.action;
        const UsdPrice& start = price_at(view_.fees, decided_, settlement_.route.start);
        const auto gross = usd_difference(amount_out, action.quote.amount_in, start);
        const auto fee = usd_value(action.loan_fee, start);
        if (!gross || !fee) return plain(TradeResult::kUnknown);
        return {TradeResult::kFilled, amount_out, *gross, gas, *fee, *gross - gas - *fee};
    }

    const Settlement& settlement_;
    const MarketSnapshot& decided_;
    View view_;
    const MarketSnapshot& gas_fees_;
};

}  // namespace

ModelOutcome value_legacy(const Decision& decision) {
    const MicroUsd claim =
        legacy_claim(*decision.action.decided_on, decision.route, decision.config.max_trade_size_usd);
    return {.result = TradeResult::kFilled, .gross_usd = claim, .net_usd = claim};
}

ModelOutcome value_instant(const Decision& decision) {
    const MarketSnapshot& decided = *decision.action.decided_on;
    const Settlement settlement{decision.action, decision.config, decision.route, decision.gas, decided, nullptr, 0.0};
    return ModelSettler{settlement, {decided, decided}}.settle();
}

std::array<ModelOutcome, kFillModelCount> value_models(const Settlement& settlement) {
    std::array<ModelOutcome, kFillModelCount> outcomes;
    for (std::size_t i = 0; i < kFillModelCount; ++i)
        outcomes[i] = value_model(static_cast<FillModel>(i), settlement);
    return outcomes;
}

ModelOutcome value_model(FillModel model, const Settlement& settlement) {
    const MarketSnapshot& included = settlement.included;
    const auto settle = [&](const View& view) { return ModelSettler{settlement, view}.settle(); };
    switch (model) {
        case FillModel::kLegacy:
            return settlement.action.legacy;
        case FillModel::kInstant:
            return settlement.action.instant;
        case FillModel::kFirstInBlock:
            return settlement.before == nullptr ? plain(TradeResult::kUnknown) : settle({*settlement.before, included});
        case FillModel::kSurvival:
            return settle({included, included});
        case FillModel::kSurvivalCompetition:
            return settle({included, included, true});
    }
    return plain(TradeResult::kUnknown);
}

const MarketSnapshot* parent_among(const MarketSnapshot& included, const MarketSnapshot* previous) {
    const bool is_parent = previous != nullptr && included.header.parent == previous->header.id.hash;
    return is_parent ? previous : nullptr;
}

MicroUsd legacy_claim(const MarketSnapshot& snapshot, const Route& route, MicroUsd max_trade_size) {
    if (route.hops.size() != 2 || !is_certain(snapshot, route)) return {};
    const auto mid = [&](const Hop& hop) {
        return mid_price(*snapshot.market, hop.pool, snapshot.pool(hop.pool)->state);
    };
    const double first = mid(route.hops[0]);
    const double second = mid(route.hops[1]);
    const double low = std::min(first, second);
    const double high = std::max(first, second);
    if (!(low > 0.0)) return {};
    const double claim = (high - low) / low * to_double(max_trade_size) * 0.85 - 0.50;
    if (!(claim > 0.0)) return {};
    return {static_cast<std::int64_t>(std::min(claim, 1e12) * 1e6)};
}

}  // namespace dexarb

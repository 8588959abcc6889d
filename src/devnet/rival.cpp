#include "dexarb/devnet/rival.hpp"

#include <algorithm>
#include <utility>

#include "dexarb/amm/segment_walker.hpp"
#include "dexarb/arbitrage/route_search.hpp"

namespace dexarb {
namespace {

constexpr Address kRival{{0x52, 0x69, 0x76, 0x61, 0x6c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01}};

/// Whether a first unit would come back as more, by today's prices and fees: most routes need no search.
bool may_pay(const std::vector<HopView>& hops) {
    double rate = 1.0;
    for (const HopView& hop : hops) {
        const double root = sqrt_price_of(*hop.pool);
        if (root == 0.0) return false;
        const double price = hop.zero_for_one ? root * root : 1.0 / (root * root);
        rate *= price * (1.0 - static_cast<double>(fee_of(*hop.pool).value) / kFeeUnit);
    }
    return rate > 1.0;
}

/// Nothing if a pool of the route has no contract.
std::optional<std::vector<HopView>> hop_views(const BlockBuilder& block, const Route& route) {
    std::vector<HopView> hops;
    for (const Hop& hop : route.hops) {
        if (block.state(hop.pool) == nullptr) return std::nullopt;
        hops.push_back({block.state(hop.pool), hop.zero_for_one});
    }
    return hops;
}

/// What the hops pay for `amount`, to the unit; nothing if one cannot take all of its input.
std::optional<U256> exact_output(const std::vector<HopView>& hops, U256 amount) {
    for (const HopView& hop : hops) {
        const Quote quote = quote_exact_input(*hop.pool, hop.zero_for_one, amount);
        if (!quote.is_complete()) return std::nullopt;
        amount = quote.amount_out;
    }
    return amount;
}

}  // namespace

Rival::Rival(MarketDefinitionPtr market, RivalOptions options)
    : market_{std::move(market)}, options_{options}, routes_{std::make_shared<const RouteBook>(*market_)} {}

RivalState Rival::initial_state() const {
    return {{}, std::vector<bool>(routes_->routes().size(), false)};
}

/// Only routes that start in a stablecoin: their profit is dollars.
std::optional<U256> Rival::paying_input(const BlockBuilder& block, const Route& route) const {
    const Token& start = market_->token(route.start);
    const auto hops = hop_views(block, route);
    if (!start.is_stablecoin || !hops || !may_pay(*hops)) return std::nullopt;
    const auto amount_in = u256_from_double(search_route(*hops, SearchTerms{}).best.amount_in);
    if (!amount_in || amount_in->is_zero()) return std::nullopt;
    const auto amount_out = exact_output(*hops, *amount_in);
    if (!amount_out || *amount_out <= *amount_in) return std::nullopt;
    const auto profit = usd_value(*amount_out - *amount_in, stablecoin_price(start.decimals));
    if (!profit || to_double(*profit) < options_.min_profit_usd) return std::nullopt;
    return amount_in;
}

void Rival::strike(BlockBuilder& block, const Route& route, U256 amount) const {
    block.begin_transaction(kRival);
    for (const Hop& hop : route.hops) {
        const auto sold = block.sell(hop.pool, hop.zero_for_one, amount);
        check(sold.has_value(), "a sized route is one that the pools take");
        amount = sold->amount_out;
    }
}

void Rival::strike_due(BlockBuilder& block, RivalState& state) const {
    const auto is_due = [&](const PendingStrike& plan) { return plan.due <= block.number(); };
    for (const PendingStrike& plan : state.pending) {
        if (!is_due(plan)) continue;
        const Route& route = routes_->route(plan.route);
        if (const auto amount_in = paying_input(block, route)) strike(block, route, *amount_in);
    }
    std::erase_if(state.pending, is_due);
}

void Rival::react(BlockBuilder& block, RivalState& state, Random& random) const {
    for (std::size_t i = 0; i < routes_->routes().size(); ++i) {
        const Route& route = routes_->routes()[i];
        const auto amount_in = paying_input(block, route);
        const bool takes_it = amount_in && !state.seen_open[i] && decides_to_take(block, state, random, RouteIndex(i));
        state.seen_open[i] = amount_in.has_value();
        if (takes_it) strike(block, route, *amount_in);
    }
}

bool Rival::decides_to_take(const BlockBuilder& block, RivalState& state, Random& random, RouteIndex route) const {
    const double draw = random.uniform();
    const double next = options_.same_block_chance + options_.next_block_chance;
    if (draw < options_.same_block_chance) return true;
    if (draw < next) {
        state.pending.push_back({route, block.number() + 1});
    } else if (draw < next + options_.later_chance && options_.latest_delay_blocks > 1) {
        const BlockNumber delay = 2 + random.below(options_.latest_delay_blocks - 1);
        state.pending.push_back({route, block.number() + delay});
    }
    return false;
}

}  // namespace dexarb

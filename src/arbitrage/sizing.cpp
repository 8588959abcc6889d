#include "dexarb/arbitrage/sizing.hpp"

#include <algorithm>
#include <array>

#include "dexarb/base/check.hpp"

#include "arbitrage/integer_search.hpp"
#include "arbitrage/profit_bound.hpp"
#include "arbitrage/route_sizing.hpp"

namespace dexarb {

namespace {

constexpr std::size_t kHops = 2;
using HopViews = std::array<HopView, kHops>;

/// Nothing if a pool is not certain.
std::optional<HopViews> views_of(const MarketSnapshot& snapshot, const Route& route) {
    check(route.hops.size() == kHops, "only routes of two hops can be sized");
    HopViews views;
    for (std::size_t i = 0; i < kHops; ++i) {
        const Pool* pool = snapshot.pool(route.hops[i].pool);
        if (pool == nullptr) return std::nullopt;
        views[i] = {&pool->state, route.hops[i].zero_for_one};
    }
    return views;
}

SearchTerms search_terms(const SizingTerms& terms, const U256& gas_per_tick) {
    SearchTerms search;
    if (terms.cap) search.cap = terms.cap->to_double();
    search.loan_factor = 1.0 + static_cast<double>(terms.premium_ppm) / 1e6;
    search.gas_per_tick = gas_per_tick.to_double();
    return search;
}

/// floor(value), zero below and the largest number above the range.
U256 floor_of(double value) {
    return value < 1.0 ? U256{} : u256_from_double(value).value_or(U256::max());
}

/// At least the profit of every input that the hops can take, up to the cap.
U256 profit_bound(const RouteSearch& search, const IntegerTerms& terms) {
    const U256 by_doubles = floor_of(search.profit_bound);
    return terms.exact_bound ? std::min(by_doubles, terms.exact_bound->up_to(terms.cap)) : by_doubles;
}

IntegerTerms integer_terms(const HopViews& views, const SizingTerms& terms, const U256& gas_per_tick) {
    IntegerTerms integer{terms.cap, terms.premium_ppm, gas_per_tick, std::nullopt};
    if (const auto curve = cycle_curve(views)) integer.exact_bound = CycleProfitBound::make(*curve, terms.premium_ppm);
    return integer;
}

SizedRoute sized_route(const Trial& best, const U256& bound, const RouteSearch& search) {
    SizedRoute sized;
    sized.quote.amount_in = best.amount_in;
    sized.quote.amounts_out = {best.between, best.amount_out};
    sized.quote.ticks_crossed = best.ticks_crossed;
    sized.certificate_gap = bound > best.profit ? bound - best.profit : U256{};
    sized.depends_on_gas = search.optimum.ticks_crossed > 0;
    return sized;
}

std::optional<SizedRoute> exact_size(const HopViews& views, const SizingTerms& terms, const U256& gas_per_tick,
                                     const RouteSearch& search) {
    const IntegerTerms integer = integer_terms(views, terms, gas_per_tick);
    const U256 bound = profit_bound(search, integer);
    if (bound.is_zero()) return std::nullopt;
    const U256 margin = floor_of(2.0 * search.rounding_margin);
    IntegerSearch exact{views, integer};
    exact.search_around(search.best, std::min(bound, floor_of(search.best.profit + search.rounding_margin)), margin);
    // The point with the best net may lie too close to nothing for an integer; then the largest profit counts.
    if (!exact.best() && search.best.ticks_crossed < search.optimum.ticks_crossed)
        exact.search_around(search.optimum, bound, margin);
    if (!exact.best()) return std::nullopt;
    return sized_route(*exact.best(), exact.is_proven() ? exact.best()->profit : bound, search);
}

}  // namespace

U256 loan_fee(const U256& amount, std::uint32_t premium_ppm) {
    return mul_div_rounding_up(amount, premium_ppm, kFeeUnit).value_or(U256::max());
}

std::optional<RouteQuote> quote_route(const MarketSnapshot& snapshot, const Route& route, const U256& amount_in) {
    RouteQuote result;
    result.amount_in = amount_in;
    U256 amount = amount_in;
    for (const Hop& hop : route.hops) {
        const Pool* pool = snapshot.pool(hop.pool);
        if (pool == nullptr) return std::nullopt;
        const Quote quote = quote_exact_input(pool->state, hop.zero_for_one, amount);
        if (!quote.is_complete()) return std::nullopt;
        amount = quote.amount_out;
        result.amounts_out.push_back(amount);
        result.ticks_crossed += quote.ticks_crossed;
    }
    return result;
}

bool leaves_known_ticks(const MarketSnapshot& snapshot, const Route& route, const U256& amount_in) {
    U256 amount = amount_in;
    for (const Hop& hop : route.hops) {
        const Quote quote = quote_exact_input(snapshot.pool(hop.pool)->state, hop.zero_for_one, amount);
        if (!quote.is_complete()) return quote.end == QuoteEnd::kUnknownTicks;
        amount = quote.amount_out;
    }
    return false;
}

U256 tick_cost(const MarketSnapshot& snapshot, TokenIndex start, const SizingTerms& terms) {
    const auto& native = snapshot.native_price();
    const auto& price = snapshot.price(start);
    if (!native || !price || price->atto_usd.is_zero()) return {};
    const auto wei = checked_mul(U256{terms.gas.crossed_tick}, U256{terms.gas_price_wei});
    const auto value = wei ? mul_div(*wei, native->atto_usd, price->atto_usd) : std::nullopt;
    if (!value) return {};
    const auto cost = mul_div(*value, power_of_ten(price->decimals), power_of_ten(native->decimals));
    return cost && cost->fits_u128() ? *cost : U256{U256::max().low_u128()};
}

Sizing find_size(const MarketSnapshot& snapshot, const Route& route, const SizingTerms& terms) {
    Sizing result;
    const std::optional<HopViews> views = views_of(snapshot, route);
    if (!views || (terms.cap && terms.cap->is_zero())) return result;
    const U256 gas_per_tick = tick_cost(snapshot, route.start, terms);
    const RouteSearch search = search_route(*views, search_terms(terms, gas_per_tick));
    for (std::size_t i = 0; i < kHops; ++i)
        if (search.ended_by_unknown_ticks[i]) result.wants_ticks.push_back(route.hops[i].pool);
    if (search.is_profitable()) result.sized = exact_size(*views, terms, gas_per_tick, search);
    if (result.sized) result.sized->wants_ticks = result.wants_ticks;
    return result;
}

std::optional<SizedRoute> size_route(const MarketSnapshot& snapshot, const Route& route, const SizingTerms& terms) {
    return find_size(snapshot, route, terms).sized;
}

}  // namespace dexarb

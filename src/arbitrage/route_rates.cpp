#include "arbitrage/route_rates.hpp"

#include <cmath>

#include "dexarb/amm/segment_walker.hpp"

namespace dexarb {

RouteRates::RouteRates(const MarketDefinition& market, const RouteBook& routes)
    : routes_(routes),
      pools_(market.pools.size()),
      pool_roots_(market.pools.size()),
      route_roots_(routes.routes().size()),
      is_affected_(routes.routes().size()),
      pair_has_route_(market.pairs.size()) {}

const std::vector<RouteIndex>& RouteRates::update(const PoolTable& pools) {
    affected_.clear();
    for (std::uint32_t i = 0; i < pools_.size(); ++i) {
        if (pools[i] == pools_[i]) continue;
        pools_[i] = pools[i];
        pool_roots_[i] = {};
        const double root = pools[i] ? sqrt_price_of(pools[i]->state) : 0.0;
        if (root > 0.0) {
            const double kept = static_cast<double>(kFeeUnit - fee_of(pools[i]->state).value);
            const double fee_root = std::sqrt(kept / static_cast<double>(kFeeUnit));
            pool_roots_[i] = {root * fee_root, fee_root / root};
        }
        for (const RouteIndex route : routes_.through(PoolIndex{i})) {
            if (!is_affected_[position(route)]) affected_.push_back(route);
            is_affected_[position(route)] = true;
        }
    }
    for (const RouteIndex route : affected_) {
        is_affected_[position(route)] = false;
        route_roots_[position(route)] = root_of(routes_.route(route));
    }
    if (!affected_.empty()) rank();
    return affected_;
}

void RouteRates::rank() {
    double best = 0.0;
    best_unprofitable_.reset();
    pair_has_route_.assign(pair_has_route_.size(), false);
    for (std::uint32_t i = 0; i < route_roots_.size(); ++i) {
        if (route_roots_[i] > 0.0) pair_has_route_[routes_.route(RouteIndex{i}).pair] = true;
        if (!(route_roots_[i] > best) || route_roots_[i] > 1.0) continue;
        best = route_roots_[i];
        best_unprofitable_ = RouteIndex{i};
    }
}

double RouteRates::root_of(const Route& route) const {
    double root = 1.0;
    for (const Hop& hop : route.hops) {
        const PoolRoots& roots = pool_roots_[position(hop.pool)];
        root *= hop.zero_for_one ? roots.zero_for_one : roots.one_for_zero;
    }
    return root;
}

bool RouteRates::may_profit(RouteIndex route) const {
    constexpr double kWithinRounding = 1.0 - 1.0 / (1LL << 44);
    return route_roots_[position(route)] > kWithinRounding;
}

double RouteRates::edge_ppm(RouteIndex route) const {
    const double root = route_roots_[position(route)];
    return (root * root - 1.0) * 1e6;
}

std::optional<RouteIndex> RouteRates::best_unprofitable() const {
    return best_unprofitable_;
}

}  // namespace dexarb

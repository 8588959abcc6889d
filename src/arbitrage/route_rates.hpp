#pragma once

#include <optional>
#include <vector>

#include "dexarb/arbitrage/route.hpp"
#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// What the first unit through each route gains, kept from block to block: the screen that ends most routes in a
/// multiplication.
class RouteRates {
  public:
    RouteRates(const MarketDefinition& market, const RouteBook& routes);

    /// Takes over what is another pool than before; the routes through those, each once.
    const std::vector<RouteIndex>& update(const PoolTable& pools);

    /// Whether the route's marginal rate after pool fees is above one, or too close to it for doubles to tell.
    [[nodiscard]] bool may_profit(RouteIndex route) const;
    /// Marginal rate less one, parts per million.
    [[nodiscard]] double edge_ppm(RouteIndex route) const;
    /// The route with the best rate among those whose rate is not above one; the first of equals.
    [[nodiscard]] std::optional<RouteIndex> best_unprofitable() const;
    /// Whether the pair has a route whose pools are certain and have a price.
    [[nodiscard]] bool has_route(std::size_t pair) const { return pair_has_route_[pair]; }

  private:
    /// sqrt(out per in after fee) of a pool in both directions; zero without a price.
    struct PoolRoots {
        double zero_for_one = 0.0;
        double one_for_zero = 0.0;
    };

    [[nodiscard]] double root_of(const Route& route) const;
    void rank();

    const RouteBook& routes_;
    PoolTable pools_;  ///< Held so that a pool's address stays its own.
    std::vector<PoolRoots> pool_roots_;
    std::vector<double> route_roots_;
    std::vector<bool> is_affected_;
    std::vector<bool> pair_has_route_;
    std::vector<RouteIndex> affected_;
    std::optional<RouteIndex> best_unprofitable_;
};

}  // namespace dexarb

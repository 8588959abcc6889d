#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dexarb/market/market_definition.hpp"

namespace dexarb {

/// One pool in one direction; `zero_for_one` sells token0.
struct Hop {
    PoolIndex pool{};
    bool zero_for_one = false;

    friend auto operator<=>(const Hop&, const Hop&) = default;
};

/// Place of a route in its `RouteBook`.
enum class RouteIndex : std::uint32_t {};
[[nodiscard]] constexpr std::size_t position(RouteIndex index) {
    return static_cast<std::size_t>(index);
}

/// A cycle of hops that starts and ends in `start`. Any number of hops; those found today have two.
struct Route {
    std::vector<Hop> hops;
    TokenIndex start{};
    std::uint32_t pair = 0;  ///< Place in `MarketDefinition::pairs` of the pair it trades.
    /// 20 address bytes and one direction byte per hop: identity across runs, order of ties, key of the draw.
    std::vector<std::uint8_t> key;
};

/// All routes of a market, found once: for every pair all ordered pairs of pools of its two tokens, from the quote
/// token. In order of pair, then of pools.
class RouteBook {
  public:
    explicit RouteBook(const MarketDefinition& market);

    [[nodiscard]] const Route& route(RouteIndex index) const { return routes_[position(index)]; }
    [[nodiscard]] std::span<const Route> routes() const { return routes_; }
    /// Routes that use `pool`, ascending.
    [[nodiscard]] std::span<const RouteIndex> through(PoolIndex pool) const { return through_[position(pool)]; }

  private:
    std::vector<Route> routes_;
    std::vector<std::vector<RouteIndex>> through_;
};

/// Token that `hop` takes and gives.
[[nodiscard]] TokenIndex token_in(const MarketDefinition& market, const Hop& hop);
[[nodiscard]] TokenIndex token_out(const MarketDefinition& market, const Hop& hop);

}  // namespace dexarb

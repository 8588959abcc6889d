#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "dexarb/arbitrage/opportunity.hpp"
#include "dexarb/journal/database.hpp"
#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// The journal's ids of what records refer to: pools, routes, episodes, states of pools. Writes what is not there yet.
///
/// Remembers ids; they must be forgotten when a transaction that may have written some is rolled back.
class NameBook {
  public:
    /// Writes tokens and pools of the market. All three outlive the book.
    [[nodiscard]] static Result<NameBook> make(const Database& database, MarketDefinitionPtr market,
                                               const RouteBook& routes);

    void begin_series(std::int64_t series) { series_ = series; }

    [[nodiscard]] std::int64_t pool(PoolIndex pool) const { return pools_[position(pool)]; }
    [[nodiscard]] const std::vector<Hop>& hops(RouteIndex route) const { return book_->route(route).hops; }
    [[nodiscard]] const MarketDefinition& market() const { return *market_; }
    [[nodiscard]] const RouteBook& routes() const { return *book_; }
    [[nodiscard]] Result<std::int64_t> route(RouteIndex route);
    [[nodiscard]] Result<std::int64_t> episode(const EpisodeId& episode);
    [[nodiscard]] Result<std::int64_t> state(PoolIndex pool, const Pool& state);

    void forget();

  private:
    struct KnownTicks {
        std::shared_ptr<const TickMap> ticks;
        std::int64_t id = 0;
    };

    NameBook(const Database& database, MarketDefinitionPtr market, const RouteBook& routes);

    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> write_market();
    [[nodiscard]] Result<std::int64_t> write_token(const Token& token);
    [[nodiscard]] Result<void> write_pool(const PoolDefinition& pool);
    [[nodiscard]] Result<void> write_hops(std::int64_t id, const Route& route);
    [[nodiscard]] Result<std::int64_t> tick_map(PoolIndex pool, const std::shared_ptr<const TickMap>& ticks);
    [[nodiscard]] Result<std::int64_t> pair_state(PoolIndex pool, const ConstantProductState& state);
    [[nodiscard]] Result<std::int64_t> range_state(PoolIndex pool, const ConcentratedState& state);

    MarketDefinitionPtr market_;
    const RouteBook* book_;
    const Database* database_;
    std::int64_t series_ = 0;
    std::vector<std::int64_t> tokens_;
    std::vector<std::int64_t> pools_;
    std::vector<std::int64_t> routes_;  ///< By RouteIndex; 0 where not known yet.
    std::map<EpisodeId, std::int64_t> episodes_;
    std::map<PoolIndex, KnownTicks> tick_maps_;  ///< The newest of each pool.
    std::vector<Statement> statements_;
};

}  // namespace dexarb

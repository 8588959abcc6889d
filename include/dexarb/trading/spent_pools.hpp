#pragma once

#include <map>

#include "dexarb/trading/ledger.hpp"

namespace dexarb {

/// Pools that a configuration's fills have emptied of their spread, as a fold over its ledger (rule 10): after a fill
/// on M each pool of the route stays closed until it has an event in a block after M.
class SpentPools {
  public:
    explicit SpentPools(const RouteBook& routes) : routes_{&routes} {}

    void apply(const LedgerEntry& entry);

    [[nodiscard]] bool is_spent(PoolIndex pool, const MarketSnapshot& snapshot) const;
    [[nodiscard]] bool any_spent(const Route& route, const MarketSnapshot& snapshot) const;
    /// Whether a fill ever closed it, reopened since or not.
    [[nodiscard]] bool is_known(PoolIndex pool) const { return closed_until_event_after_.contains(pool); }

    static void persist(auto& archive, auto& self) { archive(self.closed_until_event_after_); }

  private:
    const RouteBook* routes_;
    std::map<PoolIndex, BlockNumber> closed_until_event_after_;
};

}  // namespace dexarb

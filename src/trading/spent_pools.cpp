#include "dexarb/trading/spent_pools.hpp"

#include <algorithm>

namespace dexarb {

void SpentPools::apply(const LedgerEntry& entry) {
    if (entry.kind == LedgerEntry::Kind::kReread) closed_until_event_after_[entry.pool] = entry.block;
    if (entry.kind != LedgerEntry::Kind::kOutcome || entry.outcome->result() != TradeResult::kFilled) return;
    for (const Hop& hop : routes_->route(entry.outcome->episode.route).hops)
        closed_until_event_after_[hop.pool] = entry.block;
}

bool SpentPools::is_spent(PoolIndex pool, const MarketSnapshot& snapshot) const {
    const auto found = closed_until_event_after_.find(pool);
    if (found == closed_until_event_after_.end()) return false;
    const Pool* state = snapshot.pool(pool);
    return state == nullptr || state->last_event_block <= found->second;
}

bool SpentPools::any_spent(const Route& route, const MarketSnapshot& snapshot) const {
    return std::ranges::any_of(route.hops, [&](const Hop& hop) { return is_spent(hop.pool, snapshot); });
}

}  // namespace dexarb

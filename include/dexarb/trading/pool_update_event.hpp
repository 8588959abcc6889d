#pragma once

#include "dexarb/arbitrage/opportunity.hpp"
#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// What every strategy reads of a block: its state, the pools it changed, and the opportunities found on it.
struct PoolUpdateEvent {
    SnapshotPtr snapshot;
    ScanResult scan;
};

}  // namespace dexarb

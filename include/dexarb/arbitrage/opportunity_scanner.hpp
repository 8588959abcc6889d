#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "dexarb/arbitrage/opportunity.hpp"

namespace dexarb {

/// Market-wide settings of the scan.
struct ScannerOptions {
    std::uint64_t priority_fee_wei = 30'000'000'000;  ///< The market's tip, with which "open" is judged.
    GasModel gas = default_gas_model();
    std::uint64_t bridged_blocks = 8;  ///< Unseen or uncertain blocks that an episode survives.
};

/// Finds the open routes of each snapshot once for all strategies, and keeps their episodes.
///
/// Routes none of whose pools changed are not sized again (their gas and USD value are).
class OpportunityScanner {
  public:
    OpportunityScanner(MarketDefinitionPtr market, const RouteBook& routes, ScannerOptions options);

    /// Snapshots come in block order, with gaps where blocks were not certain.
    [[nodiscard]] ScanResult scan(const MarketSnapshot& snapshot);

    /// Blocks above `fork` were undone: their episodes never opened, those they closed are open again.
    void undo_to(BlockNumber fork);

  private:
    struct RouteState;
    MarketDefinitionPtr market_;
    const RouteBook& routes_;
    ScannerOptions options_;
    std::vector<RouteState> states_;
};

}  // namespace dexarb

#pragma once

#include <memory>
#include <ostream>
#include <vector>

#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// Writes what a market's pools stand at, for scripts to hold against the contracts: one JSON object a block with the
/// pools that are others than in the line before; null for one that is not certain.
class StateWriter {
  public:
    /// `out` outlives the writer.
    explicit StateWriter(std::ostream& out) : out_{out} {}

    void write(const MarketSnapshot& snapshot);

  private:
    std::ostream& out_;
    std::vector<std::shared_ptr<const Pool>> before_;
};

}  // namespace dexarb

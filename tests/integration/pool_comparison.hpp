#pragma once

#include <string>

#include "dexarb/amm/pool_state.hpp"

namespace dexarb::testing {

/// In what `ours` differs from `theirs`, the whole state of the contract; empty if in nothing. Ticks are compared in
/// the words that `ours` knows, of which there must be the one of its price.
[[nodiscard]] std::string difference(const PoolState& ours, const PoolState& theirs);

}  // namespace dexarb::testing

#pragma once

#include "dexarb/amm/pool_state.hpp"

namespace dexarb {

/// Whether two states of one pool say the same: all of it, ticks in the words that both know.
[[nodiscard]] bool agree(const PoolState& a, const PoolState& b);

}  // namespace dexarb

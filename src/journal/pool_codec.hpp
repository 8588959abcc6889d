#pragma once

#include <memory>

#include "dexarb/market/price_sources.hpp"

#include "journal/bytes.hpp"

namespace dexarb {

/// One pool in one block of a recording.
struct PoolEntry {
    std::shared_ptr<const Pool> pool;  ///< Null where it is not certain.
    bool is_changed = true;            ///< Listed in `MarketSnapshot::changed`.
};

/// Writes `now` as it differs from `before`; either may be null.
void encode_pool(ByteWriter& out, const PoolEntry& now, const Pool* before, BlockNumber block);

/// Which pool an entry is of, and what its price follows from.
struct PoolPlace {
    PoolIndex index{};
    const MarketDefinition& market;
    const PriceSources& sources;
};

/// Reads what `encode_pool` wrote; fails on a state that this pool cannot have.
[[nodiscard]] PoolEntry decode_pool(ByteReader& in, const PoolPlace& place, const std::shared_ptr<const Pool>& before,
                                    BlockNumber block);

/// Whether both hold the same state and last event; ticks by value.
[[nodiscard]] bool same_state(const Pool& a, const Pool& b);

}  // namespace dexarb

#pragma once

#include <variant>

#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// Blocks above `fork` are no longer part of the chain.
struct Undone {
    BlockNumber fork = 0;

    friend bool operator==(const Undone&, const Undone&) = default;
};

/// What a feed hands over, live or recorded, in order: all that the engine ever sees.
using FeedItem = std::variant<SnapshotPtr, Undone>;

}  // namespace dexarb

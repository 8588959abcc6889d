#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "dexarb/arbitrage/route.hpp"
#include "dexarb/journal/database.hpp"
#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// A route with a market of its pools alone; the native token is a token of its own behind those of the pools.
struct ReadRoute {
    MarketDefinitionPtr market;
    Route route;
    std::string text;
};
[[nodiscard]] Result<ReadRoute> read_route(const Database& journal, std::int64_t route);

/// A state as it was kept; null for a null id.
[[nodiscard]] Result<std::shared_ptr<const Pool>> read_state(const Database& journal,
                                                             std::optional<std::int64_t> state);

/// What a snapshot of a route's pools is made of.
struct SnapshotParts {
    BlockHeader header;
    Timestamp arrival;
    bool late = false;
    std::vector<std::shared_ptr<const Pool>> states;  ///< In order of hops; may be fewer.
    std::optional<U256> native_atto_usd;
    std::optional<U256> start_atto_usd;
};
[[nodiscard]] SnapshotPtr make_snapshot(const ReadRoute& route, SnapshotParts parts);

}  // namespace dexarb

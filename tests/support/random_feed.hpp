#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dexarb/market/feed_item.hpp"

namespace dexarb::testing {

struct RandomFeedOptions {
    std::uint64_t seed = 1;
    std::size_t blocks = 300;
    std::size_t pools = 12;   ///< Half V2, half V3, on three pairs against USDC.e.
    std::size_t changes = 3;  ///< Pools with an event in a block, about.
    std::size_t trouble_one_in =
        12;  ///< Blocks until something else happens: undone blocks, doubt, ticks, a gap; 0: never.
    BlockNumber first_block = 1000;
};

struct RandomFeed {
    MarketDefinitionPtr market;
    std::vector<FeedItem> items;
};

/// What a collector might hand over: trades, liquidity that comes and goes, pools that become uncertain, are read anew
/// or known further, late blocks, blocks undone up to six deep, fresh starts. Prices scatter enough that routes open.
/// The same on every machine for a seed.
[[nodiscard]] RandomFeed random_feed(const RandomFeedOptions& options);

/// Where two snapshots differ, to the last value of the last tick and the sharing of what did not change aside; empty
/// where they are the same.
[[nodiscard]] std::string difference(const MarketSnapshot& a, const MarketSnapshot& b);

}  // namespace dexarb::testing

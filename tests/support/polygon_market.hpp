#pragma once

#include "dexarb/market/market_definition.hpp"

namespace dexarb::testing {

/// A part of Polygon's market at its own addresses: WETH, WMATIC and WBTC against USDC.e on QuickSwap V2, SushiSwap V2
/// and Uniswap V3, and a few pools outside these pairs.
[[nodiscard]] MarketDefinitionPtr polygon_market();

}  // namespace dexarb::testing

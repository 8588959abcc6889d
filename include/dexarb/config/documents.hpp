#pragma once

#include <string>

#include "dexarb/config/strategies_file.hpp"
#include "dexarb/market/market_definition.hpp"

namespace dexarb {

/// The market as a market file that `read_market` reads back the same: indices, order and all. One line of JSON.
[[nodiscard]] std::string market_document(const MarketDefinition& market);

/// The configurations as a strategies file that `read_strategies` reads back the same, with every value in its place;
/// where the values came from is not in it. One line of JSON.
[[nodiscard]] std::string strategies_document(const ResolvedStrategies& strategies, const MarketDefinition& market);

}  // namespace dexarb

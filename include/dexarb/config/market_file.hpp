#pragma once

#include <string>

#include "dexarb/config/json_document.hpp"
#include "dexarb/market/market_definition.hpp"

namespace dexarb {

/// Reads and checks a market file (configs/market.schema.json describes it). The error lists everything wrong with it,
/// one line each: "file: /json/pointer: reason".
///
/// Refuses addresses that lack their EIP-55 checksum or that CREATE2 does not give, names that are unknown or taken
/// twice, and pairs with fewer than two pools. Without a list of pools they follow by CREATE2 over all DEXes and fee
/// tiers of the pairs.
[[nodiscard]] Result<MarketDefinition> load_market(const std::string& path);

/// As `load_market`, from a document already parsed; `file` is its name in messages.
[[nodiscard]] Result<MarketDefinition> read_market(const JsonNode& document, const std::string& file);

/// Every pool that the market's DEXes and fee tiers can hold for two tokens, by CREATE2; whether they were ever
/// created only the chain knows.
[[nodiscard]] std::vector<PoolDefinition> possible_pools(const MarketDefinition& market, TokenIndex a, TokenIndex b);

}  // namespace dexarb

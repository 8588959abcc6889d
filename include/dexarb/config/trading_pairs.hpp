#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dexarb/config/strategies_file.hpp"
#include "dexarb/market/market_definition.hpp"

namespace dexarb {

/// One part of TRADING_PAIRS, "token0:token1:SYMBOL": tokens by address or by their symbol in the market file.
struct TradingPair {
    std::string token0;
    std::string token1;
    std::string symbol;
};

/// Parts TRADING_PAIRS at its commas; refuses a malformed part by its number.
[[nodiscard]] Result<std::vector<TradingPair>> parse_trading_pairs(std::string_view text);

/// The market with these pairs in place of its own. Their pools follow by CREATE2 over its DEXes and fee tiers; of its
/// own pools those stay that give the native token and the quote tokens a price in stablecoins.
///
/// In SYMBOL "A/B", B is the quote token if it names one of the two; otherwise token1 is.
[[nodiscard]] Result<MarketDefinition> with_trading_pairs(const MarketDefinition& market,
                                                          const std::vector<TradingPair>& pairs);

/// Strategies carried over to a market with other pairs, and what a user should know about it.
struct CarriedStrategies {
    ResolvedStrategies strategies;
    std::vector<std::string> notices;
};

/// Each strategy keeps the pairs, by their two tokens, that `to` has too; the rest is named. Refused if none keeps any.
[[nodiscard]] Result<CarriedStrategies> carry_over(ResolvedStrategies strategies, const MarketDefinition& from,
                                                   const MarketDefinition& to);

}  // namespace dexarb

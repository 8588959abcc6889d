#pragma once

#include <optional>
#include <vector>

#include "dexarb/market/market_snapshot.hpp"

namespace dexarb {

/// Which pools price which token: those of a token that is no stablecoin against one that is. Found once per market.
///
/// Nothing here is a constant but the dollar of a stablecoin: prices follow the pools of the snapshot.
class PriceSources {
  public:
    explicit PriceSources(MarketDefinitionPtr market);

    /// The token that `pool` prices; nothing unless exactly one of its two is a stablecoin.
    [[nodiscard]] std::optional<TokenIndex> priced_token(PoolIndex pool) const { return priced_[position(pool)]; }

    /// Mid price of the priced token in atto-USD a whole token, rounded down; nothing if the pool prices none or does
    /// not count: selling $1,000 of the token at this very price must return at least $980, whole.
    [[nodiscard]] std::optional<U256> mid(PoolIndex pool, const PoolState& state) const;

    /// The lower median of `Pool::mid_atto_usd` over the token's pools; a stablecoin is $1.
    [[nodiscard]] std::optional<UsdPrice> price(TokenIndex token, const PoolTable& pools) const;

  private:
    MarketDefinitionPtr market_;
    std::vector<std::optional<TokenIndex>> priced_;
    std::vector<std::vector<PoolIndex>> sources_;
};

}  // namespace dexarb

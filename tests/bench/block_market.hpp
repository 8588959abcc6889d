#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dexarb/market/market_replica.hpp"
#include "dexarb/rpc/rpc_types.hpp"

#include "support/random.hpp"

namespace dexarb::testing {

/// 300 pools as a large Polygon market holds them: 75 tokens against USDC.e in 2, 4 or 6 pools each, half V2 and half
/// V3 at three fee tiers, each V3 pool with about sixty initialised ticks. WETH, WMATIC and WBTC come first.
[[nodiscard]] MarketDefinitionPtr large_market();

/// Blocks of such a market and the answers of a node to the question for their logs, the same for a seed.
class BlockSource {
  public:
    /// Every price of a token scatters around a common one by up to `scatter`; the common one walks in a narrow band.
    BlockSource(MarketDefinitionPtr market, double scatter, std::uint64_t seed = 1);

    /// States of all pools at `header()`, for `MarketReplica::start`.
    [[nodiscard]] std::vector<std::optional<PoolState>> states() const { return {states_.begin(), states_.end()}; }
    [[nodiscard]] const BlockHeader& header() const { return header_; }
    [[nodiscard]] Timestamp arrival() const { return header_.timestamp + std::chrono::milliseconds{300}; }

    /// The next block: one Sync or Swap in every pool, in random order.
    void trade_everywhere();
    /// The same, as the events that its logs decode to; cheap, without the logs.
    [[nodiscard]] BlockUpdate trade_everywhere_decoded();
    /// The next block, in which nothing happened.
    void pass();
    /// The logs of this block as the result of eth_getLogs, member by member as Bor gives them.
    [[nodiscard]] std::string logs_json() const;

  private:
    void next_header();
    void move_prices();
    [[nodiscard]] PoolState state_at(PoolIndex pool, double price) const;
    [[nodiscard]] PoolState first_state(PoolIndex pool) const;
    [[nodiscard]] std::vector<PoolIndex> shuffled_pools();
    void trade(PoolIndex pool);
    [[nodiscard]] RpcLog log_of(PoolIndex pool);

    MarketDefinitionPtr market_;
    double scatter_;
    test::Random random_;
    BlockHeader header_;
    std::vector<double> prices_;  ///< Per token, quote units per base unit.
    std::vector<PoolState> states_;
    std::vector<RpcLog> logs_;
};

}  // namespace dexarb::testing

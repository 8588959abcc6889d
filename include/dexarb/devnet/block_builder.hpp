#pragma once

#include <cstdint>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/devnet/event_encoding.hpp"
#include "dexarb/devnet/simulated_pool.hpp"

namespace dexarb {

/// One transaction of a block being built; its logs lie together in `BlockContents::logs`.
struct DraftTransaction {
    Address sender;
    std::size_t log_count = 0;
    std::uint64_t gas_used = 0;
};

/// What a block does; the chain makes a block of it.
struct BlockContents {
    std::vector<DraftTransaction> transactions;
    std::vector<RpcLog> logs;
    WorldStatePtr world;
};

/// Executes transactions one after the other on the state of the parent block, as the contracts would.
///
/// What a pool refuses is an error and leaves neither log nor change. A transaction is begun first; one without a log
/// afterwards stands for one that reverted.
class BlockBuilder {
  public:
    /// `market` outlives the builder; `parent` is the state the block begins with and `number` its own.
    BlockBuilder(const MarketDefinition& market, const WorldState& parent, BlockNumber number);

    void begin_transaction(const Address& sender);

    /// Sells exactly `amount_in`; refused if the pool cannot take all of it.
    [[nodiscard]] Result<Quote> sell(PoolIndex pool, bool zero_for_one, const U256& amount_in);
    /// Trades until the pool's price is `sqrt_price`, sqrt(token1 per token0) in smallest units. A V3 pool stops there
    /// to the unit, a V2 pool within its fee. Refused if there is nothing to do.
    [[nodiscard]] Result<void> trade_to_price(PoolIndex pool, double sqrt_price);

    [[nodiscard]] Result<void> initialize(PoolIndex pool, const U256& sqrt_price_x96);
    [[nodiscard]] Result<void> mint(PoolIndex pool, const LiquidityRange& range);
    [[nodiscard]] Result<void> burn(PoolIndex pool, const LiquidityRange& range);
    /// Adds (`grow`) or takes the `ppm`-th part of a V2 pair's reserves.
    [[nodiscard]] Result<void> resize_pair(PoolIndex pool, std::uint32_t ppm, bool grow);

    /// The pool as it stands now; null where there is no contract.
    [[nodiscard]] const PoolState* state(PoolIndex pool) const;
    [[nodiscard]] const WorldState& world() const { return world_; }
    [[nodiscard]] BlockNumber number() const { return number_; }

    [[nodiscard]] BlockContents finish() &&;

  private:
    [[nodiscard]] Result<void> trade_pair_to_price(PoolIndex pool, double sqrt_price);
    [[nodiscard]] Result<void> trade_range_to_price(PoolIndex pool, double sqrt_price);
    void apply_pair_trade(PoolIndex pool, bool zero_for_one, const Quote& quote);
    void apply_swap_result(PoolIndex pool, bool zero_for_one, const SwapResult& result);
    [[nodiscard]] Result<void> change_liquidity(PoolIndex pool, const LiquidityRange& range, bool is_mint);
    [[nodiscard]] Result<const ConcentratedState*> concentrated(PoolIndex pool) const;
    void settle(PoolIndex pool, PoolState after, bool zero_for_one, const Quote& quote);
    void replace(PoolIndex pool, SimulatedPool after);
    void emit(RpcLog log, std::uint64_t gas);

    const MarketDefinition* market_;
    BlockNumber number_;
    WorldState world_;
    std::vector<DraftTransaction> transactions_;
    std::vector<RpcLog> logs_;
};

}  // namespace dexarb

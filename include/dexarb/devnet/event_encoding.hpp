#pragma once

#include "dexarb/devnet/simulated_pool.hpp"
#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// Logs as the contracts emit them, with address, topics and data; their place in a block is filled in when it is
/// sealed. Sources: IUniswapV2Pair, IUniswapV3PoolEvents.

[[nodiscard]] RpcLog encode_sync(const Address& pool, const ConstantProductState& after);

/// V2 `Swap` and V3 `Swap`: who called, and what the trader paid and got.
struct TradeRecord {
    Address trader;
    bool zero_for_one = false;
    U256 amount_in;
    U256 amount_out;
};
[[nodiscard]] RpcLog encode_pair_swap(const Address& pool, const TradeRecord& trade);
[[nodiscard]] RpcLog encode_pool_swap(const Address& pool, const TradeRecord& trade, const ConcentratedState& after);

[[nodiscard]] RpcLog encode_initialize(const Address& pool, const ConcentratedState& after);

/// V3 `Mint` and `Burn`.
struct LiquidityRecord {
    Address owner;
    LiquidityRange range;
    TokenAmounts amounts;
};
[[nodiscard]] RpcLog encode_mint(const Address& pool, const LiquidityRecord& record);
[[nodiscard]] RpcLog encode_burn(const Address& pool, const LiquidityRecord& record);

/// V2 `Mint` of liquidity tokens.
[[nodiscard]] RpcLog encode_pair_mint(const Address& pool, const Address& sender, const TokenAmounts& amounts);
/// V2 `Burn` of liquidity tokens.
[[nodiscard]] RpcLog encode_pair_burn(const Address& pool, const Address& sender, const TokenAmounts& amounts);

}  // namespace dexarb

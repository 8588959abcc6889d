#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "dexarb/rpc/abi.hpp"
#include "dexarb/rpc/rpc_types.hpp"

namespace dexarb {

/// First topics of the followed events: the hashes of their signatures.
[[nodiscard]] const Hash& sync_topic();        ///< Sync(uint112,uint112)
[[nodiscard]] const Hash& initialize_topic();  ///< Initialize(uint160,int24)
[[nodiscard]] const Hash& swap_topic();        ///< Swap(address,address,int256,int256,uint160,uint128,int24)
[[nodiscard]] const Hash& mint_topic();        ///< Mint(address,address,int24,int24,uint128,uint256,uint256)
[[nodiscard]] const Hash& burn_topic();        ///< Burn(address,int24,int24,uint128,uint256,uint256)
/// All five, for a `LogFilter`.
[[nodiscard]] std::vector<Hash> pool_topics();

/// Sources: IUniswapV2Pair, IUniswapV3PoolEvents.
struct SyncLog {
    u128 reserve0 = 0;
    u128 reserve1 = 0;
};
struct InitializeLog {
    U256 sqrt_price_x96;
    std::int32_t tick = 0;
};
struct SwapLog {
    I256 amount0;
    I256 amount1;
    U256 sqrt_price_x96;
    u128 liquidity = 0;
    std::int32_t tick = 0;
};
struct MintLog {
    std::int32_t tick_lower = 0;
    std::int32_t tick_upper = 0;
    u128 amount = 0;
    U256 amount0;
    U256 amount1;
};
struct BurnLog {
    std::int32_t tick_lower = 0;
    std::int32_t tick_upper = 0;
    u128 amount = 0;
    U256 amount0;
    U256 amount1;
};
/// `std::monostate` is an event of another kind: not ours to read.
using PoolLogEvent = std::variant<std::monostate, SyncLog, InitializeLog, SwapLog, MintLog, BurnLog>;

/// kMalformed if the topics or data of a followed event have another shape, or a number leaves its type.
[[nodiscard]] Result<PoolLogEvent> decode_pool_log(const RpcLog& log);

}  // namespace dexarb

#pragma once

#include <cstdint>
#include <span>

#include "dexarb/rpc/abi.hpp"

namespace dexarb {

/// Call data of the reads that a start needs. Sources: IUniswapV2Factory, IUniswapV2Pair, IUniswapV3Factory,
/// IUniswapV3PoolState, IUniswapV3PoolImmutables, ERC-20.
[[nodiscard]] Bytes encode_decimals();
[[nodiscard]] Bytes encode_factory();
[[nodiscard]] Bytes encode_token0();
[[nodiscard]] Bytes encode_token1();
[[nodiscard]] Bytes encode_get_reserves();
[[nodiscard]] Bytes encode_slot0();
[[nodiscard]] Bytes encode_liquidity();
[[nodiscard]] Bytes encode_fee();
[[nodiscard]] Bytes encode_tick_spacing();
[[nodiscard]] Bytes encode_tick_bitmap(std::int16_t word);
[[nodiscard]] Bytes encode_ticks(std::int32_t tick);
[[nodiscard]] Bytes encode_get_pair(const Address& token_a, const Address& token_b);
[[nodiscard]] Bytes encode_get_pool(const Address& token_a, const Address& token_b, std::uint32_t fee);

struct ReservesAnswer {
    u128 reserve0 = 0;
    u128 reserve1 = 0;
};
struct Slot0Answer {
    U256 sqrt_price_x96;
    std::int32_t tick = 0;
    std::uint8_t fee_protocol = 0;
    bool unlocked = false;
};
struct TickAnswer {
    u128 liquidity_gross = 0;
    i128 liquidity_net = 0;
    bool initialized = false;
};

/// All refuse data that is too short or whose numbers leave their type, as kMalformed.
[[nodiscard]] Result<std::uint8_t> decode_decimals(std::span<const std::uint8_t> data);
[[nodiscard]] Result<Address> decode_address(std::span<const std::uint8_t> data);
[[nodiscard]] Result<ReservesAnswer> decode_reserves(std::span<const std::uint8_t> data);
[[nodiscard]] Result<Slot0Answer> decode_slot0(std::span<const std::uint8_t> data);
[[nodiscard]] Result<u128> decode_liquidity(std::span<const std::uint8_t> data);
[[nodiscard]] Result<std::uint32_t> decode_fee(std::span<const std::uint8_t> data);
[[nodiscard]] Result<std::int32_t> decode_tick_spacing(std::span<const std::uint8_t> data);
[[nodiscard]] Result<U256> decode_tick_bitmap(std::span<const std::uint8_t> data);
[[nodiscard]] Result<TickAnswer> decode_tick(std::span<const std::uint8_t> data);

}  // namespace dexarb

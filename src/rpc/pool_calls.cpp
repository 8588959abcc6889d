#include "dexarb/rpc/pool_calls.hpp"

#include <utility>
#include <vector>

namespace dexarb {

namespace {

/// Reads with `read`, and takes what it read only if all of it fitted.
template <typename Read>
auto decode(std::span<const std::uint8_t> data, std::string_view what, Read read)
    -> Result<decltype(read(std::declval<AbiReader&>()))> {
    AbiReader reader{data};
    auto value = read(reader);
    if (auto finished = reader.finish(what); !finished) return std::move(finished).error();
    return value;
}

}  // namespace

Bytes encode_decimals() {
    return encode_call("decimals()");
}
Bytes encode_factory() {
    return encode_call("factory()");
}
Bytes encode_token0() {
    return encode_call("token0()");
}
Bytes encode_token1() {
    return encode_call("token1()");
}
Bytes encode_get_reserves() {
    return encode_call("getReserves()");
}
Bytes encode_slot0() {
    return encode_call("slot0()");
}
Bytes encode_liquidity() {
    return encode_call("liquidity()");
}
Bytes encode_fee() {
    return encode_call("fee()");
}
Bytes encode_tick_spacing() {
    return encode_call("tickSpacing()");
}

Bytes encode_tick_bitmap(std::int16_t word) {
    const std::vector<AbiWord> arguments{abi_word(i128{word})};
    return encode_call("tickBitmap(int16)", arguments);
}

Bytes encode_ticks(std::int32_t tick) {
    const std::vector<AbiWord> arguments{abi_word(i128{tick})};
    return encode_call("ticks(int24)", arguments);
}

Bytes encode_get_pair(const Address& token_a, const Address& token_b) {
    const std::vector<AbiWord> arguments{abi_word(token_a), abi_word(token_b)};
    return encode_call("getPair(address,address)", arguments);
}

Bytes encode_get_pool(const Address& token_a, const Address& token_b, std::uint32_t fee) {
    const std::vector<AbiWord> arguments{abi_word(token_a), abi_word(token_b), abi_word(U256{fee})};
    return encode_call("getPool(address,address,uint24)", arguments);
}

Result<std::uint8_t> decode_decimals(std::span<const std::uint8_t> data) {
    return decode(data, "decimals", [](AbiReader& reader) { return static_cast<std::uint8_t>(reader.read_u32(8)); });
}

Result<Address> decode_address(std::span<const std::uint8_t> data) {
    return decode(data, "address", [](AbiReader& reader) { return reader.read_address(); });
}

Result<ReservesAnswer> decode_reserves(std::span<const std::uint8_t> data) {
    return decode(data, "getReserves", [](AbiReader& reader) {
        ReservesAnswer answer;
        answer.reserve0 = reader.read_u128(112);
        answer.reserve1 = reader.read_u128(112);
        static_cast<void>(reader.read_u32(32));  // blockTimestampLast
        return answer;
    });
}

Result<Slot0Answer> decode_slot0(std::span<const std::uint8_t> data) {
    return decode(data, "slot0", [](AbiReader& reader) {
        Slot0Answer answer;
        answer.sqrt_price_x96 = reader.read_uint(160);
        answer.tick = reader.read_int24();
        for (int field = 0; field < 3; ++field)  // observationIndex, observationCardinality, observationCardinalityNext
            static_cast<void>(reader.read_u32(16));
        answer.fee_protocol = static_cast<std::uint8_t>(reader.read_u32(8));
        answer.unlocked = reader.read_bool();
        return answer;
    });
}

Result<u128> decode_liquidity(std::span<const std::uint8_t> data) {
    return decode(data, "liquidity", [](AbiReader& reader) { return reader.read_u128(); });
}

Result<std::uint32_t> decode_fee(std::span<const std::uint8_t> data) {
    return decode(data, "fee", [](AbiReader& reader) { return reader.read_u32(24); });
}

Result<std::int32_t> decode_tick_spacing(std::span<const std::uint8_t> data) {
    return decode(data, "tickSpacing", [](AbiReader& reader) { return reader.read_int24(); });
}

Result<U256> decode_tick_bitmap(std::span<const std::uint8_t> data) {
    return decode(data, "tickBitmap", [](AbiReader& reader) { return reader.read_u256(); });
}

Result<TickAnswer> decode_tick(std::span<const std::uint8_t> data) {
    return decode(data, "ticks", [](AbiReader& reader) {
        TickAnswer answer;
        answer.liquidity_gross = reader.read_u128();
        answer.liquidity_net = reader.read_int(128);
        // feeGrowthOutside0X128, feeGrowthOutside1X128, tickCumulativeOutside, secondsPerLiquidityOutsideX128,
        // secondsOutside
        for (int field = 0; field < 5; ++field)
            static_cast<void>(reader.read_u256());
        answer.initialized = reader.read_bool();
        return answer;
    });
}

}  // namespace dexarb

#include "dexarb/rpc/pool_calls.hpp"

#include <gtest/gtest.h>

#include "dexarb/base/hex.hpp"

#include "unit/rpc/abi_word.hpp"

namespace dexarb {
namespace {

Bytes bytes(const std::string& hex) {
    return bytes_from_hex(hex).value();
}

TEST(PoolCalls, ArgumentsAreWordsBehindTheSelector) {
    EXPECT_EQ(to_hex(encode_tick_bitmap(-1)), "5339c296" + std::string(64, 'f'));
    EXPECT_EQ(to_hex(encode_ticks(-60)), "f30dba93" + std::string(62, 'f') + "c4");
    Address token_a;
    token_a.bytes[19] = 1;
    Address token_b;
    token_b.bytes[19] = 2;
    EXPECT_EQ(to_hex(encode_get_pool(token_a, token_b, 500)), "1698ee82" + word("1") + word("2") + word("1f4"));
    EXPECT_EQ(to_hex(encode_get_pair(token_a, token_b)), "e6a43905" + word("1") + word("2"));
}

TEST(PoolCalls, ReservesAreRead) {
    const auto answer = decode_reserves(bytes(word("a") + word("b") + word("65000000"))).value();

    EXPECT_EQ(answer.reserve0, 10U);
    EXPECT_EQ(answer.reserve1, 11U);
}

TEST(PoolCalls, ReservesBeyondTheirTypeAreRefused) {
    const std::string too_large = "1" + std::string(28, '0');  // 2^112

    EXPECT_FALSE(decode_reserves(bytes(word(too_large) + word("b") + word("1"))));
    EXPECT_FALSE(decode_reserves(bytes(word("a") + word("b"))));
    EXPECT_FALSE(decode_reserves({}));
}

TEST(PoolCalls, Slot0IsRead) {
    const auto answer = decode_slot0(bytes(word("559fc569152aa0a790ff5a3c6491") + std::string(58, 'f') + "fffff0" +
                                           word("1") + word("2") + word("3") + word("44") + word("1")))
                            .value();

    EXPECT_EQ(to_hex(to_big_endian(answer.sqrt_price_x96)), word("559fc569152aa0a790ff5a3c6491"));
    EXPECT_EQ(answer.tick, -16);
    EXPECT_EQ(answer.fee_protocol, 0x44);
    EXPECT_TRUE(answer.unlocked);
}

TEST(PoolCalls, TicksAreRead) {
    const auto answer = decode_tick(bytes(word("64") + std::string(62, 'f') + "9c" + word("0") + word("0") + word("0") +
                                          word("0") + word("0") + word("1")))
                            .value();

    EXPECT_EQ(answer.liquidity_gross, 100U);
    EXPECT_EQ(static_cast<std::int64_t>(answer.liquidity_net), -100);
    EXPECT_TRUE(answer.initialized);
}

TEST(PoolCalls, SmallNumbersKeepToTheirTypes) {
    EXPECT_EQ(decode_decimals(bytes(word("12"))).value(), 18);
    EXPECT_FALSE(decode_decimals(bytes(word("100"))));
    EXPECT_EQ(decode_fee(bytes(word("1f4"))).value(), 500U);
    EXPECT_FALSE(decode_fee(bytes(word("1000000"))));
    EXPECT_EQ(decode_tick_spacing(bytes(word("a"))).value(), 10);
    EXPECT_FALSE(decode_address(bytes(std::string(64, 'f'))));
    EXPECT_FALSE(decode_liquidity(bytes("1" + std::string(63, '0'))));
    EXPECT_EQ(decode_tick_bitmap(bytes(std::string(64, 'f'))).value(), U256::max());
}

}  // namespace
}  // namespace dexarb

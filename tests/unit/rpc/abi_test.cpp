#include "dexarb/rpc/abi.hpp"

#include <gtest/gtest.h>

#include "dexarb/base/hex.hpp"

namespace dexarb {
namespace {

Bytes bytes(std::string_view hex) {
    return bytes_from_hex(hex).value();
}

std::string zeros(std::size_t digits) {
    return std::string(digits, '0');
}

// Known from the contracts' published interfaces.
TEST(Abi, SelectorsAreThoseOfTheContracts) {
    EXPECT_EQ(to_hex(function_selector("getReserves()")), "0902f1ac");
    EXPECT_EQ(to_hex(function_selector("slot0()")), "3850c7bd");
    EXPECT_EQ(to_hex(function_selector("decimals()")), "313ce567");
    EXPECT_EQ(to_hex(function_selector("aggregate3((address,bool,bytes)[])")), "82ad56cb");
    EXPECT_EQ(to_hex(function_selector("getPair(address,address)")), "e6a43905");
    EXPECT_EQ(to_hex(function_selector("getPool(address,address,uint24)")), "1698ee82");
}

TEST(Abi, NegativeNumbersAreSignExtended) {
    EXPECT_EQ(to_hex(abi_word(i128{-1})), std::string(64, 'f'));
    EXPECT_EQ(to_hex(abi_word(i128{-887272})), std::string(58, 'f') + "f27618");
    EXPECT_EQ(to_hex(abi_word(i128{5})), zeros(63) + "5");
}

TEST(Abi, SignedNumbersComeBack) {
    for (const std::int32_t tick : {0, 1, -1, 887272, -887272, 8388607, -8388608}) {
        const auto word = abi_word(i128{tick});
        AbiReader reader{word};
        EXPECT_EQ(reader.read_int24(), tick);
        EXPECT_TRUE(reader.ok());
    }
}

TEST(Abi, SignedNumbersBeyondTheirTypeAreRefused) {
    for (const i128 value : {i128{8388608}, i128{-8388609}}) {
        const auto word = abi_word(value);
        AbiReader reader{word};
        static_cast<void>(reader.read_int24());
        EXPECT_FALSE(reader.ok());
    }
}

TEST(Abi, SignExtensionMustReachTheTop) {
    // -1 as an int24 whose upper bits are clear, and an upper half of ones over a positive number.
    for (const std::string& hex : {zeros(58) + "ffffff", std::string(32, 'f') + zeros(31) + "1"}) {
        const Bytes data = bytes(hex);
        AbiReader reader{data};
        static_cast<void>(reader.read_int24());
        EXPECT_FALSE(reader.ok()) << hex;
    }
}

TEST(Abi, Int128ReachesItsExtremes) {
    const Bytes data = bytes(std::string(32, 'f') + "8" + zeros(31) + zeros(32) + "7" + std::string(31, 'f') +
                             zeros(32) + "8" + zeros(31));
    AbiReader reader{data};

    EXPECT_EQ(reader.read_int(128), -static_cast<i128>((static_cast<u128>(1) << 126)) * 2);
    EXPECT_EQ(reader.read_int(128), static_cast<i128>((static_cast<u128>(1) << 127) - 1));
    EXPECT_TRUE(reader.ok());
    static_cast<void>(reader.read_int(128));
    EXPECT_FALSE(reader.ok()) << "2^127 is no int128";
}

TEST(Abi, Int256IsMagnitudeAndSign) {
    const Bytes data = bytes(std::string(64, 'f') + zeros(63) + "7" + "8" + zeros(63));
    AbiReader reader{data};

    EXPECT_EQ(reader.read_i256(), (I256{U256{1}, true}));
    EXPECT_EQ(reader.read_i256(), (I256{U256{7}, false}));
    EXPECT_EQ(reader.read_i256(), (I256{U256::power_of_two(255), true}));
}

TEST(Abi, UnsignedNumbersBeyondTheirTypeAreRefused) {
    const Bytes data = bytes(zeros(47) + "1" + zeros(16));  // 2^64
    AbiReader fits{data};
    AbiReader too_small{data};

    EXPECT_EQ(fits.read_u128(65), static_cast<u128>(1) << 64);
    EXPECT_EQ(too_small.read_u128(64), 0U);
    EXPECT_FALSE(too_small.ok());
}

TEST(Abi, AddressesAndFlagsHaveNothingInFront) {
    const Bytes address = bytes(zeros(23) + "1" + std::string(40, 'a'));
    const Bytes flag = bytes(zeros(63) + "2");
    AbiReader address_reader{address};
    AbiReader flag_reader{flag};

    EXPECT_TRUE(address_reader.read_address().is_zero());
    EXPECT_FALSE(address_reader.ok());
    EXPECT_FALSE(flag_reader.read_bool());
    EXPECT_FALSE(flag_reader.ok());
}

TEST(Abi, AFailureStays) {
    const Bytes data = bytes(zeros(63) + "1" + zeros(10));
    AbiReader reader{data};

    EXPECT_EQ(reader.read_u256(), U256{1});
    EXPECT_EQ(reader.read_u256(), U256{});
    EXPECT_FALSE(reader.ok());
    EXPECT_EQ(reader.finish("answer").error().code, ErrorCode::kMalformed);
}

TEST(Abi, BytesAreFoundByTheirOffset) {
    const Bytes data = bytes(zeros(62) + "20" + zeros(63) + "3" + "abcdef" + zeros(58));
    AbiReader reader{data};

    EXPECT_EQ(to_hex(reader.read_bytes()), "abcdef");
    EXPECT_TRUE(reader.ok());
}

TEST(Abi, OffsetsAndLengthsBeyondTheDataAreRefused) {
    const std::string far_offset = std::string(64, 'f') + zeros(64);
    const std::string long_length = zeros(62) + "20" + std::string(64, 'f');
    const std::string one_too_many = zeros(62) + "20" + zeros(62) + "21" + zeros(64);
    for (const std::string& hex : {far_offset, long_length, one_too_many}) {
        const Bytes data = bytes(hex);
        AbiReader reader{data};
        EXPECT_TRUE(reader.read_bytes().empty());
        EXPECT_FALSE(reader.ok()) << hex;
    }
}

TEST(Abi, ArrayLengthsMustFitWhatIsLeft) {
    const Bytes data = bytes(zeros(63) + "2" + zeros(128));
    AbiReader fits{data};
    AbiReader does_not{data};

    EXPECT_EQ(fits.read_length(1), 2U);
    EXPECT_EQ(does_not.read_length(2), 0U);
    EXPECT_FALSE(does_not.ok());
}

}  // namespace
}  // namespace dexarb

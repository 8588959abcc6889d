#include "dexarb/rpc/quantity.hpp"

#include <string>

#include <gtest/gtest.h>

namespace dexarb {
namespace {

TEST(Quantity, ReadsWhatTheProtocolAllows) {
    EXPECT_EQ(u64_from_quantity("0x0"), 0U);
    EXPECT_EQ(u64_from_quantity("0x1"), 1U);
    EXPECT_EQ(u64_from_quantity("0xaBc"), 0xabcU);
    EXPECT_EQ(u64_from_quantity("0xffffffffffffffff"), ~0ULL);
    EXPECT_EQ(u256_from_quantity("0x" + std::string(64, 'f')), U256::max());
}

TEST(Quantity, RefusesEverythingElse) {
    for (const char* text : {"", "0", "0x", "1", "0x00", "0x01", "0xg", "0x1 ", " 0x1", "0X1", "-0x1", "0x-1",
                             "0x10000000000000000", "0x1ffffffffffffffff"}) {
        EXPECT_FALSE(u64_from_quantity(text)) << text;
    }
    EXPECT_FALSE(u256_from_quantity("0x1" + std::string(64, '0')));
    EXPECT_FALSE(u256_from_quantity("0x0" + std::string(63, '1')));
}

TEST(Quantity, WritesWhatItReads) {
    EXPECT_EQ(to_quantity(0U), "0x0");
    EXPECT_EQ(to_quantity(0x3004c03U), "0x3004c03");
    EXPECT_EQ(to_quantity(U256::power_of_two(255)), "0x8" + std::string(63, '0'));
    for (unsigned bit = 0; bit < 256; ++bit) {
        const U256 value = U256::power_of_two(bit) + U256{1};
        EXPECT_EQ(u256_from_quantity(to_quantity(value)), value);
    }
}

}  // namespace
}  // namespace dexarb

#include "journal/bytes.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "support/random.hpp"

namespace dexarb {
namespace {

TEST(Bytes, CrcIsThatOfTheStandardsCheck) {
    EXPECT_EQ(crc32(as_bytes("123456789")), 0xcbf43926U);
    EXPECT_EQ(crc32({}), 0U);
}

TEST(Bytes, NumbersReadBackAtTheirBounds) {
    ByteWriter out;
    const std::uint64_t numbers[]{0, 1, 127, 128, 16'383, 16'384, UINT64_MAX - 1, UINT64_MAX};
    const std::int64_t signed_numbers[]{0, -1, 1, -64, 64, INT64_MIN, INT64_MAX};
    for (const auto number : numbers)
        out.varint(number);
    for (const auto number : signed_numbers)
        out.zigzag(number);
    ByteReader in{as_bytes(out.bytes())};

    for (const auto number : numbers)
        EXPECT_EQ(in.varint(), number);
    for (const auto number : signed_numbers)
        EXPECT_EQ(in.zigzag(), number);
    EXPECT_TRUE(in.at_end());
    EXPECT_FALSE(in.failed());
}

TEST(Bytes, AmountsAndDifferencesReadBack) {
    test::Random random{7};
    for (int i = 0; i < 2000; ++i) {
        const U256 one = random.magnitude(256);
        const U256 other = random.coin() ? one + U256{1} : random.magnitude(256);
        const auto net = static_cast<i128>(random.magnitude(127).low_u128()) * (random.coin() ? 1 : -1);
        ByteWriter out;
        out.amount(one);
        out.difference(one, other);
        out.signed_amount(net);
        ByteReader in{as_bytes(out.bytes())};

        EXPECT_EQ(in.amount(), one);
        EXPECT_EQ(in.difference(other), one);
        EXPECT_EQ(in.signed_amount(), net);
        EXPECT_TRUE(in.at_end() && !in.failed());
    }
}

TEST(Bytes, WhatDoesNotFitFailsAndStaysFailed) {
    const std::vector<std::vector<std::uint8_t>> cases{
        {},                                                                  // nothing at all
        {0x80},                                                              // a number that does not end
        {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0x00},  // beyond 64 bits
    };
    for (const auto& bytes : cases) {
        ByteReader in{bytes};
        EXPECT_EQ(in.varint(), 0U);
        EXPECT_TRUE(in.failed());
        EXPECT_EQ(in.byte(), 0U);
    }
    const std::vector<std::uint8_t> too_long{33, 1, 2, 3};
    ByteReader amount{too_long};
    EXPECT_EQ(amount.amount(), U256{});
    EXPECT_TRUE(amount.failed());
}

TEST(Bytes, DifferencesBelowZeroOrBeyondTheirRangeFail) {
    ByteWriter out;
    out.difference(U256{0}, U256{5});
    ByteReader below{as_bytes(out.bytes())};
    [[maybe_unused]] const U256 negative = below.difference(U256{4});
    EXPECT_TRUE(below.failed());

    out.clear();
    out.difference(U256{5}, U256{0});
    ByteReader beyond{as_bytes(out.bytes())};
    [[maybe_unused]] const U256 wrapped = beyond.difference(U256::max());
    EXPECT_TRUE(beyond.failed());
}

}  // namespace
}  // namespace dexarb

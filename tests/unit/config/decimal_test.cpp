#include "dexarb/config/decimal.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

TEST(Decimal, ReadsMoneyToTheLastDigit) {
    EXPECT_EQ(parse_scaled("4", 6).value(), 4'000'000U);
    EXPECT_EQ(parse_scaled("0.3", 6).value(), 300'000U);
    EXPECT_EQ(parse_scaled("0.000001", 6).value(), 1U);
    EXPECT_EQ(parse_scaled("1.10", 1).value(), 11U);
    EXPECT_EQ(parse_scaled("1.5e3", 0).value(), 1500U);
    EXPECT_EQ(parse_scaled("25e-4", 4).value(), 25U);
    EXPECT_EQ(parse_scaled("0.00", 0).value(), 0U);
    // The nearest double of this number is another one.
    EXPECT_EQ(parse_scaled("9007199254.740993", 6).value(), 9'007'199'254'740'993U);
}

TEST(Decimal, RefusesWhatItCannotHold) {
    EXPECT_EQ(parse_scaled("-1", 6).error().detail, "-1 is negative");
    EXPECT_EQ(parse_scaled("0.0000001", 6).error().detail, "0.0000001 has more than 6 decimals");
    EXPECT_EQ(parse_scaled("1.5", 0).error().detail, "1.5 is not a whole number");
    EXPECT_EQ(parse_scaled("9223372036854775808", 0).error().detail, "9223372036854775808 is too large");
    EXPECT_EQ(parse_scaled("1e300", 6).error().detail, "1e300 is too large");
}

TEST(Decimal, RefusesWhatIsNoNumber) {
    for (const char* text : {"", ".", "1.", ".5", "1..2", "abc", "1e", "1e+", "0x10", " 1", "1 ", "inf", "nan", "+1"})
        EXPECT_FALSE(parse_scaled(text, 6)) << text;
}

TEST(Decimal, WritesWhatItReads) {
    for (const char* text : {"0", "0.3", "100", "1234.567891", "0.000001"})
        EXPECT_EQ(format_scaled(parse_scaled(text, 6).value(), 6), text);
    EXPECT_EQ(format_scaled(42, 0), "42");
}

}  // namespace
}  // namespace dexarb

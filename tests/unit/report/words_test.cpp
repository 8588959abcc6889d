#include "report/words.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

TEST(Words, GroupDigits) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1'000), "1,000");
    EXPECT_EQ(grouped(1'234'567), "1,234,567");
}

TEST(Words, ShowDollarsRoundedToNearest) {
    EXPECT_EQ(dollars({1'234'567'890}, 2), "1,234.57");
    EXPECT_EQ(dollars({-1'234'567'890}, 2), "-1,234.57");
    EXPECT_EQ(dollars({-13'000}, 4), "-0.0130");
    EXPECT_EQ(dollars({-1}, 2), "0.00") << "no minus in front of nothing";
    EXPECT_EQ(dollars({999'999}, 0), "1");
    EXPECT_EQ(dollars({5'000}, 6), "0.005000");
    EXPECT_EQ(dollars({INT64_MIN}, 0), "-9,223,372,036,855");
}

TEST(Words, ShowGasPricesAndTimes) {
    EXPECT_EQ(gwei(312'400'000'000), "312.4");
    EXPECT_EQ(gwei(35), "0.000");
    EXPECT_EQ(duration(std::chrono::milliseconds{1'250}), "1.2 s");
    EXPECT_EQ(duration(std::chrono::seconds{723}), "12 min 03 s");
    EXPECT_EQ(duration(std::chrono::minutes{245}), "4 h 05 min");
    EXPECT_EQ(day_start(UtcDay{std::chrono::days{0}}), "1970-01-01 00:00");
}

}  // namespace
}  // namespace dexarb

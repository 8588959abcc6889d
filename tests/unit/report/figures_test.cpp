#include "report/figures.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

TEST(Figures, HaveAsManyDecimalsAsAllCanShare) {
    Figures small;
    small.see(9.5);
    Figures large = small;
    large.see(Interval{-12.0, 3.0});
    Figures larger = large;
    larger.see(1'000.0);
    Figures smallest;
    smallest.see(-0.00081);

    EXPECT_EQ(smallest(-0.00081), "-0.000810");
    EXPECT_EQ(small(1.23456), "1.2346");
    EXPECT_EQ(large(1.23456), "1.23");
    EXPECT_EQ(larger(1.23456), "1");
    EXPECT_EQ(larger(-123'456'789.0), "-1.2e+08");
    EXPECT_EQ(small(-0.00001), "0.0000") << "no sign without a value";
    EXPECT_EQ(large(Interval{-12.0, 3.0}), "-12.00 to 3.00");
    EXPECT_EQ(large(std::nullopt), "-");
}

TEST(Figures, AProbabilityIsNeverCertainWhereItIsNot) {
    EXPECT_EQ(probability_text(0.0), "<0.001");
    EXPECT_EQ(probability_text(0.0338), "0.034");
    EXPECT_EQ(probability_text(0.9999), ">0.999");
    EXPECT_EQ(probability_text(1.0), "1.000");
}

TEST(Figures, ATimeSpanHasTwoUnits) {
    EXPECT_EQ(span_text(std::chrono::seconds{12}), "12 s");
    EXPECT_EQ(span_text(std::chrono::seconds{249}), "4 min 09 s");
    EXPECT_EQ(span_text(std::chrono::minutes{245}), "4 h 05 min");
    EXPECT_EQ(span_text(std::chrono::hours{51}), "2 d 03 h");
}

TEST(Figures, AValueAndItsThresholdAreToldApart) {
    const auto texts = [](double value, double threshold) {
        const auto [below, above] = told_apart(value, threshold);
        return below + " " + above;
    };

    EXPECT_EQ(texts(1.42, 2.58), "1.4 2.6");
    EXPECT_EQ(texts(2.57, 2.61), "2.57 2.61");
    EXPECT_EQ(texts(2.6043, 2.6044), "2.604 2.605") << "below, so it must not look level";
    EXPECT_EQ(texts(2.6044, 2.6044), "2.604 2.604");
    EXPECT_EQ(texts(-1234.6, 2.6), "-1235 2.6");
    EXPECT_EQ(texts(1.24e8, 2.6), "1e+08 2.6");
}

}  // namespace
}  // namespace dexarb

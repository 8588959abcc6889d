// Figures that papers and tables print, computed by ours.

#include <cmath>
#include <vector>

#include <gmock/gmock.h>

#include "dexarb/metrics/deflated_sharpe.hpp"
#include "dexarb/metrics/expected_maximum.hpp"
#include "dexarb/metrics/holm.hpp"
#include "dexarb/metrics/moments.hpp"
#include "dexarb/metrics/normal.hpp"
#include "dexarb/metrics/proportion.hpp"

namespace dexarb {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

TEST(Normal, QuantilesAreThoseOfTheTables) {
    EXPECT_NEAR(normal_quantile(0.5), 0.0, 1e-15);
    EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
    EXPECT_NEAR(normal_quantile(0.05), -1.6448536269514722, 1e-14);
    EXPECT_NEAR(normal_quantile(1e-6), -4.753424308822899, 1e-13);
    EXPECT_NEAR(normal_cdf(1.0), 0.8413447460685429, 1e-15);
}

TEST(Normal, TheQuantileUndoesTheDistribution) {
    for (double x = -8.0; x <= 5.0; x += 0.37)
        EXPECT_NEAR(normal_quantile(normal_cdf(x)), x, 1e-9) << x;
}

TEST(Student, QuantilesAreThoseOfTheTables) {
    EXPECT_NEAR(student_quantile(0.975, 1), 12.7062, 1e-4);
    EXPECT_NEAR(student_quantile(0.95, 2), 2.919986, 1e-6);
    EXPECT_NEAR(student_quantile(0.975, 10), 2.228139, 1e-6);
    EXPECT_NEAR(student_quantile(0.95, 29), 1.699127, 1e-6);
    EXPECT_NEAR(student_cdf(-2.228139, 10), 0.025, 1e-8);
    EXPECT_NEAR(student_quantile(0.975, 999'999), normal_quantile(0.975), 1e-5);
}

TEST(Wilson, NineOfTwelveIsFortySevenToNinetyOnePercent) {
    const Interval interval = wilson_interval(9, 12);

    EXPECT_EQ(std::lround(interval.low * 100.0), 47);
    EXPECT_EQ(std::lround(interval.high * 100.0), 91);
}

TEST(Wilson, NeverLeavesZeroToOne) {
    EXPECT_EQ(wilson_interval(0, 0).high, 1.0);
    EXPECT_EQ(wilson_interval(0, 5).low, 0.0);
    EXPECT_EQ(wilson_interval(5, 5).high, 1.0);
    EXPECT_LT(wilson_interval(5, 5).low, 0.6);
}

TEST(Holm, AdjustsTheExampleOfFour) {
    const std::vector<double> p_values{0.01, 0.04, 0.03, 0.005};

    EXPECT_THAT(holm_adjusted(p_values), ElementsAre(DoubleNear(0.03, 1e-12), DoubleNear(0.06, 1e-12),
                                                     DoubleNear(0.06, 1e-12), DoubleNear(0.02, 1e-12)));
    EXPECT_THAT(holm_adjusted(std::vector<double>{0.7, 0.9}), ElementsAre(1.0, 1.0));
}

TEST(ExpectedMaximum, IsThatOfTheFalseStrategyTheorem) {
    EXPECT_NEAR(expected_maximum(2), 0.520, 5e-4);
    EXPECT_NEAR(expected_maximum(12), 1.665, 5e-4);
    EXPECT_NEAR(expected_maximum(100), 2.531, 5e-4);
    EXPECT_NEAR(expected_maximum(1e6), 4.868, 5e-4);
    EXPECT_EQ(expected_maximum(1), 0.0);
}

TEST(ExpectedMaximum, IsExactByQuadrature) {
    EXPECT_NEAR(expected_maximum_exact(1), 0.0, 1e-12);
    EXPECT_NEAR(expected_maximum_exact(2), 1.0 / std::sqrt(std::acos(-1.0)), 1e-10);
    EXPECT_NEAR(expected_maximum_exact(2), 0.5642, 5e-5);
    EXPECT_NEAR(expected_maximum_exact(12), 1.6292, 5e-5);
    EXPECT_NEAR(expected_maximum_exact(100), 2.5076, 5e-5);
    EXPECT_NEAR(expected_maximum_exact(1e6), 4.863, 5e-4);
}

/// Sharpe 2.5 a year over 1,250 days, the best of some trials with a variance of 0.5 a year.
TEST(DeflatedSharpe, IsThatOfBaileyAndLopezDePrado) {
    const double sharpe = 2.5 / std::sqrt(250.0);
    const Moments shape{1'250, 0.0, 1.0, -3.0, 10.0};
    const double threshold = sharpe_threshold(0.5 / 250.0, 100);

    EXPECT_NEAR(threshold, 0.1132, 5e-5);
    EXPECT_NEAR(probabilistic_sharpe(sharpe, threshold, shape), 0.9004, 5e-5);
    EXPECT_NEAR(probabilistic_sharpe(sharpe, sharpe_threshold(0.5 / 250.0, 46), shape), 0.9505, 5e-5);
}

TEST(Moments, AreThoseOfASmallSample) {
    const std::vector<double> values{1.0, 2.0, 3.0, 10.0};
    const Moments moments = moments_of(values);

    EXPECT_DOUBLE_EQ(moments.mean, 4.0);
    EXPECT_DOUBLE_EQ(moments.deviation, std::sqrt(50.0 / 3.0));
    EXPECT_NEAR(moments.skewness, 180.0 / 4.0 / std::pow(12.5, 1.5), 1e-12);
    EXPECT_NEAR(moments.kurtosis, 1394.0 / 4.0 / (12.5 * 12.5), 1e-12);
    EXPECT_NEAR(*moments.t(), 4.0 / std::sqrt(50.0 / 3.0 / 4.0), 1e-12);
    EXPECT_DOUBLE_EQ(median_of(values), 2.5);
}

TEST(Moments, GiveNoRatioWithoutVariance) {
    const std::vector<double> values(40, 0.1);

    EXPECT_FALSE(moments_of(values).t().has_value());
    EXPECT_FALSE(moments_of({}).sharpe().has_value());
    EXPECT_EQ(median_of({}), 0.0);
}

}  // namespace
}  // namespace dexarb

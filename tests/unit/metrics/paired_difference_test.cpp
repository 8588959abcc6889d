#include "dexarb/metrics/paired_difference.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "dexarb/metrics/evidence.hpp"

#include "unit/metrics/random_family.hpp"
#include "unit/metrics/sample_support.hpp"

namespace dexarb::testing {
namespace {

/// `nets` on the rows from `first` on, a family of one day.
TrialFamily::Column column_from(std::uint32_t first, const std::vector<double>& nets) {
    TrialFamily::Column column{{}, nets};
    for (std::uint32_t i = 0; i < nets.size(); ++i)
        column.rows.push_back(first + i);
    return column;
}

PairedDifference difference_of(const TrialFamily& family, const ResamplingOptions& options = {}) {
    const ColumnPair pair{0, 1};
    return paired_differences(family, {&pair, 1}, options).at(0);
}

TEST(PairedDifference, IsTheMeanOverEpisodesOnWhichEitherTraded) {
    TrialFamily family;
    family.day_of_row.assign(40, 0);
    family.days = 1;
    family.columns = {column_from(0, std::vector<double>(20, 3.0)), column_from(10, std::vector<double>(30, 1.0))};

    const PairedDifference found = difference_of(family);

    EXPECT_EQ(found.episodes, 40U);
    EXPECT_DOUBLE_EQ(found.mean, (20 * 3.0 - 30 * 1.0) / 40) << "10 times 3, 10 times 3 - 1, 20 times -1";
    ASSERT_TRUE(found.interval);
    EXPECT_LT(found.interval->low, found.mean);
    EXPECT_GT(found.interval->high, found.mean);
}

/// Every draw of a constant is that constant.
TEST(PairedDifference, OfAConstantLeadHasAnIntervalWithoutWidth) {
    std::uint64_t state = 5;
    std::vector<double> nets;
    for (int i = 0; i < 60; ++i)
        nets.push_back(luck(false, state));
    auto more = nets;
    for (double& net : more)
        net += 0.25;
    TrialFamily family;
    family.day_of_row.assign(60, 0);
    family.days = 1;
    family.columns = {column_from(0, more), column_from(0, nets)};

    const PairedDifference found = difference_of(family);

    EXPECT_NEAR(found.mean, 0.25, 1e-12);
    EXPECT_NEAR(found.interval.value().low, 0.25, 1e-9);
    EXPECT_NEAR(found.interval.value().high, 0.25, 1e-9);
    EXPECT_TRUE(found.is_separable());
}

TEST(PairedDifference, BelowThirtyEpisodesThereIsNoInterval) {
    TrialFamily family;
    family.day_of_row.assign(29, 0);
    family.days = 1;
    family.columns = {column_from(0, std::vector<double>(29, 2.0)), column_from(0, std::vector<double>(29, 1.0))};

    const PairedDifference found = difference_of(family);

    EXPECT_DOUBLE_EQ(found.mean, 1.0);
    EXPECT_FALSE(found.interval);
    EXPECT_FALSE(found.is_separable());
}

TEST(PairedDifference, ToTheLeaderIsTheOneOfTheEvidence) {
    FamilyShape shape;
    shape.days = 9;
    shape.edge = 1.0;
    const auto samples = samples_of(random_family(shape, 11));
    const ResamplingOptions options{399, 7};
    const Evidence evidence = weigh(samples, options);
    const ColumnPair pair{evidence.best.value(), 0};

    const auto found = paired_differences(family_of(samples, std::nullopt), {&pair, 1}, options).at(0);

    EXPECT_EQ(found.mean, evidence.configs[0].behind.value());
    EXPECT_EQ(found.interval.value().low, evidence.configs[0].behind_interval.value().low);
    EXPECT_EQ(found.interval.value().high, evidence.configs[0].behind_interval.value().high);
}

/// Differences of known mean and deviation 1: 95 of 100 intervals hold the mean, and with none zero.
TEST(PairedDifference, IntervalsHoldTheTruthAsOftenAsTheySay) {
    constexpr int kRuns = 200;
    int held = 0;
    int separable = 0;
    for (int seed = 1; seed <= kRuns; ++seed) {
        std::uint64_t state = static_cast<std::uint64_t>(seed);
        std::vector<double> shared;
        std::vector<double> more;
        for (int i = 0; i < 80; ++i) {
            shared.push_back(4.0 * luck(false, state));
            more.push_back(shared.back() + luck(false, state));
        }
        TrialFamily family;
        family.day_of_row.assign(80, 0);
        family.days = 1;
        family.columns = {column_from(0, more), column_from(0, shared)};
        const PairedDifference found = difference_of(family, {299, static_cast<std::uint64_t>(seed)});
        held += found.interval->low <= 0.0 && found.interval->high >= 0.0 ? 1 : 0;
        separable += found.is_separable() ? 1 : 0;
    }

    EXPECT_NEAR(held, 0.95 * kRuns, 3.0 * std::sqrt(0.95 * 0.05 * kRuns) + 0.02 * kRuns);
    EXPECT_EQ(held + separable, kRuns);
}

}  // namespace
}  // namespace dexarb::testing

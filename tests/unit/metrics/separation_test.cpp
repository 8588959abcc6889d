#include "dexarb/metrics/separation.hpp"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>

#include "support/length.hpp"
#include "unit/metrics/random_family.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

/// An eighth of the full number.
std::uint64_t simulated_runs() {
    return test::runs_full_length() ? 2'000 : 250;
}

int runs_that_name_a_winner(const FamilyShape& shape, std::uint64_t runs) {
    int named = 0;
    for (std::uint64_t seed = 1; seed <= runs; ++seed) {
        const Separation result = separate(random_family(shape, seed), {399, seed});
        named += result.best && result.trials[*result.best].is_separable ? 1 : 0;
    }
    return named;
}

/// 120 of 2,000, and as many standard errors above 5 % for fewer.
int most_false_alarms(std::uint64_t runs) {
    const auto n = static_cast<double>(runs);
    return static_cast<int>(0.05 * n + 20.0 * std::sqrt(n / 2'000.0));
}

TEST(Separation, NamesAWinnerByChanceInAtMostOneOfTwentyRuns) {
    FamilyShape bell;
    FamilyShape skewed;
    skewed.is_skewed = true;
    const std::uint64_t runs = simulated_runs() / 2;

    const int named = runs_that_name_a_winner(bell, runs) + runs_that_name_a_winner(skewed, runs);

    EXPECT_LE(named, most_false_alarms(2 * runs));
    EXPECT_EQ(most_false_alarms(2'000), 120);
}

TEST(Separation, NamesAWinnerByChanceNoMoreOftenWhereDaysAreDrawn) {
    FamilyShape shape;
    shape.days = 12;

    const std::uint64_t runs = simulated_runs() / 5;

    EXPECT_LE(runs_that_name_a_winner(shape, runs), most_false_alarms(runs));
}

/// 150 episodes, of which it trades 60 %; 0.45 deviations a trade.
TEST(Separation, FindsATrueEdgeInFourOfFiveRuns) {
    FamilyShape shape;
    shape.edge = 0.45;
    const std::uint64_t runs = simulated_runs() / 5;

    EXPECT_GE(runs_that_name_a_winner(shape, runs), static_cast<int>(runs * 4 / 5));
}

TEST(Separation, TheConfigurationWithTheEdgeIsTheOneNamed) {
    FamilyShape shape;
    shape.edge = 0.8;

    const Separation result = separate(random_family(shape, 5), {});

    EXPECT_EQ(result.best, 11U);
    EXPECT_TRUE(result.trials[11].is_separable);
    EXPECT_LE(*result.trials[11].p_resampled, 0.05);
    EXPECT_LE(*result.trials[11].p_holm, 0.05);
    EXPECT_GE(*result.trials[11].p_holm, *result.trials[11].p);
}

TEST(Separation, TheBarRisesWithTheNumberOfDifferentConfigurationsOnly) {
    FamilyShape shape;
    shape.configs = 12;
    shape.alike = 12;
    const double alike = *separate(random_family(shape, 3), {}).bar;
    shape.alike = 0;
    const double different = *separate(random_family(shape, 3), {}).bar;

    EXPECT_NEAR(alike, 1.67, 0.2);
    EXPECT_GT(different, alike + 0.3);
}

TEST(Separation, TestsNobodyBelowThirtyTrades) {
    FamilyShape shape;
    shape.episodes = 29;
    shape.trading = 1.0;

    const Separation result = separate(random_family(shape, 1), {});

    EXPECT_EQ(result.tested, 0U);
    EXPECT_FALSE(result.bar.has_value());
    EXPECT_FALSE(result.best.has_value());
    EXPECT_FALSE(result.trials[0].t.has_value());
}

TEST(Separation, TestsNobodyWithoutVariance) {
    TrialFamily family;
    family.days = 1;
    family.day_of_row.assign(40, 0);
    family.columns.resize(1);
    for (std::uint32_t row = 0; row < 40; ++row) {
        family.columns[0].rows.push_back(row);
        family.columns[0].nets.push_back(0.25);
    }

    EXPECT_EQ(separate(family, {}).tested, 0U);
}

TEST(Separation, DependsOnItsSeedAlone) {
    const TrialFamily family = random_family({}, 9);

    EXPECT_EQ(separate(family, {500, 4}).bar, separate(family, {500, 4}).bar);
    EXPECT_NE(separate(family, {500, 4}).bar, separate(family, {500, 5}).bar);
}

TEST(EffectiveTrials, CountsBetsThatAreAlikeAsOne) {
    FamilyShape shape;
    shape.trading = 1.0;
    shape.alike = 12;
    EXPECT_NEAR(effective_trials(random_family(shape, 2)), 1.0, 1e-9);

    // Two bets share 0.8^2 of their variance: of twelve, 0.64 + 0.36 x 12 are left.
    shape.alike = 0;
    shape.episodes = 4'000;
    EXPECT_NEAR(effective_trials(random_family(shape, 2)), 0.64 + 0.36 * 12, 0.3);
}

TEST(StationaryBootstrap, DrawsEveryUnitEquallyOftenAndInRuns) {
    constexpr std::size_t kUnits = 64;
    const StationaryBootstrap bootstrap{kUnits, 4.0, 1};
    std::vector<std::uint32_t> counts;
    std::vector<double> sums(kUnits);
    double variance = 0.0;
    for (std::uint64_t i = 0; i < 4'000; ++i) {
        bootstrap.draw(i, counts);
        ASSERT_EQ(std::accumulate(counts.begin(), counts.end(), 0U), kUnits);
        double half = 0.0;
        for (std::size_t unit = 0; unit < kUnits; ++unit) {
            sums[unit] += counts[unit];
            half += unit < kUnits / 2 ? counts[unit] : 0.0;
        }
        variance += (half - kUnits / 2.0) * (half - kUnits / 2.0) / 4'000.0;
    }

    for (const double sum : sums)
        EXPECT_NEAR(sum / 4'000.0, 1.0, 0.1);
    // One by one the share of a half would vary by 64 / 4 = 16; runs of 4 tie neighbours, so far more.
    EXPECT_GT(variance, 50.0);
}

TEST(StationaryBootstrap, DrawsTheSameOnEveryMachine) {
    std::vector<std::uint32_t> counts;
    StationaryBootstrap{8, 2.0, 7}.draw(3, counts);

    EXPECT_THAT(counts, ::testing::ElementsAre(1, 1, 0, 0, 1, 1, 2, 2));
}

TEST(StationaryBootstrap, VariesByTheRunsAndItsOwnMeanTooLittle) {
    EXPECT_DOUBLE_EQ(StationaryBootstrap(64, 4.0, 1).stretch(), std::sqrt(64.0 / 57.0));
    EXPECT_DOUBLE_EQ(StationaryBootstrap(7, 1.0, 1).stretch(), std::sqrt(7.0 / 6.0));
}

TEST(StationaryBootstrap, RunsAreAsLongAsTheCubeRoot) {
    EXPECT_EQ(mean_run_length(1), 1.0);
    EXPECT_EQ(mean_run_length(26), 2.0);
    EXPECT_EQ(mean_run_length(1'000), 10.0);
}

}  // namespace
}  // namespace dexarb

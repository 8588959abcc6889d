#include "dexarb/metrics/evidence.hpp"

#include <cmath>
#include <limits>
#include <stop_token>

#include <gmock/gmock.h>

#include "dexarb/metrics/deflated_sharpe.hpp"

#include "metrics/resampled.hpp"
#include "support/length.hpp"
#include "unit/metrics/sample_support.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using ::testing::ElementsAre;

/// `count` draws of mean `edge` and deviation 1.
std::vector<double> luck_of(std::size_t count, double edge, std::uint64_t seed) {
    std::uint64_t state = seed;
    next_random(state);
    std::vector<double> nets;
    for (std::size_t i = 0; i < count; ++i)
        nets.push_back(edge + luck(false, state));
    return nets;
}

TEST(Family, ARowIsAnEpisodeThatAnybodyTraded) {
    TradeSamples early;
    early.add(sample_trade(10, 1.0));
    early.add(sample_trade(12, -2.0, kFirstDay + std::chrono::days{3}));
    TradeSamples late;
    late.add(sample_trade(12, 5.0, kFirstDay + std::chrono::days{4}));
    late.add(sample_trade(11, 3.0));
    const std::vector<TradeSamples> samples{early, late, {}};

    const TrialFamily family = family_of(samples, std::nullopt);

    EXPECT_THAT(family.day_of_row, ElementsAre(0, 0, 1)) << "the earlier of the days on which an episode settled";
    EXPECT_EQ(family.days, 2U);
    EXPECT_THAT(family.columns[0].rows, ElementsAre(0, 2));
    EXPECT_THAT(family.columns[1].rows, ElementsAre(1, 2));
    EXPECT_THAT(family.columns[1].nets, ElementsAre(3.0, 5.0));
    EXPECT_TRUE(family.columns[2].rows.empty());
}

TEST(Family, IsOfOneModelWhereThatIsAskedFor) {
    TradeOutcome trade = sample_trade(1, 4.0);
    trade.models[static_cast<std::size_t>(FillModel::kSurvival)].net_usd = micro_usd(-1.5);
    std::vector<TradeSamples> samples(1);
    samples[0].add(trade);

    EXPECT_THAT(family_of(samples, std::nullopt).columns[0].nets, ElementsAre(4.0));
    EXPECT_THAT(family_of(samples, FillModel::kSurvival).columns[0].nets, ElementsAre(-1.5));
}

TEST(Drawdown, LastsFromThePeakUntilItIsMadeUpFor) {
    const Drawdown over = deepest_drawdown(samples_of({5.0, -3.0, -4.0, 2.0, 6.0, -1.0}).trades());
    const Drawdown open = deepest_drawdown(samples_of({5.0, -1.0, 1.0, -3.0, 1.0}).trades());
    const Drawdown none = deepest_drawdown(samples_of({1.0, 2.0}).trades());

    EXPECT_EQ(over.depth, micro_usd(7.0));
    EXPECT_EQ(over.length, std::chrono::hours{4});
    EXPECT_TRUE(over.is_over);
    EXPECT_EQ(open.depth, micro_usd(3.0));
    EXPECT_EQ(open.length, std::chrono::hours{2});
    EXPECT_FALSE(open.is_over);
    EXPECT_EQ(none.depth, MicroUsd{});
    EXPECT_EQ(deepest_drawdown({}).depth, MicroUsd{});
}

TEST(Drawdown, StartsAtZeroNotAtAFirstLoss) {
    EXPECT_EQ(deepest_drawdown(samples_of({-2.0, 1.0}).trades()).depth, micro_usd(2.0));
}

TEST(DailyRatios, AreOfSevenDaysWithoutTradesOnSomeOfThem) {
    // 2, -1, 0, 0, 0, 0, 6: mean 1, squares from it 1 + 4 + 4 + 25 = 34.
    std::deque<DayNet> days{{kFirstDay, micro_usd(2.0)},
                            {kFirstDay + std::chrono::days{1}, micro_usd(-1.0)},
                            {kFirstDay + std::chrono::days{6}, micro_usd(6.0)}};

    const auto ratios = daily_ratios(days);

    ASSERT_TRUE(ratios);
    EXPECT_EQ(ratios->days, 7U);
    EXPECT_NEAR(ratios->sharpe, 1.0 / std::sqrt(34.0 / 6.0), 1e-12);
    EXPECT_NEAR(ratios->sortino.value(), 1.0 / std::sqrt(1.0 / 7.0), 1e-12);
    days.back().day -= std::chrono::days{1};
    EXPECT_FALSE(daily_ratios(days)) << "six days";
    EXPECT_FALSE(daily_ratios({}));
}

TEST(Resampled, TheMedianOfADrawIsThatOfItsValues) {
    const TrialFamily::Column column{{0, 1, 2, 3}, {9.0, 1.0, 5.0, 3.0}};
    const SortedColumn sorted{column};

    EXPECT_EQ(sorted.median({1, 1, 1, 1}), 4.0);
    EXPECT_EQ(sorted.median({1, 0, 0, 2}), 3.0);
    EXPECT_EQ(sorted.median({1, 1, 0, 0}), 5.0);
    EXPECT_EQ(sorted.median({0, 0, 3, 0}), 5.0);
    EXPECT_EQ(sorted.median({0, 0, 0, 0}), 0.0);
}

TEST(Resampled, ADifferenceIsPerEpisodeThatEitherTraded) {
    const TrialFamily::Column a{{0, 1}, {4.0, 2.0}};
    const TrialFamily::Column b{{1, 2}, {1.0, 1.0}};

    EXPECT_DOUBLE_EQ(drawn_difference(a, b, {1, 1, 1, 1}), (4.0 + 1.0 - 1.0) / 3.0);
    EXPECT_DOUBLE_EQ(drawn_difference(a, b, {0, 2, 0, 1}), 1.0);
    EXPECT_DOUBLE_EQ(drawn_mean(a, {3, 1, 0, 0}), 3.5);
}

TEST(Evidence, AnIntervalHoldsTheTruthInNineteenOfTwentyRuns) {
    const int runs = test::runs_full_length() ? 1'000 : 200;
    int mean_held = 0;
    int median_held = 0;
    for (int seed = 1; seed <= runs; ++seed) {
        const std::vector<TradeSamples> samples{samples_of(luck_of(80, 0.3, static_cast<std::uint64_t>(seed)))};
        const Evidence evidence = weigh(samples, {399, static_cast<std::uint64_t>(seed)});
        const auto holds = [](const Interval& interval) { return interval.low <= 0.3 && 0.3 <= interval.high; };
        mean_held += holds(evidence.configs[0].mean_interval.value()) ? 1 : 0;
        median_held += holds(evidence.configs[0].median_interval.value()) ? 1 : 0;
    }

    const double slack = 3.0 * std::sqrt(0.95 * 0.05 * runs) + 0.02 * runs;
    EXPECT_NEAR(mean_held, 0.95 * runs, slack);
    EXPECT_NEAR(median_held, 0.95 * runs, slack);
}

TEST(Evidence, SharedLuckDropsOutOfTheDifferenceToTheLeader) {
    const auto nets = luck_of(60, 1.0, 3);
    auto less = nets;
    for (double& net : less)
        net -= 0.5;
    const std::vector<TradeSamples> samples{samples_of(less), samples_of(nets)};

    const Evidence evidence = weigh(samples, {399, 1});

    ASSERT_EQ(evidence.best, 1U);
    EXPECT_FALSE(evidence.configs[1].behind) << "the leader itself";
    EXPECT_NEAR(evidence.configs[0].behind.value(), 0.5, 1e-5);
    EXPECT_NEAR(evidence.configs[0].behind_interval->low, 0.5, 1e-5);
    EXPECT_NEAR(evidence.configs[0].behind_interval->high, 0.5, 1e-5);
    EXPECT_GT(evidence.configs[0].mean_interval->high - evidence.configs[0].mean_interval->low, 0.3);
}

TEST(Evidence, RatiosOfWinsAndLosses) {
    std::vector<double> nets(30, 3.0);
    for (std::size_t i = 0; i < 10; ++i)
        nets[i] = -2.0;

    const Evidence evidence = weigh(std::vector{samples_of(nets)}, {199, 1});

    const TradeEvidence& only = evidence.configs[0];
    EXPECT_DOUBLE_EQ(only.profit_factor.value(), 3.0);
    EXPECT_DOUBLE_EQ(only.expectancy.value(), (40.0 / 30.0) / 2.0);
    EXPECT_DOUBLE_EQ(only.median, 3.0);
    EXPECT_EQ(only.trades, 30U);
    EXPECT_EQ(only.days, 2U);
    EXPECT_DOUBLE_EQ(only.largest_day_share.value(), 22.0 / 40.0)
        << "24 trades on the first day, -20 + 42, and six on the second, 18";
    EXPECT_EQ(only.losses, 10U);
    EXPECT_EQ(only.first_trade, samples_of(nets).trades().front().time);
    ASSERT_TRUE(only.best_route);
    EXPECT_EQ(only.best_route->trades, 30U) << "one route has them all";
    EXPECT_DOUBLE_EQ(only.best_route->share, 1.0);
}

TEST(Evidence, ASingleConfigurationIsHeldAgainstZero) {
    const auto nets = luck_of(100, 0.2, 5);
    const Evidence evidence = weigh(std::vector{samples_of(nets)}, {199, 1});

    const Moments& moments = evidence.configs[0].trial.moments;
    EXPECT_EQ(evidence.sharpe_threshold, 0.0);
    EXPECT_DOUBLE_EQ(evidence.configs[0].deflated_sharpe.value(),
                     probabilistic_sharpe(*moments.sharpe(), 0.0, moments));
}

TEST(Evidence, BelowThirtyTradesThereIsNoRatioAndNoInterval) {
    const Evidence evidence = weigh(std::vector{samples_of(luck_of(29, 1.0, 2)), TradeSamples{}}, {199, 1});

    for (const TradeEvidence& config : evidence.configs) {
        EXPECT_FALSE(config.trial.t || config.mean_interval || config.median_interval || config.survival_interval);
        EXPECT_FALSE(config.profit_factor || config.expectancy || config.deflated_sharpe || config.behind);
    }
    EXPECT_EQ(evidence.tested, 0U);
    EXPECT_FALSE(evidence.bar || evidence.best || evidence.is_anyone_separable());
}

TEST(Evidence, SaysWhichOfTwelveHasAnEdgeAndThatNoneHasWithoutOne) {
    FamilyShape shape;
    shape.days = 9;
    const Evidence without = weigh(samples_of(random_family(shape, 11)), {499, 1});
    shape.edge = 1.0;
    const Evidence with = weigh(samples_of(random_family(shape, 11)), {499, 1});

    EXPECT_FALSE(without.is_anyone_separable());
    ASSERT_EQ(with.best, shape.configs - 1);
    EXPECT_TRUE(with.configs[*with.best].trial.is_separable);
    EXPECT_GT(with.configs[*with.best].mean_interval->low, 0.0);
    EXPECT_GT(with.configs[*with.best].survival_interval->low, 0.0);
    EXPECT_GT(with.configs[*with.best].deflated_sharpe.value(), 0.95);
    EXPECT_LT(with.effective_trials, 12.0) << "their luck is shared, and three are alike";
}

TEST(Evidence, AskedToStopItComesBackBeforeItHasDrawnEverything) {
    std::stop_source source;
    source.request_stop();

    const auto samples = samples_of(random_family({}, 4));
    const Evidence evidence = weigh(samples, {std::numeric_limits<std::uint64_t>::max(), 7, source.get_token()});

    EXPECT_EQ(evidence.configs.size(), samples.size());
    EXPECT_FALSE(evidence.is_anyone_separable());
}

TEST(Evidence, TheSameSeedGivesTheSameNumbers) {
    const auto samples = samples_of(random_family({}, 4));
    const Evidence first = weigh(samples, {199, 7});
    const Evidence again = weigh(samples, {199, 7});
    const Evidence other = weigh(samples, {199, 8});

    for (std::size_t i = 0; i < samples.size(); ++i) {
        EXPECT_EQ(first.configs[i].mean_interval->low, again.configs[i].mean_interval->low);
        EXPECT_EQ(first.configs[i].trial.p_resampled, again.configs[i].trial.p_resampled);
    }
    EXPECT_EQ(first.bar, again.bar);
    EXPECT_NE(first.configs[0].mean_interval->low, other.configs[0].mean_interval->low);
}

}  // namespace
}  // namespace dexarb

#include "dexarb/metrics/filter_gain.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "dexarb/metrics/separation.hpp"

#include "support/random.hpp"

namespace dexarb {
namespace {

/// Filled episodes with these nets in cents.
FilterPrice priced(const std::vector<std::int64_t>& cents) {
    FilterPrice price;
    for (const std::int64_t net : cents) {
        ++price.results[static_cast<std::size_t>(TradeResult::kFilled)];
        price.net_usd += MicroUsd{net * 10'000};
        price.squares += static_cast<double>(net * net) / 1e4;
    }
    return price;
}

/// Sixteen times 1, 2 and 3 dollars.
FilterPrice steady(std::int64_t sign = 1) {
    std::vector<std::int64_t> cents;
    for (std::int64_t i = 0; i < 48; ++i)
        cents.push_back(sign * (100 + 100 * (i % 3)));
    return priced(cents);
}

FilterPrices with(PricedFilter filter, const FilterPrice& price) {
    FilterPrices prices;
    prices[static_cast<std::size_t>(filter)] = price;
    return prices;
}

TEST(FilterGain, IsStudentsIntervalOfTheSumWideEnoughForSixAtOnce) {
    const auto gain = filter_gain(steady());

    ASSERT_TRUE(gain.has_value());
    EXPECT_DOUBLE_EQ(gain->sum, 96.0);
    // Deviation sqrt(32 / 47); t of 47 degrees at 1 - 0.025 / 6 is 2.754542, by integrating the density.
    EXPECT_NEAR(gain->interval.high - gain->sum, 2.754542 * std::sqrt(32.0 / 47.0) * std::sqrt(48.0), 1e-4);
    EXPECT_NEAR(gain->sum - gain->interval.low, gain->interval.high - gain->sum, 1e-9);
    EXPECT_TRUE(gain->excludes_zero());
}

TEST(FilterGain, SaysNothingBelowThirtyOrWhereAllAreAlike) {
    EXPECT_FALSE(filter_gain(FilterPrice{}).has_value());
    EXPECT_FALSE(filter_gain(priced(std::vector<std::int64_t>(500, 7))).has_value());
    std::vector<std::int64_t> cents(kFewestTrades - 1, 100);
    cents[0] = 200;
    EXPECT_FALSE(filter_gain(priced(cents)).has_value());
    cents.push_back(100);
    EXPECT_TRUE(filter_gain(priced(cents)).has_value());
}

TEST(FilterGain, CountsWhatWasBookedInstead) {
    FilterPrice price = steady();
    price.instead_usd = MicroUsd{-4'000'000};

    EXPECT_DOUBLE_EQ(filter_gain(price)->sum, 100.0);
}

TEST(TellingFilter, IsTheOneOfWhichMostIsKnownEitherWay) {
    FilterPrices prices = with(PricedFilter::kMinProfit, steady());
    EXPECT_EQ(telling_filter(prices), PricedFilter::kMinProfit);
    FilterPrice larger = steady(-1);
    larger.net_usd += MicroUsd{-60'000'000};
    larger.squares += 400.0;
    prices[static_cast<std::size_t>(PricedFilter::kGasCap)] = larger;

    EXPECT_EQ(telling_filter(prices), PricedFilter::kGasCap);
    EXPECT_EQ(telling_filter(with(PricedFilter::kSlippage, steady())), std::nullopt);
    EXPECT_EQ(telling_filter(FilterPrices{}), std::nullopt);
}

/// A market in which no filter matters: six filters, each with episodes that are worth nothing on average. Advice in at
/// most 120 of 2,000 runs, 5 % and three standard errors.
TEST(TellingFilter, IsSilentWhereFiltersAreWorthNothing) {
    test::Random random{11};
    int named = 0;
    for (int run = 0; run < 2'000; ++run) {
        FilterPrices prices;
        for (FilterPrice& price : prices) {
            std::vector<std::int64_t> cents;
            for (int i = 0; i < 60; ++i)
                cents.push_back(random.between(-500, 500));
            price = priced(cents);
        }
        named += telling_filter(prices).has_value() ? 1 : 0;
    }

    EXPECT_LE(named, 120);
    EXPECT_GE(named, 30) << "silent for another reason";
}

}  // namespace
}  // namespace dexarb

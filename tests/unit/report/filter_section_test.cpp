#include "report/filter_section.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/report_document.hpp"
#include "dexarb/report/text_report.hpp"

#include "report_support.hpp"

namespace dexarb {
namespace {

using test::line_with;
using test::quiet_report;
using test::unwrapped;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kHeading = "THE PRICE OF FILTERS";

/// So many fills that made `cents` in turns, and a tenth more or less.
FilterPrice fills(std::uint64_t episodes, std::int64_t cents) {
    FilterPrice price;
    price.results[static_cast<std::size_t>(TradeResult::kFilled)] = episodes;
    for (std::uint64_t i = 0; i < episodes; ++i) {
        const std::int64_t net = cents * (i % 2 == 0 ? 9 : 11) * 1'000;
        price.net_usd += MicroUsd{net};
        price.squares += static_cast<double>(net) * static_cast<double>(net) / 1e12;
    }
    return price;
}

FilterPrice& price_of(RunReport& report, std::size_t trader, PricedFilter filter) {
    return report.traders[trader].metrics.filter_prices[static_cast<std::size_t>(filter)];
}

TEST(FilterSection, IsAbsentWhereNoFilterStoppedAnythingAlone) {
    EXPECT_THAT(render_report(quiet_report()), Not(HasSubstr(kHeading)));
}

TEST(FilterSection, ShowsOnlyFiltersThatStoppedSomething) {
    auto report = quiet_report();
    price_of(report, 0, PricedFilter::kMinProfit) = fills(40, 28);
    price_of(report, 1, PricedFilter::kMinProfit) = fills(12, -5);
    const auto section = filter_section(report);

    EXPECT_THAT(section, HasSubstr("min profit"));
    EXPECT_THAT(section, Not(HasSubstr("gas cap")));
    EXPECT_THAT(section, Not(HasSubstr("slippage")));
    EXPECT_THAT(line_with(section, "  cap_50 "), HasSubstr("40 11.20*"));
    EXPECT_THAT(line_with(section, "  cap_100 "), HasSubstr("12 -0.60"));
    EXPECT_THAT(line_with(section, "  cap_100 "), Not(HasSubstr("*")));
}

TEST(FilterSection, AdvisesWhereTheDataCarryIt) {
    auto report = quiet_report();
    price_of(report, 0, PricedFilter::kMinProfit) = fills(40, 28);
    price_of(report, 1, PricedFilter::kGasCap) = fills(212, -2);
    price_of(report, 1, PricedFilter::kGasCap).not_followed = 3;
    const auto section = unwrapped(filter_section(report));

    EXPECT_THAT(section,
                HasSubstr("cap_50 min_profit_usd 5: stopped 40 episodes, which would have made $11.20 (95 %: $"));
    EXPECT_THAT(section, HasSubstr("it costs more than it saves"));
    EXPECT_THAT(section, HasSubstr("cap_100 max_gas_price_gwei 100: stopped 215 episodes, 212 of which would have lost "
                                   "$4.2400 (95 %: -$"));
    EXPECT_THAT(section, HasSubstr("it saves more than it costs"));
}

TEST(FilterSection, SaysWhatAdviceTakes) {
    auto report = quiet_report();
    price_of(report, 0, PricedFilter::kMinProfit) = fills(29, 28);
    price_of(report, 1, PricedFilter::kMinProfit) = fills(29, 28);
    price_of(report, 2, PricedFilter::kDailyTrades) = fills(64, 10);
    price_of(report, 2, PricedFilter::kDailyTrades).squares = 64 * 4.0;
    const auto section = unwrapped(filter_section(report));

    EXPECT_THAT(section,
                HasSubstr("2 - min_profit_usd: 29 of the 30 settled episodes that advice takes (cap_50, cap_100)"));
    EXPECT_THAT(section, HasSubstr("cap_200 - max_daily_trades: not told from zero; takes "));
    EXPECT_THAT(section, Not(HasSubstr("*:  ")));
}

TEST(FilterSection, GivesNoAdviceOnSlippage) {
    auto report = quiet_report();
    price_of(report, 0, PricedFilter::kSlippage) = fills(40, 28);
    const auto section = unwrapped(filter_section(report));

    EXPECT_THAT(section, HasSubstr("slippage: reverts that would have filled, against the gas they cost"));
    EXPECT_THAT(section, HasSubstr("all 3 - no filter that advice is given on stopped anything alone"));
}

TEST(FilterSection, JsonHasEveryFigure) {
    auto report = quiet_report();
    FilterPrice price = fills(40, 28);
    price.instead_usd = MicroUsd{-1'000'000};
    price.squares = 4.0;
    price.in_flight = 1;
    price.phantoms = 2;
    price.not_followed = 3;
    price.acted_later = 4;
    price_of(report, 0, PricedFilter::kMinProfit) = price;
    const auto trader = report_document(report)["configurations"][0];
    const auto json = trader["metrics"]["filters"]["min_profit_usd"];

    EXPECT_EQ(trader["metrics"]["filters"].size(), kPricedFilterCount);
    EXPECT_EQ(json["stopped"], 46);
    EXPECT_EQ(json["results"]["filled"], 40);
    EXPECT_EQ(json["quarantined"], 2);
    EXPECT_EQ(json["not_followed"], 3);
    EXPECT_EQ(json["acted_later"], 4);
    EXPECT_EQ(json["net_usd"], 11.2);
    EXPECT_EQ(json["gain_usd"], 12.2);
    EXPECT_LT(json["gain_usd_95"][0], 12.2);
    EXPECT_EQ(trader["metrics"]["filters"]["max_gas_price_gwei"]["gain_usd_95"], nullptr);
    EXPECT_EQ(trader["advice"]["filter"], "min_profit_usd");
}

}  // namespace
}  // namespace dexarb

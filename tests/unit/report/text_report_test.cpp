#include "dexarb/report/text_report.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report_support.hpp"

namespace dexarb {
namespace {

using test::busy_report;
using test::line_with;
using test::lines_of;
using test::overflowing_report;
using test::quiet_report;
using test::unwrapped;
using test::weighed_report;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t line_number(const std::string& text, const std::string& part) {
    const auto at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

std::string last_line(const RunReport& report) {
    return lines_of(render_report(report)).back();
}

/// Who is ahead stands above what that is worth.
std::string line_before_last(const RunReport& report) {
    return lines_of(render_report(report)).rbegin()[1];
}

TEST(TextReport, IsPlainTextWithin120Columns) {
    for (const auto& report : {RunReport{}, quiet_report(), busy_report(), weighed_report(), overflowing_report()})
        for (const auto& text : {render_report(report), render_brief(report)})
            for (const auto& line : lines_of(text)) {
                EXPECT_LE(line.size(), kReportColumns) << line;
                EXPECT_TRUE(std::ranges::all_of(line, [](char letter) { return letter >= ' ' && letter <= '~'; }))
                    << line;
            }
}

TEST(TextReport, BrieflyItHasLeadersBandsAndSentencesAndSaysWhereTheRestIs) {
    const auto whole = lines_of(render_report(weighed_report()));
    const std::string text = render_brief(weighed_report());
    const auto brief = lines_of(text);

    EXPECT_LT(brief.size(), 2 * whole.size() / 3);
    EXPECT_TRUE(std::ranges::equal(brief.end() - 2, brief.end(), whole.end() - 2, whole.end()));
    for (const char* kept : {"CHAIN", "CONFIGURATIONS by net", "UNDER FIVE MODELS", "FUNNEL", "NEAREST MISS"})
        EXPECT_THAT(text, HasSubstr(kept));
    for (const char* left : {"ASSUMED", "ACTIONS (run", "EVIDENCE of"})
        EXPECT_THAT(text, Not(HasSubstr(left)));
    EXPECT_THAT(text, HasSubstr("paper-trading report --full"));
}

TEST(TextReport, OpensWithWhatIsAssumed) {
    const auto text = render_report(quiet_report());

    EXPECT_LT(line_number(text, "ASSUMED"), 5U);
    EXPECT_LT(line_number(text, "ASSUMED"), line_number(text, "CHAIN"));
    EXPECT_THAT(line_with(text, "  latency"), HasSubstr("1000 ms"));
    EXPECT_THAT(line_with(text, "  arrival"), HasSubstr("measured"));
    EXPECT_THAT(line_with(text, "  tip"), HasSubstr("30 gwei"));
    EXPECT_THAT(line_with(text, "  gas"), HasSubstr("21,000 + 70,000 per V2 hop, 110,000 per V3 hop, 25,000 per tick"));
    EXPECT_THAT(line_with(text, "  competition"), HasSubstr("0.5 of the races"));
    EXPECT_THAT(line_with(text, "  competition"), HasSubstr("seed 7"));
    EXPECT_THAT(line_with(text, "  loan fee"), HasSubstr("none"));
    EXPECT_THAT(line_with(text, "  stablecoins"), HasSubstr("exactly $1 each: USDC.e, USDC, USDT, DAI"));
}

TEST(TextReport, SaysWhenArrivalAndMarketAreModelled) {
    auto report = quiet_report();
    report.assumptions.modelled_arrival = std::chrono::milliseconds{300};
    report.assumptions.market_is_simulated = true;
    const auto text = render_report(report);

    EXPECT_THAT(line_with(text, "  arrival"), HasSubstr("modelled: 300 ms"));
    EXPECT_THAT(text, Not(HasSubstr("interpolated")));
    report.assumptions.blocks_at_a_time = 10;
    EXPECT_THAT(unwrapped(render_report(report)),
                HasSubstr("10 blocks are read at a time, timestamps between read ones interpolated"));
    EXPECT_THAT(lines_of(text)[1], HasSubstr("SIMULATED MARKET"));
}

TEST(TextReport, ShowsChainAndFeed) {
    const auto text = render_report(quiet_report());

    EXPECT_THAT(line_with(text, "  block "),
                HasSubstr("78,123,456, 1.2 s old; base fee 312.4 gwei; native token $0.1012"));
    EXPECT_THAT(line_with(text, "  blocks"), HasSubstr("7,350 seen, 2 missed"));
    EXPECT_THAT(line_with(text, "  pools"), HasSubstr("84 certain, 2 not"));
    EXPECT_THAT(line_with(text, "  requests"), HasSubstr("2.90 per block"));
}

TEST(TextReport, ShowsUnitsQuotaAndPace) {
    auto report = quiet_report();
    report.feed.units_per_block = 107.2;
    report.feed.units_per_day = 4'631'040.0;
    report.feed.requests_per_day = 125'280.0;
    report.feed.is_measured = true;
    report.feed.units = 787'920;
    EXPECT_THAT(line_with(render_report(report), "  units"),
                HasSubstr("107.2 per block, 4,631,040 a day for 125,280 requests at this rate; 787,920 in all"));
    EXPECT_THAT(render_report(report), Not(HasSubstr("\n  quota")));
    EXPECT_THAT(render_report(report), Not(HasSubstr("\n  pace")));

    EndpointStatus endpoint;
    endpoint.name = "https://node";
    endpoint.today = 1'000'000;
    endpoint.today_left = 150'000;
    endpoint.is_low = true;
    endpoint.spent_at = std::chrono::sys_days{std::chrono::year{2026} / 9 / 1} + std::chrono::hours{20};
    report.feed.endpoints = {endpoint};
    report.feed.blocks_at_a_time = 7;
    const auto text = unwrapped(render_report(report));
    EXPECT_THAT(text,
                HasSubstr("https://node: 150,000 of today's 1,000,000 units left, which is little: they are spread"));
    EXPECT_THAT(text, HasSubstr("the quota would end 2026-09-01 20:00 UTC at this rate"));
    EXPECT_THAT(text, HasSubstr("7 blocks at a time, to spread what is left of today's units"));
}

TEST(TextReport, SaysThatNothingTradedAndWhy) {
    const auto text = render_report(quiet_report());

    EXPECT_THAT(
        unwrapped(text),
        HasSubstr(
            "gas_above_cap stopped 41 episodes in 3 configurations: base fee 312.4 gwei + tip 30 against caps of 50 to "
            "200 gwei"));
    EXPECT_THAT(unwrapped(text), HasSubstr("net -$0.0130, first unit -0.123 %"));
    EXPECT_EQ(line_before_last(quiet_report()), "Nobody is ahead: nothing traded.");
    EXPECT_EQ(last_line(quiet_report()), "No configuration is separable from zero: nothing traded.");
}

TEST(TextReport, ShowsHowCloseThePairsCame) {
    const auto text = render_report(quiet_report());

    EXPECT_THAT(line_with(text, "none before gas"), ::testing::ContainsRegex("14,350 +97.6 %  #{59}$"));
    EXPECT_THAT(line_with(text, "-0.10 to -0.01"), ::testing::ContainsRegex(" 250 +1.7 %  #$"));
    EXPECT_THAT(line_with(text, "0.00 to 0.01"), ::testing::ContainsRegex(" 99 +0.7 %  #$"));
    EXPECT_THAT(text, Not(HasSubstr("above 20.00"))) << "a row for nothing";
    EXPECT_THAT(text, HasSubstr("12 not judged"));
    EXPECT_THAT(render_report(RunReport{}), HasSubstr("no block was judged yet"));
}

TEST(TextReport, SaysASharedNearestMissOnce) {
    auto report = quiet_report();
    for (auto& trader : report.traders) {
        trader.metrics.nearest_miss = ConfigNearestMiss{{}, 78'120'000, RejectReason::kGasAboveCap, {420'000}, {}};
        trader.nearest_miss_route = "WETH/USDC.e: A > B";
    }
    const auto shared = line_with(render_report(report), "WETH/USDC.e: A > B");
    report.traders[1].metrics.nearest_miss->block += 7;
    const auto text = render_report(report);

    EXPECT_THAT(shared, ::testing::StartsWith("  all 3 "));
    EXPECT_THAT(line_with(text, "(cap_50, cap_200)"), ::testing::StartsWith("  2 "));
    EXPECT_THAT(line_with(text, "78,120,007"), ::testing::StartsWith("  cap_100 "));
}

TEST(TextReport, HasNoTablesOfTradesWhereNothingTraded) {
    const auto text = render_report(quiet_report());

    EXPECT_THAT(text, Not(HasSubstr("ACTIONS")));
    EXPECT_THAT(text, Not(HasSubstr("FIVE MODELS")));
    EXPECT_THAT(text, HasSubstr("FUNNEL"));
}

TEST(TextReport, SaysWhoseGasItIs) {
    EXPECT_THAT(unwrapped(render_report(quiet_report())),
                HasSubstr("a lean contract's: bots seen on Polygon use about twice that"));
}

TEST(TextReport, SaysThatNoRouteWasOpen) {
    auto report = quiet_report();
    for (auto& trader : report.traders)
        trader.metrics.funnel = {};

    EXPECT_THAT(render_report(report), HasSubstr("no route of these configurations earned more than its gas"));
}

TEST(TextReport, OrdersConfigurationsByNet) {
    const auto text = render_report(busy_report());

    EXPECT_LT(line_number(text, "Moderate"), line_number(text, "cap_200"));
    EXPECT_LT(line_number(text, "cap_200"), line_number(text, "Conservative"));
}

TEST(TextReport, ShowsTheBooksAsTheyAre) {
    const auto text = render_report(busy_report());

    EXPECT_THAT(line_with(text, "Moderate"), ::testing::ContainsRegex("3.2500 +3.2800 +0.0300 +- +1.6250"));
    EXPECT_THAT(text, Not(HasSubstr("NOTHING TRADED")));
    EXPECT_THAT(line_with(text, "paused by"), HasSubstr("daily_loss until 2024-10-05 00:00 UTC"));
    EXPECT_THAT(unwrapped(text), HasSubstr("2 fills worth $9.0000"));
    EXPECT_THAT(unwrapped(text), HasSubstr("net $0.4200, stopped by min_profit, $4.5800 short"));
}

TEST(TextReport, NamesALeaderOnlyAsAheadSoFar) {
    EXPECT_THAT(line_before_last(busy_report()), HasSubstr("Ahead so far: Moderate, $3.2500 net over 2 booked trades"));
}

TEST(TextReport, NamesNoLeaderWithoutAProfit) {
    auto report = busy_report();
    report.traders[0].metrics.net_usd = {-1};

    EXPECT_EQ(line_before_last(report), "Nobody is ahead: no configuration that traded has made money.");
}

TEST(TextReport, NamesNoLeaderAmongEquals) {
    auto report = busy_report();
    report.traders[1].metrics = report.traders[0].metrics;

    EXPECT_EQ(line_before_last(report), "Nobody is ahead: the first are level.");
}

TEST(TextReport, NamesNoBestWithoutAFill) {
    auto report = quiet_report();
    report.traders[0].metrics.net_usd = {1'000'000};

    EXPECT_THAT(line_before_last(report), Not(HasSubstr("head so far:")));
}

/// The cells of the row that begins with `name` under the heading.
std::vector<std::string> row(const std::string& text, const std::string& heading, const std::string& name) {
    const auto section = text.substr(text.find(heading));
    std::istringstream words{line_with(section, "  " + name + " ").substr(2 + name.size())};
    return {std::istream_iterator<std::string>{words}, {}};
}

TEST(TextReport, CountsAddUpToTheBooks) {
    const auto report = busy_report();
    const auto text = render_report(report);
    for (const auto& trader : report.traders) {
        const auto cells = row(text, "ACTIONS", trader.config.name);
        const auto value = [&](std::size_t i) { return std::stoull(cells.at(i)); };
        EXPECT_EQ(value(1), trader.metrics.actions);
        EXPECT_EQ(value(2) + value(3) + value(4) + value(5) + value(6) + value(7), trader.metrics.actions);
        const auto funnel = row(text, "FUNNEL", trader.config.name);
        EXPECT_EQ(std::stoull(funnel.at(0)), std::stoull(funnel.at(1)) + std::stoull(funnel.at(2)));
    }
}

TEST(TextReport, ValuesTheSameActionsUnderEveryModel) {
    EXPECT_EQ(row(render_report(busy_report()), "FIVE MODELS", "Moderate"),
              (std::vector<std::string>{"3.2500", "4.2500", "4/4", "4.2500", "3.2500", "3.2500", "3.2500*", "3.2500"}));
}

TEST(TextReport, SeveralEndpointsAreShownEachAndASingleOneIsNot) {
    RunReport report = quiet_report();
    EndpointStatus first;
    first.name = "https://first.example";
    first.state = "resting";
    first.latency = std::chrono::milliseconds{45};
    first.error_rate = 0.6;
    first.behind = 3;
    first.requests = 1'234;
    report.feed.endpoints = {first};
    const std::string single = render_report(report);
    report.feed.endpoints.push_back({});
    report.feed.endpoint_changes = 2;
    const std::string both = render_report(report);

    EXPECT_THAT(single, Not(HasSubstr("endpoint 1")));
    EXPECT_THAT(both, HasSubstr("https://first.example: resting, 45 ms, 60 % failing, 3 behind, 1,234 requests"));
    EXPECT_THAT(both, HasSubstr("endpoint 2"));
    EXPECT_THAT(both, HasSubstr("changed 2 times"));
}

}  // namespace
}  // namespace dexarb

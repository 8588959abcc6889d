#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/json_report.hpp"
#include "dexarb/report/text_report.hpp"

#include "unit/report/report_support.hpp"

namespace dexarb {
namespace {

using nlohmann::ordered_json;
using ::testing::HasSubstr;
using ::testing::Not;

/// The first configuration has what nobody earns.
RunReport boasting_report() {
    RunReport report = test::weighed_report();
    TraderReport& trader = report.traders[0];
    TradeEvidence& evidence = *trader.evidence;
    evidence.mean = 5.0;
    evidence.losses = 0;
    evidence.first_trade = std::chrono::floor<std::chrono::seconds>(report.made_at - std::chrono::hours{4});
    evidence.best_route = RouteShare{RouteIndex{7}, 300, 0.85};
    evidence.trial.moments.deviation = 0.02;
    trader.best_route = "WETH/USDC.e: QuickSwapV2 0.30% > SushiSwapV2 0.30%";
    return report;
}

TEST(Doubts, AReportThatNobodyDoubtsHasNoSection) {
    EXPECT_THAT(render_report(test::weighed_report()), Not(HasSubstr("DOUBTFUL")));
    const auto json = ordered_json::parse(report_json(test::weighed_report()));
    EXPECT_EQ(json["configurations"][0]["doubts"], ordered_json::array());
    EXPECT_TRUE(ordered_json::parse(report_json(test::quiet_report()))["configurations"][0]["doubts"].is_null())
        << "not weighed";
}

TEST(Doubts, EachStandsInTheReportWithItsFigures) {
    const std::string whole = render_report(boasting_report());
    const std::string text = test::unwrapped(whole);

    EXPECT_THAT(text, HasSubstr("DOUBTFUL: look for the mistake before believing these"));
    EXPECT_THAT(text, HasSubstr("makes $12360 a day at the pace of 4"));
    EXPECT_THAT(text, HasSubstr("69 % of it"));
    EXPECT_THAT(text, HasSubstr("makes $5.00 per trade, 41 times the usual (about 1.2 of the native token, $0.12)"));
    EXPECT_THAT(text, HasSubstr("85 % of its profit is of WETH/USDC.e: QuickSwapV2 0.30% > SushiSwapV2 0.30%"));
    EXPECT_THAT(text, HasSubstr("its 412 trades differ by 0.40 % only"));
    EXPECT_THAT(text, HasSubstr("none of its 412 trades lost"));
    for (const std::string& line : test::lines_of(whole))
        EXPECT_LE(line.size(), kReportColumns) << line;
}

TEST(Doubts, JsonHasFigureBoundAndWords) {
    const auto json = ordered_json::parse(report_json(boasting_report()));
    const auto& doubts = json["configurations"][0]["doubts"];

    ASSERT_EQ(doubts.size(), 5U);
    EXPECT_EQ(doubts[0]["doubt"], "market_share");
    EXPECT_DOUBLE_EQ(doubts[0]["figure"].get<double>(), 12'360.0);
    EXPECT_EQ(doubts[0]["bound"], 900.0);
    EXPECT_EQ(doubts[2]["doubt"], "one_route");
    EXPECT_EQ(doubts[2]["figure"], 0.85);
    EXPECT_THAT(doubts[4]["words"].get<std::string>(), HasSubstr("none of its 412 trades lost"));
}

TEST(Doubts, ASimulatedMarketMayPayWhatItLikes) {
    RunReport report = boasting_report();
    report.assumptions.market_is_simulated = true;
    EXPECT_THAT(render_report(report), Not(HasSubstr("the usual (about")));
}

}  // namespace
}  // namespace dexarb

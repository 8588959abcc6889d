#include "report/reach.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "report_support.hpp"

namespace dexarb {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A bucket by the net that falls into it.
void add_blocks(EdgeHistogram& edges, MicroUsd net, int blocks) {
    for (int i = 0; i < blocks; ++i)
        edges.add(PairEdge{PairEdge::Kind::kNet, net});
}

/// Two configurations on both pairs, one on the first alone.
RunReport counted_report() {
    RunReport report = test::busy_report();
    report.traders.resize(3);
    for (TraderReport& trader : report.traders) {
        trader.pairs = {"WETH/USDC.e", "WMATIC/USDC.e"};
        trader.routes = 24;
        trader.config.flash_premium_ppm = 0;
    }
    report.traders[2].pairs = {"WETH/USDC.e"};
    report.traders[2].routes = 12;
    PairEdges weth{"WETH/USDC.e", {}};
    weth.edges.not_judged = 1'000;
    weth.edges.no_edge = 100;
    add_blocks(weth.edges, {-5'000}, 20);
    add_blocks(weth.edges, {0}, 3);
    add_blocks(weth.edges, {1}, 4);
    add_blocks(weth.edges, {30'000'000}, 5);
    PairEdges wmatic{"WMATIC/USDC.e", {}};
    wmatic.edges.no_edge = 1'000;
    add_blocks(wmatic.edges, {2'000'000}, 7);
    report.pair_edges = {weth, wmatic};
    return report;
}

TEST(Reach, CountsTheBlocksOfItsOwnPairs) {
    const RunReport report = counted_report();

    const Reach both = reach_of(report, report.traders[0]);
    const Reach one = reach_of(report, report.traders[2]);

    EXPECT_EQ(both.looked_at, 132U + 1'007U) << "what was not judged was not looked at";
    EXPECT_EQ(both.with_gross, 32U + 7U);
    EXPECT_EQ(both.open, 9U + 7U) << "nothing over is not open";
    EXPECT_EQ(one.looked_at, 132U);
    EXPECT_EQ(one.with_gross, 32U);
    EXPECT_EQ(one.open, 9U);
}

TEST(Reach, WhatSeveralShareIsSaidOnce) {
    const std::string text = test::unwrapped(reach_section(counted_report()));

    EXPECT_THAT(text, HasSubstr("24 routes on 2 pairs: 1,139 blocks of a pair looked at, 39 with gross above zero, "
                                "16 open after gas ("));
    EXPECT_THAT(text, HasSubstr("12 routes on 1 pair: 132 blocks of a pair looked at"));
    EXPECT_EQ(reach_section(RunReport{}), "");
}

TEST(Reach, OfALoanItIsSaidThatItsFeeIsNotYetPaid) {
    RunReport report = counted_report();
    EXPECT_EQ(reach_json(report, report.traders[0])["after_flash_fee"], 39);
    EXPECT_THAT(reach_section(report), Not(HasSubstr("loan")));

    report.traders[0].config.flash_premium_ppm = 500;

    EXPECT_EQ(reach_json(report, report.traders[0])["after_flash_fee"], nullptr);
    EXPECT_THAT(test::unwrapped(reach_section(report)), HasSubstr("open after gas, before its loan's fee"));
}

TEST(Reach, RoutesThatAreNotKnownAreLeftOut) {
    RunReport report = counted_report();
    report.traders[0].routes = 0;

    EXPECT_EQ(reach_json(report, report.traders[0])["routes"], nullptr);
    EXPECT_THAT(test::unwrapped(reach_section(report)), HasSubstr(" 2 pairs: 1,139 blocks"));
    EXPECT_THAT(reach_section(report), Not(HasSubstr("0 routes")));
}

}  // namespace
}  // namespace dexarb

#include "dexarb/report/json_report.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/text_report.hpp"

#include "report_support.hpp"

namespace dexarb {
namespace {

using nlohmann::ordered_json;
using test::busy_report;
using test::quiet_report;

TEST(JsonReport, IsOneLineThatOpensWithTheAssumptions) {
    const auto text = report_json(busy_report());
    const auto json = ordered_json::parse(text);

    EXPECT_EQ(text.find('\n'), std::string::npos);
    auto entry = json.begin();
    EXPECT_EQ(entry.key(), "type");
    EXPECT_EQ((++entry).key(), "assumptions");
    EXPECT_EQ(json["assumptions"]["seed"], 7);
    EXPECT_TRUE(json["assumptions"]["modelled_arrival_ms"].is_null());
}

TEST(JsonReport, HoldsTheBooksToTheMicroDollar) {
    const auto json = ordered_json::parse(report_json(busy_report()));
    const auto& first = json["configurations"][0];

    EXPECT_EQ(first["config"]["id"], "cap_100");
    EXPECT_EQ(first["config"]["min_profit_usd"], 5.0);
    EXPECT_EQ(first["metrics"]["net_usd"], 3.25);
    EXPECT_EQ(first["metrics"]["average_usd"], 1.625);
    EXPECT_EQ(first["metrics"]["win_rate"], 0.5);
    EXPECT_EQ(first["metrics"]["results"]["filled"], 1);
    EXPECT_EQ(first["metrics"]["models_net_usd"]["legacy"], 3.250001);
    EXPECT_EQ(json["ahead_so_far"], "cap_100");
}

TEST(JsonReport, ShowsFunnelPauseAndMiss) {
    const auto json = ordered_json::parse(report_json(busy_report()));
    const auto& paused = json["configurations"][1]["metrics"];

    EXPECT_EQ(paused["funnel"]["stopped"]["gas_above_cap"], 41);
    EXPECT_EQ(paused["pause"]["reason"], "daily_loss");
    EXPECT_EQ(paused["pause"]["ends"], "2024-10-05T00:00:00.000Z");
    EXPECT_EQ(paused["nearest_miss"]["lacked_usd"], 4.58);
    EXPECT_EQ(json["nearest_miss"]["net_usd"], -0.013);
}

TEST(JsonReport, APauseByHandHasNoEnd) {
    RunReport report = busy_report();
    report.traders[1].metrics.pause = Pause{RejectReason::kPausedByHand, std::nullopt};

    const auto json = ordered_json::parse(report_json(report));

    EXPECT_EQ(json["configurations"][1]["metrics"]["pause"]["reason"], "paused_by_hand");
    EXPECT_TRUE(json["configurations"][1]["metrics"]["pause"]["ends"].is_null());
    EXPECT_THAT(render_report(report), ::testing::HasSubstr("paused by hand: it decides nothing until it is resumed"));
}

TEST(JsonReport, ShowsTheNetEdgesOfEachPair) {
    const auto edges = ordered_json::parse(report_json(quiet_report()))["net_edges"];

    ASSERT_EQ(edges.size(), 2U);
    EXPECT_EQ(edges[0]["pair"], "WETH/USDC.e");
    EXPECT_EQ(edges[0]["no_edge_before_gas"], 7'000);
    EXPECT_EQ(edges[0]["not_judged"], 12);
    EXPECT_TRUE(edges[0]["net_usd"].front()["above_usd"].is_null());
    EXPECT_EQ(edges[0]["net_usd"][2], (ordered_json{{"above_usd", -0.1}, {"up_to_usd", -0.01}, {"blocks", 250}}));
    EXPECT_EQ(edges[0]["net_usd"].back()["above_usd"], 20.0);
    EXPECT_TRUE(edges[0]["net_usd"].back()["up_to_usd"].is_null());
}

TEST(JsonReport, HasNullWhereThereIsNothing) {
    const auto json = ordered_json::parse(report_json(RunReport{}));
    const auto quiet = ordered_json::parse(report_json(quiet_report()));

    EXPECT_TRUE(json["feed"]["block"].is_null());
    EXPECT_TRUE(json["feed"]["requests_per_block"].is_null());
    EXPECT_TRUE(json["nearest_miss"].is_null());
    EXPECT_TRUE(json["ahead_so_far"].is_null());
    EXPECT_TRUE(quiet["configurations"][0]["metrics"]["win_rate"].is_null());
    EXPECT_EQ(quiet["why_nothing_traded"].size(), 1U);
}

}  // namespace
}  // namespace dexarb

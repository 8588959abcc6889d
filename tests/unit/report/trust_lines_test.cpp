#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/json_report.hpp"
#include "dexarb/report/text_report.hpp"

#include "report_support.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using test::line_with;
using test::lines_of;
using test::quiet_report;
using test::unwrapped;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TrustLines, ParityIsWhatAuditsAgreedOn) {
    auto report = quiet_report();

    EXPECT_THAT(line_with(render_report(report), "  parity"), HasSubstr("1,240 of 1,240 checks"));
    const auto json = nlohmann::json::parse(report_json(report))["feed"];
    EXPECT_EQ(json["parity"]["checks"], 1'240);
    EXPECT_EQ(json["parity"]["agreed"], 1'240);
    EXPECT_EQ(json["parity"]["audits"], 31);
    report.feed.parity = {};
    EXPECT_THAT(line_with(render_report(report), "  parity"), HasSubstr("not audited yet"));
}

TEST(TrustLines, ADifferenceIsShownWithBlockPoolAndField) {
    auto report = quiet_report();
    report.feed.parity.agreed = 1'239;
    report.feed.parity.distrusted = 1;
    report.feed.parity.skipped = 2;
    report.feed.parity.differences = {"block 78,120,000, WETH/USDC.e: reserve0 is 5, on the chain 7"};
    const auto text = unwrapped(render_report(report));

    EXPECT_THAT(text, HasSubstr("1,239 of 1,240 checks agree with the chain, 31 audits, 2 skipped"));
    EXPECT_THAT(text, HasSubstr("block 78,120,000, WETH/USDC.e: reserve0 is 5, on the chain 7"));
    const auto json = nlohmann::json::parse(report_json(report))["feed"]["parity"];
    EXPECT_EQ(json["differences"][0], report.feed.parity.differences[0]);
}

TEST(TrustLines, AStallIsAnAlarmInTheFirstLines) {
    auto report = quiet_report();
    EXPECT_THAT(render_report(report), Not(HasSubstr("ALARM")));
    report.feed.health = FeedHealth::kStalled;
    report.feed.quiet = 65s;
    report.feed.stall_after = 20s;

    EXPECT_THAT(lines_of(render_report(report))[4], HasSubstr("ALARM         no new block for 1 min 05 s"));
    EXPECT_EQ(nlohmann::json::parse(report_json(report))["feed"]["health"], "stalled");
    EXPECT_EQ(nlohmann::json::parse(report_json(report))["feed"]["quiet_ms"], 65'000);
}

TEST(TrustLines, AHeadThatWasOldWhenItCameIsAnAlarmToo) {
    auto report = quiet_report();
    report.feed.health = FeedHealth::kBehind;
    report.feed.head_age = 125s;
    report.feed.blocks_stale = 12;
    const auto text = unwrapped(render_report(report));

    EXPECT_THAT(text,
                HasSubstr("ALARM the newest block is 2 min 05 s old: the node is behind its chain, or this machine's "
                          "clock is wrong"));
    EXPECT_THAT(text, HasSubstr("12 blocks were old when they came"));
    EXPECT_EQ(nlohmann::json::parse(report_json(report))["feed"]["health"], "behind");
}

TEST(TrustLines, RefusedAnswersAreShownByEndpointAndKind) {
    auto report = quiet_report();
    EXPECT_THAT(render_report(report), Not(HasSubstr("  refused")));
    report.feed.endpoints = {test::refusing_endpoint("https://a.example", {{"log_bloom", 3}, {"timestamp", 1}}),
                             test::refusing_endpoint("https://b.example", {})};

    EXPECT_THAT(line_with(render_report(report), "  refused"),
                HasSubstr("https://a.example: 3 log_bloom, 1 timestamp"));
    const auto json = nlohmann::json::parse(report_json(report))["feed"]["endpoints"];
    EXPECT_EQ(json[0]["refused"]["log_bloom"], 3);
    EXPECT_TRUE(json[1]["refused"].empty());
}

TEST(TrustLines, SaysWhenBloomFiltersAreNotBelieved) {
    auto report = quiet_report();
    report.feed.blooms_contradicted = 1;
    report.feed.bloom_exceptions = 9;
    EXPECT_THAT(unwrapped(render_report(report)), HasSubstr("bloom filters not believed"));
    report.feed.blooms_contradicted = 0;

    EXPECT_THAT(unwrapped(render_report(report)), HasSubstr("9 blocks with logs came with an empty one"));
}

TEST(TrustLines, StrandedOutcomesAreARemark) {
    auto report = test::busy_report();
    report.traders[0].metrics.stranded = 2;
    report.traders[0].metrics.stranded_usd = MicroUsd{1'230'000};
    report.feed.blocks_undone_beyond = 6;
    const auto text = unwrapped(render_report(report));

    EXPECT_THAT(text, HasSubstr("2 outcomes worth $1.2300 were booked on blocks that were replaced too deep to undo"));
    EXPECT_THAT(text, HasSubstr("6 blocks were replaced deeper than states are kept"));
}

}  // namespace
}  // namespace dexarb

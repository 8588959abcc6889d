#include "report/evidence_section.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/json_report.hpp"

#include "report_support.hpp"

namespace dexarb {
namespace {

using nlohmann::ordered_json;
using test::busy_report;
using test::line_with;
using test::lines_of;
using test::overflowing_report;
using test::quiet_report;
using test::unwrapped;
using test::weighed_report;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

/// The row of the first or second table that begins with `name`.
std::string row(const std::string& text, const std::string& name, std::size_t number) {
    std::vector<std::string> rows;
    for (const std::string& line : lines_of(text))
        if (line.starts_with("  " + name + " ")) rows.push_back(line);
    return rows.at(number);
}

TEST(EvidenceSection, ShowsTheFiguresOfATestedConfiguration) {
    const auto text = evidence_section(weighed_report());

    EXPECT_THAT(
        row(text, "Moderate", 0),
        ContainsRegex("412 +- +9 +81 % +77 to 84 +0.9000 +0.1500 to 1.6500 +0.4500 +1.40 +0.200 +0.200 +0.800"));
    EXPECT_THAT(row(text, "Moderate", 1), ContainsRegex("12.34 +> 1 d 06 h +1.50 +0.25 +0.41 +0.62 +9$"));
    EXPECT_THAT(row(text, "cap_200", 1), ContainsRegex("0.7000 +-0.1000 to 1.5000"));
}

TEST(EvidenceSection, BelowThirtyTradesThereAreDashesAndWhatIsMissing) {
    const auto text = evidence_section(weighed_report());

    EXPECT_THAT(row(text, "Conservative", 0), ContainsRegex("12 +18 +1 +- +- +-0.0100 +- +-0.0050 +- +- +- +-"));
    EXPECT_THAT(row(text, "Conservative", 1), ContainsRegex("- +- +12.34 +> 1 d 06 h +- +- +- +- +-$"));
}

TEST(EvidenceSection, NamesBarFamilyAndLeader) {
    const auto text = unwrapped(evidence_section(weighed_report()));

    EXPECT_THAT(text, HasSubstr("bar t 2.60 or more"));
    EXPECT_THAT(
        text,
        HasSubstr("2 tested, all configurations together as good as 1.4 different bets, on 430 episodes and 9 days"));
    EXPECT_THAT(text, HasSubstr("behind = what Moderate makes more"));
}

TEST(EvidenceSection, SaysHowOldItIs) {
    auto report = weighed_report();
    const auto old = unwrapped(evidence_section(report));
    report.evidence->block = report.feed.head->number;
    const auto fresh = unwrapped(evidence_section(report));
    report.evidence_note = "resampling all trades was not ready in time";
    report.traders[0].evidence->forgotten = 1;
    const auto noted = unwrapped(evidence_section(report));

    EXPECT_THAT(old, HasSubstr("what was booked until block 78,123,450, 6 blocks ago"));
    EXPECT_THAT(fresh, HasSubstr("what was booked until block 78,123,456"));
    EXPECT_THAT(fresh, Not(HasSubstr("blocks ago")));
    EXPECT_THAT(fresh, Not(HasSubstr("newest 2,000")));
    EXPECT_THAT(noted, HasSubstr("of a configuration the newest 2,000 trades; resampling all trades was not ready"));
}

TEST(EvidenceSection, WithFewTradesItIsOneSmallTable) {
    auto report = weighed_report();
    report.evidence->tested = 0;
    test::name_best(report, {});
    report.evidence->bar.reset();
    report.traders.erase(report.traders.begin(), report.traders.begin() + 2);
    const auto text = evidence_section(report);

    EXPECT_THAT(row(text, "Conservative", 0), ContainsRegex("12 +18 +1 +-0.0100 +-0.0050 +12.34 +> 1 d 06 h$"));
    EXPECT_THAT(text, Not(HasSubstr("deflated")));
    EXPECT_THAT(text, Not(HasSubstr("  bar ")));
    EXPECT_THAT(text, HasSubstr("to go = trades until ratios are given, from 30 on"));
}

TEST(EvidenceSection, SaysWhyThereIsNone) {
    auto report = busy_report();
    report.evidence_note = "the trades are being weighed";

    EXPECT_THAT(line_with(evidence_section(report), "none yet"), HasSubstr("the trades are being weighed"));
    EXPECT_EQ(evidence_section(quiet_report()), "") << "nothing traded";
}

TEST(EvidenceSection, FillRateIsOfWhatSettledToAKnownEnd) {
    const auto rate = fill_rate(weighed_report().traders[0].metrics);

    ASSERT_TRUE(rate);
    EXPECT_EQ(rate->filled, 340U);
    EXPECT_EQ(rate->settled, 420U) << "340 filled, 72 lost, 8 expired; 5 unknown are left out";
    EXPECT_NEAR(rate->interval.low, 0.76923, 1e-5);
    EXPECT_NEAR(rate->interval.high, 0.84421, 1e-5);
    EXPECT_FALSE(fill_rate(weighed_report().traders[2].metrics)) << "12 trades";
}

TEST(EvidenceJson, HoldsEveryFigureOfAConfiguration) {
    const auto json = ordered_json::parse(report_json(weighed_report()));
    const auto& best = json["configurations"][0]["evidence"];

    EXPECT_EQ(best["trades"], 412);
    EXPECT_EQ(best["trades_to_go"], 0);
    EXPECT_EQ(best["mean_usd"], 0.9);
    EXPECT_EQ(best["mean_usd_95"], (ordered_json{0.9 - 0.75, 0.9 + 0.75}));
    EXPECT_EQ(best["median_usd_95"], (ordered_json{0.9 - 1.0, 0.9 + 1.0}));
    EXPECT_EQ(best["survival_mean_usd_95"], (ordered_json{0.9 - 0.5, 0.9 + 0.5}));
    EXPECT_EQ(best["fill_rate"]["settled"], 420);
    EXPECT_EQ(best["moments"]["skewness"], 0.5);
    EXPECT_EQ(best["moments"]["sharpe_per_trade"], 0.45);
    EXPECT_EQ(best["t"], 1.4);
    EXPECT_EQ(best["p"], 0.08);
    EXPECT_EQ(best["p_holm"], 0.2);
    EXPECT_EQ(best["p_max_t"], 0.2);
    EXPECT_EQ(best["is_separable"], false);
    EXPECT_EQ(best["deflated_sharpe"], 0.8);
    EXPECT_EQ(best["drawdown"], (ordered_json{{"depth_usd", 12.34}, {"length_s", 108'000}, {"is_made_up_for", false}}));
    EXPECT_EQ(best["daily"], (ordered_json{{"days", 9}, {"sharpe_per_day", 0.41}, {"sortino_per_day", 0.62}}));
    EXPECT_EQ(best["profit_factor"], 1.5);
    EXPECT_EQ(best["expectancy"], 0.25);
    EXPECT_EQ(best["largest_day_share"], 0.3);
    EXPECT_TRUE(best["behind_best_usd"].is_null()) << "the leader itself";
    EXPECT_EQ(json["configurations"][1]["evidence"]["behind_best_usd"], 0.7);
    EXPECT_EQ(json["configurations"][1]["evidence"]["behind_best_usd_95"], (ordered_json{-0.1, 1.5}));
}

/// $2 before gas for each $1 of gas; without rivals $3 for each dollar that a lost race costs.
TEST(EvidenceJson, HoldsWhereTheNetWouldBeZero) {
    auto report = weighed_report();
    TraderMetrics& metrics = report.traders[0].metrics;
    metrics.gross_usd = {200'000'000};
    metrics.gas_usd = {100'000'000};
    metrics.flash_fee_usd = {};
    metrics.model_net_usd[static_cast<std::size_t>(FillModel::kSurvival)] = {300'000'000};
    const auto configs = ordered_json::parse(report_json(report))["configurations"];

    EXPECT_EQ(configs[0]["evidence"]["break_even"], (ordered_json{{"gas_multiple", 2.0}, {"competition_rate", 0.75}}));
    EXPECT_TRUE(configs[2]["evidence"]["break_even"].is_null()) << "12 trades";
}

TEST(LatencyJson, HoldsTheNetBlockByBlock) {
    auto report = weighed_report();
    report.traders[0].latency = LatencyTally{40, 3, {{{9'000'000}, {4'000'000}, {1}, {-2'000'000}, {5}, {-7}}}};
    report.traders[1].latency = LatencyTally{40, 0, {{{1}, {1}, {1}, {1}, {1}, {1}}}};
    report.traders[2].latency = LatencyTally{29, 0, {{{1}, {1}, {1}, {1}, {1}, {1}}}};
    const auto configs = ordered_json::parse(report_json(report))["configurations"];
    const auto& first = configs[0]["latency"];

    EXPECT_EQ(first["actions"], 40);
    EXPECT_EQ(first["not_followed"], 3);
    EXPECT_EQ(first["nets"][3], (ordered_json{{"blocks_later", 3}, {"net_usd", -2.0}}));
    EXPECT_EQ(first["break_even_blocks"], 2) << "what comes to be above zero again does not count";
    EXPECT_EQ(first["is_above_zero_throughout"], false);
    EXPECT_EQ(configs[1]["latency"]["break_even_blocks"], 5);
    EXPECT_EQ(configs[1]["latency"]["is_above_zero_throughout"], true);
    EXPECT_TRUE(configs[2]["latency"]["break_even_blocks"].is_null()) << "29 actions";
}

TEST(EvidenceJson, HasNoRatioBelowThirtyTrades) {
    const auto few = ordered_json::parse(report_json(weighed_report()))["configurations"][2]["evidence"];

    EXPECT_EQ(few["trades_to_go"], 18);
    for (const char* key : {"fill_rate", "mean_usd_95", "moments", "t", "p_holm", "p_max_t", "deflated_sharpe", "daily",
                            "profit_factor", "expectancy"})
        EXPECT_TRUE(few[key].is_null()) << key;
    EXPECT_EQ(few["mean_usd"], -0.01);
}

TEST(EvidenceJson, HoldsTheFamilyAndTheLastSentence) {
    auto report = weighed_report();
    const auto family = ordered_json::parse(report_json(report))["evidence"];
    report.evidence.reset();
    report.evidence_note = "why not";
    const auto none = ordered_json::parse(report_json(report))["evidence"];

    EXPECT_EQ(family["is_weighed"], true);
    EXPECT_EQ(family["block"], 78'123'450);
    EXPECT_EQ(family["best"], "cap_100");
    EXPECT_EQ(family["t_needed"], 2.6);
    EXPECT_EQ(family["tested"], 2);
    EXPECT_EQ(family["effective_trials"], 1.4);
    EXPECT_EQ(family["sharpe_threshold_per_trade"], 0.05);
    EXPECT_EQ(family["episodes"], 430);
    EXPECT_EQ(family["days"], 9);
    EXPECT_THAT(family["sentence"], HasSubstr("best is Moderate, t 1.4, needs 2.6"));
    EXPECT_EQ(none["is_weighed"], false);
    EXPECT_EQ(none["note"], "why not");
    EXPECT_TRUE(none["t_needed"].is_null());
}

TEST(EvidenceJson, HoldsTheBandOfTheModels) {
    const auto band = ordered_json::parse(report_json(busy_report()))["configurations"][0]["band"];

    EXPECT_EQ(band,
              (ordered_json{{"lowest_net_usd", 3.25}, {"highest_net_usd", 4.25}, {"first_in", 4}, {"of_models", 4}}));
}

}  // namespace
}  // namespace dexarb

#include "dexarb/report/diff_report.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/text_report.hpp"

#include "unit/report/report_support.hpp"

namespace dexarb {
namespace {

using test::line_with;
using test::lines_of;
using test::unwrapped;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kWethRoute = "WETH/USDC.e: UniswapV3 0.05% > QuickSwapV2 0.30%";

EpisodeAct filled(std::int64_t net, std::uint64_t amount = 1'000, BlockNumber block = 100) {
    return {block, U256{amount}, TradeResult::kFilled, {net}, false};
}

ActedEpisode acted(BlockNumber first_block, const EpisodeAct& act) {
    return {"route-" + std::to_string(first_block), "WETH/USDC.e", kWethRoute, first_block, act};
}

/// Two did the same, one lost what the other filled at half the size and a block earlier, one alone each.
Comparison compared() {
    const EpisodeAct lost{103, U256{2'000}, TradeResult::kLost, {-20'000}, false};
    Comparison comparison =
        compare({acted(104, filled(5'000'000)), acted(100, filled(1'000'000)), acted(102, lost)},
                {acted(100, filled(1'000'000)), acted(102, filled(700'000, 1'000, 102)), acted(106, filled(-10'000))});
    comparison.a.name = comparison.a.config = "moderate";
    comparison.b.name = comparison.b.config = "aggressive";
    comparison.a.run = comparison.b.run = 1;
    comparison.a.net_usd = {5'980'000};
    comparison.b.net_usd = {1'690'000};
    comparison.paired = {4, (5.98 - 1.69) / 4, std::nullopt};
    return comparison;
}

DiffReport report_of(Comparison comparison) {
    DiffReport report;
    report.history.run = 1;
    report.history.report = test::quiet_report();
    report.comparisons.push_back(std::move(comparison));
    return report;
}

TEST(Comparison, PairsByEpisodeAndPutsTheLargestDifferenceFirst) {
    const Comparison comparison = compared();

    EXPECT_EQ(comparison.a.episodes, 3U);
    EXPECT_EQ(comparison.b.episodes, 3U);
    EXPECT_EQ(comparison.same, 1U);
    EXPECT_EQ(comparison.only_a(), 1U);
    EXPECT_EQ(comparison.only_b(), 1U);
    EXPECT_EQ(comparison.other_end(), 1U);
    ASSERT_EQ(comparison.differences.size(), 3U);
    EXPECT_EQ(comparison.differences[0].difference_usd().value, 5'000'000);
    EXPECT_EQ(comparison.differences[1].difference_usd().value, -720'000);
    EXPECT_EQ(comparison.differences[2].difference_usd().value, 10'000);
}

/// What lies between the books is what lies between the episodes.
TEST(Comparison, DifferencesAddUpToTheOneBetweenTheSums) {
    MicroUsd sum;
    for (const EpisodeDifference& each : compared().differences)
        sum += each.difference_usd();

    EXPECT_EQ(sum.value, 5'980'000 - 1'690'000);
}

TEST(Comparison, AnotherBlockAloneIsNoDifference) {
    const Comparison comparison = compare({acted(100, filled(1, 5, 100))}, {acted(100, filled(1, 5, 101))});

    EXPECT_EQ(comparison.same, 1U);
    EXPECT_TRUE(comparison.differences.empty());
}

TEST(DiffReport, SaysWhoActedWhoDidNotAndWhy) {
    Comparison comparison = compared();
    comparison.differences[0].stop = {"gas_above_cap", 104};
    const std::string text = render_diff(report_of(std::move(comparison)));

    EXPECT_THAT(line_with(text, "  moderate  "), HasSubstr("5.9800"));
    EXPECT_THAT(line_with(text, "    104"),
                AllOf(HasSubstr("filled"), HasSubstr("gas_above_cap"), HasSubstr("5.0000")));
    EXPECT_THAT(line_with(text, "    102"), AllOf(HasSubstr("lost"), HasSubstr("filled, 0.50 x, -1 block")));
    EXPECT_THAT(line_with(text, "    106"), HasSubstr("not known"));
    EXPECT_THAT(text, HasSubstr(std::string{"\n  "} + kWethRoute + "\n"));
    EXPECT_THAT(unwrapped(text), HasSubstr("aggressive 1: gas_above_cap 1"));
    for (const std::string& line : lines_of(text))
        EXPECT_LE(line.size(), kReportColumns) << line;
}

TEST(DiffReport, ListsNoMoreThanTheLimitAndCountsTheRest) {
    DiffReport report = report_of(compared());
    report.limit = 1;
    const auto json = nlohmann::json::parse(diff_json(report));

    EXPECT_THAT(render_diff(report), AllOf(HasSubstr("(1 of 3)"), HasSubstr("and 2 more"), Not(HasSubstr("    102"))));
    EXPECT_EQ(json["comparisons"][0]["differences"].size(), 1U);
    EXPECT_EQ(json["comparisons"][0]["more"], 2);
}

TEST(DiffReport, JsonHoldsBothSidesOfAnEpisode) {
    const auto json = nlohmann::json::parse(diff_json(report_of(compared())));
    const auto& comparison = json["comparisons"][0];
    const auto& lost = comparison["differences"][1];

    EXPECT_EQ(comparison["a"]["net_usd"], 5.98);
    EXPECT_EQ(comparison["difference_usd"], 4.29);
    EXPECT_EQ(lost["a"]["result"], "lost");
    EXPECT_EQ(lost["a"]["amount_in"], "2000");
    EXPECT_EQ(lost["b"]["net_usd"], 0.7);
    EXPECT_EQ(comparison["differences"][0]["b"], nullptr);
    EXPECT_EQ(comparison["differences"][0]["stopped_by"], nullptr);
    EXPECT_EQ(comparison["per_episode"]["mean_usd_95"], nullptr);
}

TEST(DiffReport, TheSentenceSaysWhatTheDataCarry) {
    Comparison comparison = compared();
    EXPECT_EQ(diff_sentence(comparison),
              "moderate made $4.2900 more than aggressive on 4 episodes: whether that is luck is said from 30 on.");

    comparison.paired = {63, 0.0681, Interval{-0.05, 0.2}};
    EXPECT_EQ(diff_sentence(comparison),
              "moderate made $4.2900 more than aggressive on 63 episodes: 0.0681 each, 95 %: -0.0500 to 0.2000; the "
              "interval contains zero: not separable.");

    comparison.paired.interval = Interval{0.01, 0.2};
    EXPECT_THAT(diff_sentence(comparison), HasSubstr("0.0100 to 0.2000; zero lies below the interval: separable."));

    comparison.b.run = 2;
    EXPECT_THAT(diff_sentence(comparison), HasSubstr("moderate of run 1 made $4.2900 more than aggressive of run 2"));
    EXPECT_EQ(diff_sentence(compare({}, {})), "Neither  nor  acted on an episode.");
}

TEST(DiffReport, TwoRunsHaveARowForEachConfiguration) {
    DiffReport report = report_of(compared());
    report.comparisons.push_back(compared());
    report.comparisons[1].a.name = report.comparisons[1].b.name = std::string(60, 'n');
    for (Comparison& comparison : report.comparisons)
        comparison.b.run = 2;
    Comparison same = compared();
    same.b.run = 2;
    same.differences.clear();
    report.comparisons.push_back(std::move(same));
    report.shared = SharedBlocks{60, 100, 159, {}, {}};
    const std::string text = render_diff(report);

    EXPECT_THAT(text, HasSubstr("all of run 1 against run 2, the 60 blocks that both runs saw, 100 to 159"));
    EXPECT_THAT(text, HasSubstr("EPISODES of run 1 (A) and run 2 (B)"));
    EXPECT_THAT(lines_of(text).back(), HasSubstr("1 configuration more did the same in both runs."));
    for (const std::string& line : lines_of(text))
        EXPECT_LE(line.size(), kReportColumns) << line;
}

}  // namespace
}  // namespace dexarb

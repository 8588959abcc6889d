#include "dexarb/report/verdict_report.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/text_report.hpp"

#include "unit/report/report_support.hpp"

namespace dexarb {
namespace {

using test::judge_again;
using test::judged;
using test::line_with;
using test::lines_of;
using test::unwrapped;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string last_line(const std::string& text) {
    return lines_of(text).back();
}

TEST(VerdictReport, ListsWhatFailsAndWhatItWouldTake) {
    VerdictReport report = judged();
    judge_again(report);
    const std::string text = render_verdict(report);
    const std::string flat = unwrapped(text);

    EXPECT_THAT(text, HasSubstr("verdict on run 3: "));
    EXPECT_THAT(flat, HasSubstr("ok: 1,240 of 1,240 audited values agree with the chain"));
    EXPECT_THAT(line_with(text, "  asked"), AllOf(HasSubstr(">= 100"), HasSubstr("<= 0.05"), HasSubstr("<= $900.00")));
    EXPECT_THAT(flat, HasSubstr("adjusted p 0.200, asked <= 0.05: some 1,421 trades in all"));
    EXPECT_THAT(flat, HasSubstr("31 trades, asked >= 100: 69 more"));
    EXPECT_THAT(flat, HasSubstr("no interval yet: given from 30 trades on"));
    EXPECT_THAT(last_line(text), StartsWith("No configuration passes: Moderate comes nearest and fails "));
    for (const std::string& line : lines_of(text))
        EXPECT_LE(line.size(), kReportColumns) << line;
}

TEST(VerdictReport, NamesWhatPasses) {
    VerdictReport report = judged();
    auto& best = *report.history.report.traders[0].evidence;
    best.trial.t = 4.0;
    best.trial.p_holm = best.trial.p_resampled = 0.001;
    best.survival_interval = Interval{0.1, 0.5};
    best.largest_day_share = 0.3;
    judge_again(report);

    EXPECT_EQ(last_line(render_verdict(report)), "Passes: Moderate. What was is no promise of what will be.");
    EXPECT_THAT(render_verdict(report), Not(HasSubstr("Moderate  adjusted p")));
    const auto json = nlohmann::json::parse(verdict_json(report));
    EXPECT_EQ(json["passes"], true);
    EXPECT_EQ(json["configurations"][0]["passes"], true);
    EXPECT_EQ(json["configurations"][1]["passes"], false);
}

TEST(VerdictReport, SaysWhatIsWrongWithTheRecord) {
    VerdictReport report = judged();
    report.record.market_is_simulated = true;
    report.record.incomplete_from = 78'100'000;
    report.record.parity = {};
    report.record.digest_verified = false;
    report.record.digest_note = "run 3: it was not recorded, or its recording is gone (/x/recordings)";
    judge_again(report);
    const std::string flat = unwrapped(render_verdict(report));

    EXPECT_THAT(flat, HasSubstr("FAILS: simulated: says nothing about a real one"));
    EXPECT_THAT(flat, HasSubstr("FAILS: nothing was written from block 78100000 on"));
    EXPECT_THAT(flat, HasSubstr("FAILS: never audited"));
    EXPECT_THAT(flat, HasSubstr("FAILS: run 3: it was not recorded, or its recording is gone"));
    EXPECT_THAT(last_line(render_verdict(report)), HasSubstr("the record fails 4 of 4"));
}

TEST(VerdictReport, JsonHasEveryGateWithItsFigure) {
    VerdictReport report = judged();
    judge_again(report);
    const auto json = nlohmann::json::parse(verdict_json(report));
    const auto& moderate = json["configurations"][0];

    EXPECT_EQ(json["type"], "verdict");
    EXPECT_EQ(json["passes"], false);
    EXPECT_EQ(json["rules"]["min_trades"], 100);
    EXPECT_EQ(json["record"].size(), 4U);
    EXPECT_EQ(moderate["config"], report.history.report.traders[0].config.id);
    EXPECT_EQ(moderate["gates"][0]["gate"], "trades");
    EXPECT_EQ(moderate["gates"][0]["figure"], 412.0);
    EXPECT_EQ(moderate["gates"][2]["gate"], "adjusted_p");
    EXPECT_EQ(moderate["gates"][2]["figure"], 0.2);
    EXPECT_EQ(moderate["gates"][2]["needed"], 1'421.0);
    EXPECT_EQ(json["configurations"][2]["gates"][2]["figure"], nullptr);
}

TEST(VerdictReport, FitsWhateverTheNamesAndNumbers) {
    VerdictReport report = judged();
    report.history.report = test::overflowing_report();
    judge_again(report);
    for (const std::string& line : lines_of(render_verdict(report)))
        EXPECT_LE(line.size(), kReportColumns) << line;
}

}  // namespace
}  // namespace dexarb

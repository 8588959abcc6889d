#include "report/conclusion.hpp"

#include <gtest/gtest.h>

#include "dexarb/report/text_report.hpp"

#include "report_support.hpp"

namespace dexarb {
namespace {

using test::busy_report;
using test::quiet_report;
using test::weighed_report;

/// Names as long as they may be, and numbers as long as they get.
RunReport stretched(RunReport report) {
    for (auto& trader : report.traders) {
        trader.config.name = std::string(24, 'W');
        if (!trader.evidence) continue;
        trader.evidence->trades = 2'000;
        trader.evidence->days = 400;
    }
    return report;
}

void expect_fits(const RunReport& report) {
    const std::string sentence = conclusion(stretched(report));
    EXPECT_LE(sentence.size(), kReportColumns) << sentence;
}

TEST(Conclusion, NamesTheBestAndWhatItLacks) {
    const auto report = weighed_report();

    EXPECT_EQ(conclusion(report),
              "No configuration is separable from zero: best is Moderate, t 1.4, needs 2.6, on 412 trades and 9 days.");
    expect_fits(report);
}

TEST(Conclusion, LongNamesGetTheShortForm) {
    auto report = weighed_report();
    report.traders[0].evidence->trial.t = -12.345;
    report.evidence->bar = 12.345;

    const std::string sentence = conclusion(stretched(report));

    EXPECT_EQ(sentence, "None is separable from zero: best is " + std::string(24, 'W') +
                            ", t -12.3, needs 12.3, on 2,000 trades and 400 days.");
    EXPECT_LE(sentence.size(), kReportColumns);
}

TEST(Conclusion, NamesTheOneThatIsSeparable) {
    auto report = weighed_report();
    report.traders[0].evidence->trial.t = 3.14;
    report.traders[0].evidence->trial.is_separable = true;
    report.traders[0].evidence->days = 1;

    EXPECT_EQ(conclusion(report), "Separable from zero is Moderate: t 3.1, needs 2.6, on 412 trades and 1 day.");
    expect_fits(report);
}

TEST(Conclusion, CountsTheOthersThatAreSeparableToo) {
    auto report = weighed_report();
    for (auto& trader : report.traders)
        trader.evidence->trial.is_separable = true;
    report.traders[0].evidence->trial.t = 3.14;
    const auto all = report;
    report.traders[2].evidence->trial.is_separable = false;

    EXPECT_EQ(conclusion(all),
              "Separable from zero is Moderate: t 3.1, needs 2.6, on 412 trades and 9 days; so are 2 more.");
    EXPECT_EQ(conclusion(report),
              "Separable from zero is Moderate: t 3.1, needs 2.6, on 412 trades and 9 days; so is 1 more.");
    expect_fits(all);
}

TEST(Conclusion, TheBestByTNeedNotBeTheOneAhead) {
    auto report = weighed_report();
    test::name_best(report, 1);

    EXPECT_EQ(conclusion(report),
              "No configuration is separable from zero: best is cap_200, t 0.5, needs 2.6, on 31 trades and 1 day.");
}

TEST(Conclusion, SaysThatNothingTraded) {
    EXPECT_EQ(conclusion(quiet_report()), "No configuration is separable from zero: nothing traded.");
    EXPECT_EQ(conclusion(RunReport{}), "No configuration is separable from zero: nothing traded.");
}

TEST(Conclusion, SaysThatNothingIsBooked) {
    auto report = quiet_report();
    report.traders[0].metrics.actions = 4;

    EXPECT_EQ(conclusion(report), "No configuration is separable from zero: no trade is booked, and 30 are needed.");
}

TEST(Conclusion, SaysHowManyTradesAreMissing) {
    auto report = busy_report();
    report.traders[1].metrics.quarantined = 0;
    report.traders[1].metrics.results[static_cast<std::size_t>(TradeResult::kReverted)] = 27;

    EXPECT_EQ(conclusion(report),
              "No configuration is separable from zero: too few trades, cap_200 has 27 and needs 3 "
              "more.");
    expect_fits(report);
}

TEST(Conclusion, SaysWhyItIsNotKnown) {
    auto report = weighed_report();
    report.evidence.reset();
    const std::string nobody = conclusion(report);
    report.evidence_note = "resampling all trades was not ready in time";

    EXPECT_EQ(nobody, "Whether a configuration is separable from zero is not known: nothing was weighed.");
    EXPECT_EQ(conclusion(report),
              "Whether a configuration is separable from zero is not known: resampling all trades "
              "was not ready in time.");
    expect_fits(report);
}

/// Thirty trades are booked, but what was weighed is older than that.
TEST(Conclusion, DoesNotTakeOldEvidenceForAVerdict) {
    auto report = weighed_report();
    test::name_best(report, {});
    for (auto& trader : report.traders)
        trader.evidence->trades = 29;

    EXPECT_EQ(conclusion(report),
              "Whether a configuration is separable from zero is not known: the newest trades are not weighed yet.");
}

TEST(Conclusion, WithoutVarianceNobodyIsTested) {
    auto report = weighed_report();
    test::name_best(report, {});

    EXPECT_EQ(conclusion(report),
              "No configuration is separable from zero: those with enough trades netted the same on each.");
}

}  // namespace
}  // namespace dexarb

#include "dexarb/metrics/verdict.hpp"

#include <gmock/gmock.h>

namespace dexarb {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr VerdictRules kAll{100, 7, 0.05, 0.0, 0.5, 900.0, true, true};

/// A configuration that passes everything in `kAll`.
TradeEvidence sound() {
    TradeEvidence trades;
    trades.trades = 400;
    trades.days = 10;
    trades.mean = 0.5;
    trades.survival_interval = Interval{0.1, 0.7};
    trades.trial.t = 4.0;
    trades.trial.p_holm = 0.004;
    trades.trial.p_resampled = 0.001;
    trades.largest_day_share = 0.2;
    return trades;
}

RecordFacts whole() {
    RecordFacts record;
    record.days = 10.0;
    record.parity = {20, 0, 800, 800, 0, {}};
    record.digest_verified = true;
    return record;
}

Evidence of(TradeEvidence trades) {
    Evidence evidence;
    evidence.configs = {std::move(trades)};
    evidence.bar = 2.5;
    return evidence;
}

Verdict judged(const TradeEvidence& trades, double net_usd = 200.0, const RecordFacts& record = whole(),
               const VerdictRules& rules = kAll) {
    const std::vector<double> nets{net_usd};
    return judge(of(trades), nets, record, rules);
}

std::vector<GateKind> failing(const std::vector<Gate>& gates) {
    std::vector<GateKind> kinds;
    for (const Gate& gate : gates)
        if (!gate.passes) kinds.push_back(gate.kind);
    return kinds;
}

const Gate& gate_of(const std::vector<Gate>& gates, GateKind kind) {
    return *std::ranges::find(gates, kind, &Gate::kind);
}

TEST(Verdict, PassesWhereEveryGateDoes) {
    const Verdict verdict = judged(sound());

    EXPECT_TRUE(verdict.passes());
    EXPECT_TRUE(verdict.passes(0));
    EXPECT_EQ(verdict.configs[0].size(), 6U);
    EXPECT_EQ(verdict.record.size(), 4U);
}

TEST(Verdict, CountsTradesAndDaysAndSaysHowManyAreMissing) {
    TradeEvidence trades = sound();
    trades.trades = 99;
    trades.days = 5;
    const Verdict verdict = judged(trades);

    EXPECT_THAT(failing(verdict.configs[0]), ElementsAre(GateKind::kTrades, GateKind::kDays));
    EXPECT_EQ(gate_of(verdict.configs[0], GateKind::kTrades).needed, 1.0);
    EXPECT_EQ(gate_of(verdict.configs[0], GateKind::kDays).needed, 2.0);
    EXPECT_FALSE(verdict.passes());
}

/// Of the two adjustments the more careful one counts; t grows with the root of the trades.
TEST(Verdict, TheHigherPCounts) {
    TradeEvidence trades = sound();
    trades.trial.t = 1.25;
    trades.trial.p_holm = 0.01;
    trades.trial.p_resampled = 0.3;
    const Gate gate = gate_of(judged(trades).configs[0], GateKind::kAdjustedP);
    std::swap(trades.trial.p_holm, trades.trial.p_resampled);

    EXPECT_FALSE(gate.passes);
    EXPECT_EQ(gate.figure, 0.3);
    EXPECT_EQ(gate.needed, 400 * 4) << "a bar of twice its t";
    EXPECT_EQ(gate_of(judged(trades).configs[0], GateKind::kAdjustedP).figure, 0.3);
}

TEST(Verdict, NoNumberOfTradesHelpsAMeanThatIsNotAboveZero) {
    TradeEvidence trades = sound();
    trades.trial.t = -0.4;
    trades.trial.p_holm = trades.trial.p_resampled = 1.0;
    trades.survival_interval = Interval{-0.7, 0.1};
    const Verdict verdict = judged(trades);

    EXPECT_THAT(failing(verdict.configs[0]), ElementsAre(GateKind::kAdjustedP, GateKind::kSurvival));
    EXPECT_FALSE(gate_of(verdict.configs[0], GateKind::kAdjustedP).needed);
    EXPECT_FALSE(gate_of(verdict.configs[0], GateKind::kSurvival).needed);
}

/// A mean of 0.2 give or take 0.6 is above zero with nine times the trades.
TEST(Verdict, TheLowerEndUnderSurvivalCounts) {
    TradeEvidence trades = sound();
    trades.survival_interval = Interval{-0.4, 0.8};
    const Gate gate = gate_of(judged(trades).configs[0], GateKind::kSurvival);

    EXPECT_FALSE(gate.passes);
    EXPECT_EQ(gate.figure, -0.4);
    EXPECT_NEAR(*gate.needed, 3'600.0, 1.0);
    trades.survival_interval = Interval{0.0, 0.8};
    EXPECT_FALSE(gate_of(judged(trades).configs[0], GateKind::kSurvival).passes) << "zero is not above zero";
}

TEST(Verdict, WhatTheDataDoNotCarryDoesNotPass) {
    const Verdict verdict = judged(TradeEvidence{}, 0.0);

    EXPECT_THAT(failing(verdict.configs[0]), ElementsAre(GateKind::kTrades, GateKind::kDays, GateKind::kAdjustedP,
                                                         GateKind::kSurvival, GateKind::kDayShare));
    EXPECT_FALSE(gate_of(verdict.configs[0], GateKind::kAdjustedP).figure);
}

/// 75 % of $200 on one day: with $100 more on others it is one half.
TEST(Verdict, OneDayMustNotCarryTheProfit) {
    TradeEvidence trades = sound();
    trades.largest_day_share = 0.75;
    const Gate gate = gate_of(judged(trades, 200.0).configs[0], GateKind::kDayShare);

    EXPECT_FALSE(gate.passes);
    EXPECT_DOUBLE_EQ(*gate.needed, 100.0);
}

TEST(Verdict, MoreThanTheMarketPaysIsAMistake) {
    EXPECT_TRUE(judged(sound(), 9'000.0).passes());
    EXPECT_THAT(failing(judged(sound(), 9'001.0).configs[0]), ElementsAre(GateKind::kNetPerDay));
    RecordFacts short_one = whole();
    short_one.days = 1e-6;
    EXPECT_EQ(gate_of(judged(sound(), 10.0, short_one).configs[0], GateKind::kNetPerDay).figure, 240.0)
        << "an hour is the least that is taken to the day";
}

TEST(Verdict, ARecordThatCannotBeTrustedFailsAll) {
    RecordFacts simulated = whole();
    simulated.market_is_simulated = true;
    RecordFacts incomplete = whole();
    incomplete.incomplete_from = 78;
    RecordFacts differs = whole();
    --differs.parity.agreed;
    RecordFacts never_audited = whole();
    never_audited.parity = {};
    RecordFacts other_decisions = whole();
    other_decisions.digest_verified = false;
    for (const auto& [record, kind] :
         {std::pair{simulated, GateKind::kMarket}, std::pair{incomplete, GateKind::kJournal},
          std::pair{differs, GateKind::kParity}, std::pair{never_audited, GateKind::kParity},
          std::pair{other_decisions, GateKind::kDigest}}) {
        const Verdict verdict = judged(sound(), 200.0, record);
        EXPECT_THAT(failing(verdict.record), ElementsAre(kind));
        EXPECT_THAT(failing(verdict.configs[0]), IsEmpty());
        EXPECT_FALSE(verdict.passes());
    }
}

TEST(Verdict, WhatIsNotAskedIsNotJudged) {
    RecordFacts record = whole();
    record.digest_verified = false;
    record.parity = {};
    VerdictRules rules;
    rules.min_trades = 30;
    rules.require_parity = rules.require_digest = false;
    const Verdict verdict = judged(TradeEvidence{}, 0.0, record, rules);

    ASSERT_EQ(verdict.configs[0].size(), 1U);
    EXPECT_EQ(verdict.record.size(), 2U);
    EXPECT_EQ(verdict.configs[0][0].needed, 30.0);
}

TEST(Verdict, OneThatPassesIsEnough) {
    Evidence evidence = of(TradeEvidence{});
    evidence.configs.push_back(sound());
    const std::vector<double> nets{0.0, 200.0};
    const Verdict verdict = judge(evidence, nets, whole(), kAll);

    EXPECT_FALSE(verdict.passes(0));
    EXPECT_TRUE(verdict.passes(1));
    EXPECT_TRUE(verdict.passes());
    EXPECT_FALSE((Verdict{verdict.record, {}}.passes())) << "nobody is there to pass";
}

}  // namespace
}  // namespace dexarb

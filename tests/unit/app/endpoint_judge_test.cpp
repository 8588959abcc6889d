#include "dexarb/app/endpoint_judge.hpp"

#include <gmock/gmock.h>

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr Timestamp kNow{std::chrono::sys_days{std::chrono::year{2026} / 9 / 1}};

HeadSeen head(BlockNumber number, std::chrono::seconds age) {
    HeadSeen seen;
    seen.block.number = number;
    seen.timestamp = std::chrono::floor<std::chrono::seconds>(kNow) - age;
    seen.seen_at = kNow;
    return seen;
}

/// An endpoint that lacks nothing.
EndpointMeasures sound() {
    EndpointMeasures measures;
    measures.name = measures.endpoint = "https://node";
    measures.is_secure = true;
    measures.chain_id = 137;
    measures.latencies.assign(25, 12ms);
    measures.first_head = head(1'000, 3s);
    measures.newest_head = head(1'001, 1s);
    measures.clock_ahead = 200ms;
    measures.logs_by_hash.was_asked = measures.calls_at_hash.was_asked = measures.batches.was_asked = true;
    measures.largest_batch = 50;
    measures.state_at = 1'000;
    measures.no_state_at = 10'000;
    return measures;
}

EndpointVerdict judge(const EndpointMeasures& measures, BlockNumber best = 1'001) {
    return judge_endpoint(measures, {137, 20s, best});
}

RpcError lacking(const std::string& message) {
    RpcComplaint complaint;
    complaint.message = message;
    return classify(complaint);
}

/// The one finding of that level.
Finding only(FindingLevel level, const EndpointVerdict& verdict) {
    Findings found;
    for (const Finding& finding : verdict.findings)
        if (finding.level != FindingLevel::kFine) found.push_back(finding);
    EXPECT_EQ(found.size(), 1U);
    if (found.size() != 1) return {};
    EXPECT_EQ(found[0].level, level) << found[0].text;
    EXPECT_NE(found[0].action, "") << "says what to do";
    EXPECT_EQ(verdict.is_usable, level != FindingLevel::kProblem);
    return found[0];
}

TEST(EndpointJudge, ASoundEndpointIsUsableWithoutAWarning) {
    const EndpointVerdict verdict = judge(sound());

    EXPECT_TRUE(verdict.is_usable);
    std::string all;
    for (const Finding& finding : verdict.findings) {
        EXPECT_EQ(finding.level, FindingLevel::kFine) << finding.text;
        all += finding.text + "\n";
    }
    for (const char* part : {"certificate valid", "chain 137", "p50 12 ms, p99 12 ms of 25", "block 1001, 1.0 s old",
                             "logs by block hash: yes", "eth_call at a block hash: yes", "50 calls at once",
                             "at least 1000 blocks back, not 10000"})
        EXPECT_THAT(all, HasSubstr(part));
}

TEST(EndpointJudge, TroubleIsTheProblemAndItsAdvice) {
    EndpointMeasures measures;
    measures.name = measures.endpoint = "https://node";
    measures.trouble = lacking("invalid api key");

    const Finding problem = only(FindingLevel::kProblem, judge(measures));

    EXPECT_THAT(problem.text, HasSubstr("refuses the key"));
}

TEST(EndpointJudge, AnotherChainIsNamedWithBothWaysOut) {
    EndpointMeasures measures;
    measures.chain_id = 80'002;

    const Finding problem = only(FindingLevel::kProblem, judge(measures));

    EXPECT_THAT(problem.text, HasSubstr("chain 80002"));
    EXPECT_THAT(problem.action, HasSubstr("chain 137"));
    EXPECT_THAT(problem.action, HasSubstr("--market"));
}

TEST(EndpointJudge, ASlowEndpointIsAWarning) {
    EndpointMeasures measures = sound();
    measures.latencies.assign(25, 700ms);

    EXPECT_THAT(only(FindingLevel::kWarning, judge(measures)).text, HasSubstr("p50 700 ms"));
}

TEST(EndpointJudge, FailuresAmongTheSamplesAreAWarningWithTheirAdvice) {
    EndpointMeasures measures = sound();
    measures.interruptions = 2;
    measures.interruption = lacking("rate limit exceeded");

    const Finding warning = only(FindingLevel::kWarning, judge(measures));

    EXPECT_THAT(warning.text, HasSubstr("2 of 27 questions failed"));
    EXPECT_THAT(warning.action, HasSubstr("#rps="));
}

TEST(EndpointJudge, AClockAheadThatMakesEveryBlockStaleIsTheProblemAndNotTheNode) {
    EndpointMeasures measures = sound();
    measures.newest_head = head(1'001, 301s);
    measures.clock_ahead = 300s;

    const Finding problem = only(FindingLevel::kProblem, judge(measures));

    EXPECT_THAT(problem.text, HasSubstr("clock is 5.0 min ahead"));
    EXPECT_THAT(problem.action, HasSubstr("set-ntp"));
}

TEST(EndpointJudge, AClockAheadByLessOrBehindIsAWarning) {
    EndpointMeasures measures = sound();
    measures.newest_head = head(1'001, 11s);
    measures.clock_ahead = 10s;
    EXPECT_THAT(only(FindingLevel::kWarning, judge(measures)).text, HasSubstr("10.0 s ahead"));

    measures.newest_head = head(1'001, -299s);
    measures.clock_ahead = -300s;
    EXPECT_THAT(only(FindingLevel::kWarning, judge(measures)).text, HasSubstr("5.0 min behind the node's"));
}

TEST(EndpointJudge, WithoutADateBlocksOfTheFutureTellAClockBehind) {
    EndpointMeasures measures = sound();
    measures.newest_head = head(1'001, -300s);
    measures.clock_ahead.reset();

    EXPECT_THAT(only(FindingLevel::kWarning, judge(measures)).text, HasSubstr("5.0 min behind the newest block"));
}

TEST(EndpointJudge, AnOldHeadThatStandsIsAProblemOfTheNode) {
    EndpointMeasures measures = sound();
    measures.first_head = measures.newest_head = head(1'001, 3'600s);

    const Finding problem = only(FindingLevel::kProblem, judge(measures, 2'000));

    EXPECT_THAT(problem.text, HasSubstr("60.0 min old and 999 behind"));
    EXPECT_THAT(problem.text, HasSubstr("stands still"));
    EXPECT_THAT(problem.action, HasSubstr("another endpoint"));
}

TEST(EndpointJudge, AnOldHeadThatMovesIsCatchingUpOrWithoutADateTheClock) {
    EndpointMeasures measures = sound();
    measures.newest_head = head(1'001, 300s);
    EXPECT_THAT(only(FindingLevel::kProblem, judge(measures)).text, HasSubstr("still catching up"));

    measures.clock_ahead.reset();
    const Finding problem = only(FindingLevel::kProblem, judge(measures));
    EXPECT_THAT(problem.text, HasSubstr("or this machine's clock"));
    EXPECT_THAT(problem.action, HasSubstr("date -u"));
}

TEST(EndpointJudge, AnAgeWithinTheLimitIsNoProblem) {
    EndpointMeasures measures = sound();
    measures.newest_head = head(1'001, 20s);
    measures.clock_ahead = 0ms;
    EXPECT_TRUE(judge(measures).is_usable);

    measures.newest_head = head(1'001, 21s);
    EXPECT_FALSE(judge(measures).is_usable);
}

TEST(EndpointJudge, LagBehindTheBestIsAWarningWhereRunWouldLeaveIt) {
    EXPECT_EQ(judge(sound(), 1'003).findings.size(), judge(sound()).findings.size());
    EXPECT_THAT(only(FindingLevel::kWarning, judge(sound(), 1'004)).text, HasSubstr("3 behind the best"));
}

TEST(EndpointJudge, WhatRunCannotDoWithoutIsAProblem) {
    EndpointMeasures measures = sound();
    measures.logs_by_hash.refusal = lacking("blockHash is not supported");
    EXPECT_THAT(only(FindingLevel::kProblem, judge(measures)).text, HasSubstr("eth_getLogs by block hash"));

    measures = sound();
    measures.calls_at_hash.refusal = lacking("missing trie node 1234");
    const Finding problem = only(FindingLevel::kProblem, judge(measures));
    EXPECT_THAT(problem.text, HasSubstr("eth_call on the state of its newest block"));
    EXPECT_THAT(problem.action, HasSubstr("full node"));
}

TEST(EndpointJudge, ARefusalThatIsARateLimitIsToldAsOne) {
    EndpointMeasures measures = sound();
    measures.logs_by_hash.refusal = lacking("too many requests");

    EXPECT_THAT(only(FindingLevel::kProblem, judge(measures)).action, HasSubstr("#rps="));
}

TEST(EndpointJudge, BatchesAreSaidButNothingDependsOnThem) {
    EndpointMeasures measures = sound();
    measures.batches.refusal = lacking("batch requests are not supported");

    EXPECT_TRUE(judge(measures).is_usable);
}

TEST(EndpointJudge, FewStatesAreAWarning) {
    EndpointMeasures measures = sound();
    measures.state_at.reset();
    measures.no_state_at = 8;

    EXPECT_THAT(only(FindingLevel::kWarning, judge(measures)).text, HasSubstr("audits"));
}

TEST(EndpointJudge, AWebSocketThatAnnouncesNothingIsAWarning) {
    EndpointMeasures measures = sound();
    measures.announcing = Announcing::kSilent;
    EXPECT_THAT(only(FindingLevel::kWarning, judge(measures)).text, HasSubstr("announced nothing"));

    measures.announcing = Announcing::kRefused;
    EXPECT_THAT(only(FindingLevel::kWarning, judge(measures)).text, HasSubstr("refuses eth_subscribe"));

    measures.announcing = Announcing::kYes;
    EXPECT_TRUE(judge(measures).is_usable);
}

TEST(Percentile, IsTheNearestRank) {
    std::vector<std::chrono::microseconds> latencies;
    for (int i = 100; i >= 1; --i)
        latencies.emplace_back(i);

    EXPECT_EQ(percentile(latencies, 50), 50us);
    EXPECT_EQ(percentile(latencies, 99), 99us);
    EXPECT_EQ(percentile({7us}, 50), 7us);
}

}  // namespace
}  // namespace dexarb

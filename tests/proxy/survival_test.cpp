// Every fault of the list in docs/operations.md, between the daemon's feed and the simulated node.
#include "proxy/survival.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kTimes = 10;

/// So many answers of any kind are spoilt, with a chance of one half each.
SurvivalPlan spoiling(std::string name, Fault fault, std::string method = "", std::uint64_t times = kTimes) {
    FaultRule rule;
    rule.method = std::move(method);
    rule.rate = 0.5;
    rule.count = times;
    rule.faults = {fault};
    SurvivalPlan plan;
    plan.name = std::move(name);
    plan.rules = {rule};
    return plan;
}

/// So are two, with a hint that is to be kept to.
SurvivalPlan hinting(std::string name, Fault fault) {
    SurvivalPlan plan = spoiling(std::move(name), fault, "", 2);
    plan.audits = false;  // A question under way when the hint comes is none that comes too early.
    return plan;
}

class Survives : public Survival {
  protected:
    /// What holds after every fault.
    void expect_whole() const {
        EXPECT_GT(compared, 40U * counters.blocks) << "most pools are certain in every block";
        EXPECT_EQ(unpublished(), counters.skipped) << "each block is handed over or counted";
        EXPECT_EQ(counters.broken_pools, 0U);
        EXPECT_EQ(counters.undone, 0U);
    }
    void expect_nothing_skipped() const { EXPECT_EQ(counters.skipped, 0U); }
};

TEST_F(Survives, Delays) {
    follow(spoiling("delay of 30 ms", {.kind = FaultKind::kDelay, .time = 30ms}));

    EXPECT_EQ(errors(), 0U);
    EXPECT_EQ(proxy->faults_of(FaultKind::kDelay), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, DelaysBeyondTheDeadline) {
    follow(spoiling("delay beyond the deadline", {.kind = FaultKind::kDelay, .time = 2200ms}, "", 1));

    expect_only(RpcErrorClass::kRetryNow);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, SilentStalls) {
    follow(spoiling("silent stall", {.kind = FaultKind::kStall}, "", 1));

    expect_only(RpcErrorClass::kRetryNow);
    EXPECT_EQ(errors(), 1U);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, DripsThatEndInTime) {
    follow(spoiling("drip, quick", {.kind = FaultKind::kDrip}));

    EXPECT_EQ(proxy->faults_of(FaultKind::kDrip), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, DripsThatWouldHoldItForever) {
    follow(spoiling("drip, slow", {.kind = FaultKind::kDrip, .time = 20ms}, "", 1));

    expect_only(RpcErrorClass::kRetryNow);
    EXPECT_EQ(errors(), 1U);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, HalfAnswers) {
    follow(spoiling("half answer", {.kind = FaultKind::kHalf}));

    expect_only(RpcErrorClass::kRetryNow);
    EXPECT_EQ(errors(), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, ContentLengthsThatAreTooShort) {
    follow(spoiling("Content-Length too short", {.kind = FaultKind::kShortLength}));

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, ContentLengthsThatAreTooLong) {
    follow(spoiling("Content-Length too long", {.kind = FaultKind::kLongLength}));

    expect_only(RpcErrorClass::kRetryNow);
    EXPECT_EQ(errors(), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, Resets) {
    follow(spoiling("reset in the answer", {.kind = FaultKind::kReset, .at = 60}));

    expect_only(RpcErrorClass::kRetryNow);
    EXPECT_EQ(errors(), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, ConnectionsClosedWithoutAnAnswer) {
    follow(spoiling("closed without an answer", {.kind = FaultKind::kClose}));

    expect_only(RpcErrorClass::kRetryNow);
    EXPECT_LT(errors(), kTimes) << "a kept connection is replaced once, silently";
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, TooManyRequestsWithoutAHint) {
    follow(spoiling("429", {.kind = FaultKind::kStatus, .status = 429}));

    expect_only(RpcErrorClass::kRetryLater);
    EXPECT_EQ(errors(), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, TooManyRequestsWithRetryAfter) {
    follow(hinting("429, Retry-After 1 s",
                   {.kind = FaultKind::kStatus, .status = 429, .hint = Hint::kRetryAfter, .pause = 1s}));

    expect_only(RpcErrorClass::kRetryLater);
    EXPECT_EQ(hints_kept, 2U);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, BackoffSeconds) {
    follow(hinting("429, backoff_seconds 0.5",
                   {.kind = FaultKind::kStatus, .status = 429, .hint = Hint::kBackoffSeconds, .pause = 500ms}));

    expect_only(RpcErrorClass::kRetryLater);
    EXPECT_EQ(hints_kept, 2U);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, TryAgainIn) {
    follow(
        hinting("\"try again in 400ms\"", {.kind = FaultKind::kRpcError, .hint = Hint::kTryAgainIn, .pause = 400ms}));

    expect_only(RpcErrorClass::kRetryLater);
    EXPECT_EQ(hints_kept, 2U);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, RetryIn) {
    follow(hinting("\"retry in 0.400s\"", {.kind = FaultKind::kRpcError, .hint = Hint::kRetryIn, .pause = 400ms}));

    expect_only(RpcErrorClass::kRetryLater);
    EXPECT_EQ(hints_kept, 2U);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, BadGateways) {
    follow(spoiling("502", {.kind = FaultKind::kStatus, .status = 502}));

    expect_only(RpcErrorClass::kRetryElsewhere);
    EXPECT_EQ(errors(), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, UnavailableWithAHint) {
    follow(hinting("503, Retry-After 1 s",
                   {.kind = FaultKind::kStatus, .status = 503, .hint = Hint::kRetryAfter, .pause = 1s}));

    expect_only(RpcErrorClass::kRetryElsewhere);
    EXPECT_EQ(hints_kept, 2U);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, Garbage) {
    follow(spoiling("garbage", {.kind = FaultKind::kGarbage}));

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, WhatIsNoHttp) {
    follow(spoiling("no HTTP", {.kind = FaultKind::kNotHttp}));

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, AnswersToOtherQuestions) {
    follow(spoiling("foreign id", {.kind = FaultKind::kWrongId}));

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, NullInsteadOfLogs) {
    follow(spoiling("null for logs", {.kind = FaultKind::kNull}, "eth_getLogs"));

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, LogsTwice) {
    follow(spoiling("a log twice", {.kind = FaultKind::kDoubleLog}, "eth_getLogs"));

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), kTimes);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, LogsOutOfOrder) {
    follow(spoiling("logs out of order", {.kind = FaultKind::kReverseLogs}, "eth_getLogs"));

    expect_only(RpcErrorClass::kMalformed);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, StaleHeads) {
    follow(spoiling("stale head", {.kind = FaultKind::kStaleHead, .depth = 5}));

    EXPECT_EQ(errors(), 0U);
    EXPECT_GT(proxy->faults_of(FaultKind::kStaleHead), 0U);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, WithheldLogs) {
    follow(spoiling("all logs of a block withheld", {.kind = FaultKind::kNoLogs}, "eth_getLogs"));

    EXPECT_EQ(errors(), 0U) << "an empty list is a well-formed answer";
    EXPECT_EQ(proxy->faults_of(FaultKind::kNoLogs), kTimes);
    EXPECT_GE(counters.withheld_blocks, kTimes / 2) << "the bloom filter names the pools, and they have changed";
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, LogsThatStayWithheld) {
    SurvivalPlan plan = spoiling("all logs of every block withheld", {.kind = FaultKind::kNoLogs}, "eth_getLogs", 1000);
    plan.rules.front().rate = 1.0;
    plan.blocks = 20;

    follow(plan);

    EXPECT_GE(counters.withheld_blocks, 15U);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, AllOfThemFromTheStartOn) {
    FaultRule rule;
    rule.rate = 0.3;
    for (const FaultKind kind : {FaultKind::kDrip, FaultKind::kHalf, FaultKind::kShortLength, FaultKind::kLongLength,
                                 FaultKind::kReset, FaultKind::kClose, FaultKind::kStatus, FaultKind::kRpcError,
                                 FaultKind::kGarbage, FaultKind::kNotHttp, FaultKind::kWrongId, FaultKind::kStaleHead})
        rule.faults.push_back({.kind = kind});
    SurvivalPlan plan;
    plan.name = "all of them at 30 %, from the start on";
    plan.rules = {rule};
    plan.spoils_start = true;

    follow(plan);

    EXPECT_GT(proxy->faults_in_all(), 20U);
    EXPECT_EQ(counters.fresh_starts, 0U);
    expect_whole();
    expect_nothing_skipped();
}

TEST_F(Survives, ADeadEndpointBesideALiveOne) {
    SurvivalPlan plan = spoiling("every answer of one of two endpoints half", {.kind = FaultKind::kHalf}, "", 1000);
    plan.rules.front().rate = 1.0;
    plan.has_standby = true;

    follow(plan);

    EXPECT_EQ(counters.failures, 0U) << "the other one answers at once";
    expect_whole();
    expect_nothing_skipped();
}

}  // namespace
}  // namespace dexarb::testing

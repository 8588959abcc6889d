// A node that means harm, between the daemon's feed and the simulated node: what it sends neither reaches a state nor
// stays in memory.
#include "proxy/survival.hpp"
#include "support/heap.hpp"

namespace dexarb::testing {
namespace {

constexpr std::size_t kMebibyte = 1U << 20U;

class SurvivesHostility : public Survival {
  protected:
    /// So many answers of this kind, to `method` or to any, among those of 40 blocks.
    void follow_through(FaultKind kind, std::uint64_t times, std::string method = "") {
        FaultRule rule;
        rule.method = std::move(method);
        rule.after = 3;
        rule.rate = 0.5;
        rule.count = times;
        rule.faults = {{.kind = kind}};
        SurvivalPlan plan;
        plan.name = std::string{"hostile: "} + std::string{to_string(kind)};
        plan.rules = {rule};
        plan.blocks = 40;
        plan.audits = false;

        follow(std::move(plan));

        EXPECT_EQ(proxy->faults_of(kind), times);
        EXPECT_GT(compared, 40U * counters.blocks) << "most pools are certain in every block";
        EXPECT_EQ(unpublished(), 0U);
        EXPECT_EQ(counters.skipped, 0U);
        EXPECT_EQ(counters.broken_pools, 0U);
    }
};

TEST_F(SurvivesHostility, BodiesWithoutEnd) {
    follow_through(FaultKind::kEndlessBody, 1);

    EXPECT_EQ(errors(), 1U) << "too large or too late";
}

TEST_F(SurvivesHostility, HeadersWithoutEnd) {
    follow_through(FaultKind::kEndlessHeader, 5);

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), 5U);
}

TEST_F(SurvivesHostility, InterimAnswersWithoutEnd) {
    follow_through(FaultKind::kEndlessInterim, 1);

    expect_only(RpcErrorClass::kRetryNow);
}

TEST_F(SurvivesHostility, HugeAnswersLeaveNothingBehind) {
    const std::size_t before = test::allocated_bytes();

    follow_through(FaultKind::kHuge, 3);

    EXPECT_EQ(errors(), 0U) << "a member that nobody asked for is no fault";
    EXPECT_LT(test::allocated_bytes(), before + 24 * kMebibyte) << "the answers had 24 MB, their index four times that";
}

TEST_F(SurvivesHostility, DeepNesting) {
    const std::size_t before = test::allocated_bytes();

    follow_through(FaultKind::kNesting, 5);

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_LT(test::allocated_bytes(), before + 24 * kMebibyte);
}

TEST_F(SurvivesHostility, CompressedAnswers) {
    follow_through(FaultKind::kCompressed, 5);

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), 5U);
}

TEST_F(SurvivesHostility, RedirectsAreNotFollowed) {
    follow_through(FaultKind::kRedirect, 2);

    expect_only(RpcErrorClass::kStopEndpoint);
    EXPECT_GE(longest_silence, std::chrono::seconds{60})
        << "there is no other endpoint; a minute later it is asked again";
}

TEST_F(SurvivesHostility, NumbersInPlaceOfHexText) {
    follow_through(FaultKind::kRetyped, 5);

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), 5U);
}

TEST_F(SurvivesHostility, EscapesInHexText) {
    follow_through(FaultKind::kEscaped, 5);

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), 5U);
}

TEST_F(SurvivesHostility, WhatIsNotANumber) {
    follow_through(FaultKind::kNotANumber, 5);

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), 5U);
}

TEST_F(SurvivesHostility, MembersTwice) {
    follow_through(FaultKind::kDoubleKey, 5);

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), 5U);
}

TEST_F(SurvivesHostility, NumbersAtTheEndOfTheirTypes) {
    follow_through(FaultKind::kExtreme, 5, "eth_getBlockByNumber");

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_EQ(errors(), 5U);
}

TEST_F(SurvivesHostility, FarTooManyLogs) {
    const std::size_t before = test::allocated_bytes();

    follow_through(FaultKind::kManyLogs, 2, "eth_getLogs");

    expect_only(RpcErrorClass::kMalformed);
    EXPECT_LT(test::allocated_bytes(), before + 24 * kMebibyte);
}

}  // namespace
}  // namespace dexarb::testing

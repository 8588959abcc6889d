#include <algorithm>

#include <gtest/gtest.h>

#include "proxy/fault.hpp"

namespace dexarb::testing {
namespace {

std::vector<std::string> drawn(FaultScript script, const std::vector<std::string>& methods) {
    std::vector<std::string> names;
    for (const std::string& method : methods) {
        const auto fault = script.next(method);
        names.emplace_back(fault ? to_string(fault->kind) : "");
    }
    return names;
}

TEST(FaultScript, CountsOnlyWhatItsRuleMeans) {
    FaultRule rule;
    rule.method = "eth_getLogs";
    rule.after = 1;
    rule.count = 2;
    rule.faults = {{.kind = FaultKind::kHalf}};

    const auto faults =
        drawn(FaultScript{{rule}}, {"eth_getLogs", "eth_call", "eth_getLogs", "eth_getLogs", "eth_getLogs"});

    EXPECT_EQ(faults, (std::vector<std::string>{"", "", "half", "half", ""}));
}

TEST(FaultScript, TheSameSeedGivesTheSameFaults) {
    FaultRule rule;
    rule.rate = 0.4;
    rule.faults = {{.kind = FaultKind::kHalf}, {.kind = FaultKind::kClose}, {.kind = FaultKind::kDrip}};
    const std::vector<std::string> methods(200, "eth_call");

    EXPECT_EQ(drawn(FaultScript{{rule}, 5}, methods), drawn(FaultScript{{rule}, 5}, methods));
    EXPECT_NE(drawn(FaultScript{{rule}, 5}, methods), drawn(FaultScript{{rule}, 6}, methods));
    const auto faults = drawn(FaultScript{{rule}, 5}, methods);
    EXPECT_NEAR(static_cast<double>(std::ranges::count(faults, "")), 120.0, 25.0);
}

TEST(FaultScript, ResetsSweepByteByByte) {
    FaultRule rule;
    rule.faults = {{.kind = FaultKind::kReset}};
    FaultScript script{{rule}};

    for (std::size_t at = 0; at < 5; ++at)
        EXPECT_EQ(script.next("eth_call")->at, at);
}

TEST(FaultScript, IsReadFromAFile) {
    const auto rules = parse_fault_rules(R"({"rules": [ // two of them
        {"method": "eth_getLogs", "after": 3, "count": 2, "faults": ["half"]},
        {"rate": 0.25, "faults": [{"kind": "status", "status": 429, "hint": "retry_after", "pause_ms": 1500},
                                  {"kind": "reset", "at": 7}]}]})");

    ASSERT_TRUE(rules) << rules.error().detail;
    ASSERT_EQ(rules->size(), 2U);
    EXPECT_EQ((*rules)[0].method, "eth_getLogs");
    EXPECT_EQ((*rules)[0].count, 2U);
    EXPECT_EQ((*rules)[1].faults[0].hint, Hint::kRetryAfter);
    EXPECT_EQ((*rules)[1].faults[0].pause, std::chrono::milliseconds{1500});
    EXPECT_EQ((*rules)[1].faults[1].at, 7U);
}

TEST(FaultScript, WhatItDoesNotKnowIsRefused) {
    EXPECT_FALSE(parse_fault_rules(R"({"rules": [{"faults": ["explode"]}]})"));
    EXPECT_FALSE(parse_fault_rules(R"({"rules": [{"faults": [{"kind": "status", "hint": "soon"}]}]})"));
    EXPECT_FALSE(parse_fault_rules(R"({"rules": [{}]})"));
    EXPECT_FALSE(parse_fault_rules("rules:"));
}

TEST(FaultScript, EveryFaultHasAName) {
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
        const std::string name{to_string(static_cast<FaultKind>(i))};
        EXPECT_TRUE(parse_fault_rules(R"({"rules":[{"faults":[")" + name + R"("]}]})")) << name;
    }
}

}  // namespace
}  // namespace dexarb::testing

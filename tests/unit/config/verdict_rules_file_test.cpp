#include "dexarb/config/verdict_rules_file.hpp"

#include <gmock/gmock.h>

#include "config_support.hpp"

namespace dexarb {
namespace {

Result<VerdictRules> read_rules(const std::string& text) {
    return read_verdict_rules(parse_json(text, "v.json").value(), "v.json");
}

std::string rules_refusal(const std::string& text) {
    const auto rules = read_rules(text);
    return rules ? "" : rules.error().detail;
}

TEST(VerdictRulesFile, TheShippedOneIsTheUsualOne) {
    const VerdictRules rules = load_verdict_rules(shipped("verdict.json")).value();
    const VerdictRules usual = usual_verdict_rules();

    EXPECT_EQ(rules.min_trades, usual.min_trades);
    EXPECT_EQ(rules.min_days, usual.min_days);
    EXPECT_EQ(rules.max_adjusted_p, usual.max_adjusted_p);
    EXPECT_EQ(rules.min_survival_mean_usd, usual.min_survival_mean_usd);
    EXPECT_EQ(rules.max_day_share, usual.max_day_share);
    EXPECT_EQ(rules.max_net_usd_per_day, usual.max_net_usd_per_day);
    EXPECT_EQ(rules.require_parity, usual.require_parity);
    EXPECT_EQ(rules.require_digest, usual.require_digest);
}

TEST(VerdictRulesFile, TheSchemaNamesTheSameKeys) {
    const JsonNode schema = load_json(shipped("verdict.schema.json")).value();
    const JsonNode* properties = schema.find("properties");
    ASSERT_NE(properties, nullptr);
    std::vector<std::string> keys = load_json(shipped("verdict.json")).value().keys;
    std::vector<std::string> named = properties->keys;
    std::ranges::sort(keys);
    std::ranges::sort(named);

    EXPECT_EQ(named, keys) << "the shipped file has every key";
}

TEST(VerdictRulesFile, WhatIsNotThereIsNotAsked) {
    const VerdictRules rules = read_rules(R"({"min_trades": 30})").value();

    EXPECT_EQ(rules.min_trades, 30U);
    EXPECT_FALSE(rules.min_days || rules.max_adjusted_p || rules.min_survival_mean_usd || rules.max_day_share ||
                 rules.max_net_usd_per_day || rules.require_parity || rules.require_digest);
}

TEST(VerdictRulesFile, RefusesByPlaceAndReason) {
    EXPECT_EQ(rules_refusal(R"({"min_trade": 30})"), "v.json: /min_trade: unknown key; did you mean \"min_trades\"?");
    EXPECT_EQ(rules_refusal(R"({"min_trades": 29})"), "v.json: /min_trades: 29 is impossible: at least 30");
    EXPECT_EQ(rules_refusal(R"({"max_adjusted_p": 1.5})"), "v.json: /max_adjusted_p: 1.5 is not a rate: from 0 to 1");
    EXPECT_EQ(rules_refusal(R"({"min_days": "seven"})"), "v.json: /min_days: must be a number, not a string");
    EXPECT_THAT(rules_refusal(R"({"require_parity": true})"), ::testing::HasSubstr("asks nothing of a configuration"));
    EXPECT_THAT(rules_refusal("{}"), ::testing::HasSubstr("asks nothing of a configuration"));
    EXPECT_EQ(load_verdict_rules("/no/such/rules.json").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace dexarb

#include "dexarb/config/endpoint_limits.hpp"

#include <gtest/gtest.h>

#include "dexarb/config/settings.hpp"

namespace dexarb {
namespace {

std::string refusal(std::string_view text) {
    const auto limits = parse_endpoint_limits(text);
    return limits ? "" : limits.error().detail;
}

TEST(EndpointLimits, StandBehindTheUrlTheyHoldFor) {
    const auto endpoints = split_endpoints("https://a/key#rps=25,cups=300, http://b:1 ,https://c#units_per_day=10M");

    ASSERT_EQ(endpoints.size(), 3U);
    EXPECT_EQ(endpoints[0].url, "https://a/key");
    EXPECT_EQ(endpoints[0].limits, "rps=25,cups=300");
    EXPECT_EQ(endpoints[1].url, "http://b:1");
    EXPECT_EQ(endpoints[1].limits, "");
    EXPECT_EQ(endpoints[2].limits, "units_per_day=10M");
}

TEST(EndpointLimits, WithoutAHashACommaAlwaysPartsEndpoints) {
    const auto endpoints = split_endpoints("https://a,rps=25");

    ASSERT_EQ(endpoints.size(), 2U);
    EXPECT_EQ(endpoints[1].url, "rps=25");
}

TEST(EndpointLimits, AreWholeNumbersOfAnySize) {
    EndpointLimits expected;
    expected.requests_per_second = 25;
    expected.units_per_second = 300;
    expected.units_per_day = 2'500'000;
    expected.units_per_month = 30'000'000;
    expected.month_starts = 15;

    EXPECT_EQ(
        parse_endpoint_limits("rps=25,cups=0.3k, units_per_day=2.5M,units_per_month=0.03G,month_starts=15").value(),
        expected);
    EXPECT_EQ(parse_endpoint_limits("").value(), EndpointLimits{});
}

TEST(EndpointLimits, TheImpossibleIsRefusedByName) {
    const std::pair<std::string, std::string> cases[] = {
        {"rps=0", "rps must be a whole number above 0, such as 25, 300k or 2.5M"},
        {"cups=-3", "cups must be a whole number above 0, such as 25, 300k or 2.5M"},
        {"rps=2.5", "rps must be a whole number above 0, such as 25, 300k or 2.5M"},
        {"units_per_day=", "units_per_day must be a whole number above 0, such as 25, 300k or 2.5M"},
        {"units_per_day=9999999999G", "units_per_day must be a whole number above 0, such as 25, 300k or 2.5M"},
        {"rps=1,rps=2", "rps is given twice"},
        {"month_starts=3", "month_starts needs units_per_month beside it"},
        {"units_per_month=5M,month_starts=29", "month_starts must be a day from 1 to 28"},
        {"units_per_day=2M,units_per_month=1M", "units_per_day is more than units_per_month"},
        {"secret", "something that is no limit; known: rps, cups, units_per_day, units_per_month, month_starts"},
        {"secret=1,rps=0",
         "something that is no limit; known: rps, cups, units_per_day, units_per_month, month_starts; rps must be a "
         "whole number above 0, such as 25, 300k or 2.5M"}};
    for (const auto& [text, message] : cases)
        EXPECT_EQ(refusal(text), message) << text;
}

TEST(EndpointLimits, AreRefusedByPlaceWithoutTheUrl) {
    SettingSources sources;
    sources.env_file = parse_env("RPC_URL=https://a/secret1,https://b/secret2#rps=secret3,secret4=1", ".env").value();
    const auto settings = resolve_settings(sources);

    ASSERT_FALSE(settings);
    EXPECT_EQ(settings.error().detail.find("secret"), std::string::npos) << settings.error().detail;
    EXPECT_EQ(settings.error().detail.find(".env:1: RPC_URL: part 2: limits behind #: rps must be"), 0U)
        << settings.error().detail;
}

TEST(EndpointLimits, AreSettingsBesideUrlsWithoutThem) {
    SettingSources sources;
    sources.environment = {{"RPC_URL", "https://a/key#rps=25,https://b"}, {"RPC_UNITS_FILE", "mine.json"}};
    const auto settings = resolve_settings(sources).value();

    EXPECT_EQ(settings.rpc_urls->value, (std::vector<std::string>{"https://a/key", "https://b"}));
    ASSERT_EQ(settings.rpc_limits.size(), 2U);
    EXPECT_EQ(settings.rpc_limits[0].requests_per_second, 25U);
    EXPECT_EQ(settings.rpc_limits[1], EndpointLimits{});
    EXPECT_EQ(settings.units_file->value, "mine.json");
}

}  // namespace
}  // namespace dexarb

#include "service/guard.hpp"

#include <gtest/gtest.h>

#include "service/answers.hpp"
#include "service/base64.hpp"

namespace dexarb {
namespace {

constexpr const char* kToken = "0123456789abcdef";

ServiceOptions beyond_loopback() {
    ServiceOptions options;
    options.address = "0.0.0.0";
    options.token = kToken;
    options.hosts = {"Paper.Example"};
    return options;
}

ServiceOptions on_loopback() {
    ServiceOptions options;
    options.token = kToken;
    return options;
}

/// 0 where the guard lets the request through.
unsigned refusal(const ServiceOptions& options, const std::string& method, std::vector<HttpHeader> headers,
                 const std::string& text = "/api/v1/status") {
    const HttpRequest request{method, text, std::move(headers), {}};
    const auto refused = Guard{options}.refuse(request, parse_request_target(text).value());
    return refused ? refused->status : 0;
}

TEST(Guard, OnlyNamesThatNobodyElseCanPointHereAreServed) {
    for (const char* host : {"localhost", "LOCALHOST:8137", "127.0.0.1", "127.0.0.1:9000", "[::1]:8137", "10.0.0.7"})
        EXPECT_EQ(refusal(on_loopback(), "GET", {{"Host", host}}), 0U) << host;
    for (const char* host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "paper.example",
                             "127.0.0.1@evil.example", "[::1", "localhost\tx"})
        EXPECT_EQ(refusal(on_loopback(), "GET", {{"Host", host}}), 421U) << host;
    EXPECT_EQ(refusal(on_loopback(), "GET", {}), 400U);
    EXPECT_EQ(refusal(on_loopback(), "GET", {{"Host", "localhost"}, {"host", "evil.example"}}), 400U);
    EXPECT_EQ(refusal(on_loopback(), "GET", {{"Host", "localhost"}}, "http://evil.example/"), 421U);
}

TEST(Guard, OtherSitesPagesMayNotRead) {
    const auto from = [](std::vector<HttpHeader> more) {
        more.push_back({"Host", "localhost:8137"});
        return refusal(on_loopback(), "GET", std::move(more));
    };

    EXPECT_EQ(from({{"Origin", "http://localhost:8137"}}), 0U);
    EXPECT_EQ(from({{"Origin", "http://localhost:9000"}}), 403U);
    EXPECT_EQ(from({{"Origin", "https://evil.example"}}), 403U);
    EXPECT_EQ(from({{"Origin", "null"}}), 403U);
    EXPECT_EQ(from({{"Sec-Fetch-Site", "same-origin"}}), 0U);
    EXPECT_EQ(from({{"Sec-Fetch-Site", "none"}}), 0U);
    EXPECT_EQ(from({{"Sec-Fetch-Site", "cross-site"}}), 403U);
    EXPECT_EQ(from({{"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Mode", "cors"}}), 403U);
    EXPECT_EQ(from({{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}}), 0U) << "a link is no reader";
}

TEST(Guard, ChangesNeedTheTokenEvenOnLoopback) {
    const HttpHeader host{"Host", "localhost"};
    const std::string target = "/api/v1/configs/eager/pause";

    EXPECT_EQ(refusal(on_loopback(), "POST", {host}, target), 401U);
    EXPECT_EQ(refusal(on_loopback(), "POST", {host, {"Authorization", "Bearer 0123456789abcdeX"}}, target), 401U);
    EXPECT_EQ(refusal(on_loopback(), "POST", {host, {"Authorization", "Bearer "}}, target), 401U);
    EXPECT_EQ(refusal(on_loopback(), "POST", {host, {"Authorization", std::string{"Bearer "} + kToken}}, target), 0U);
    EXPECT_EQ(refusal(on_loopback(), "POST", {host, {"Authorization", "Basic OjAxMjM0NTY3ODlhYmNkZWY="}}, target), 401U)
        << "what a browser sends by itself changes nothing";
    EXPECT_EQ(refusal({}, "POST", {host, {"Authorization", "Bearer "}}, target), 403U) << "no token is set";
    EXPECT_EQ(
        refusal(on_loopback(), "POST",
                {host, {"Authorization", std::string{"Bearer "} + kToken}, {"Origin", "https://evil.example"}}, target),
        403U);
}

TEST(Guard, BeyondLoopbackReadingNeedsTheTokenToo) {
    const HttpHeader host{"Host", "paper.example"};

    EXPECT_EQ(refusal(beyond_loopback(), "GET", {host}), 401U);
    EXPECT_EQ(refusal(beyond_loopback(), "GET", {host, {"Authorization", std::string{"Bearer "} + kToken}}), 0U);
    EXPECT_EQ(refusal(beyond_loopback(), "GET", {host, {"Authorization", "Basic OjAxMjM0NTY3ODlhYmNkZWY="}}), 0U);
    EXPECT_EQ(refusal(beyond_loopback(), "GET", {host, {"Authorization", "Basic !!!"}}), 401U);
}

TEST(Guard, WhatMustNotBeServedIsRefusedAtTheStart) {
    ServiceOptions open = beyond_loopback();
    open.token.clear();
    ServiceOptions brief = on_loopback();
    brief.token = "short";
    ServiceOptions named;
    named.address = "localhost";

    EXPECT_NE(check_service_options(open).error().detail.find("HTTP_TOKEN"), std::string::npos);
    EXPECT_FALSE(check_service_options(brief));
    EXPECT_EQ(check_service_options(brief).error().detail.find("short,"), std::string::npos);
    EXPECT_FALSE(check_service_options(named));
    EXPECT_TRUE(check_service_options(beyond_loopback()));
    EXPECT_TRUE(check_service_options({}));
}

TEST(Guard, SecretsAreTheSameOrNot) {
    EXPECT_TRUE(same_secret("abc", "abc"));
    EXPECT_FALSE(same_secret("abd", "abc"));
    EXPECT_FALSE(same_secret("", "abc"));
    EXPECT_FALSE(same_secret("abcabc", "abc"));
}

TEST(Base64, IsUndone) {
    EXPECT_EQ(decode_base64("Zm9vYmFy"), "foobar");
    EXPECT_EQ(decode_base64("Zm9vYg=="), "foob");
    EXPECT_EQ(decode_base64(""), "");
    EXPECT_EQ(decode_base64("Zm 9"), std::nullopt);
}

TEST(Etag, IsMatchedInAListAndWeakly) {
    EXPECT_TRUE(matches_etag("\"a\"", "\"a\""));
    EXPECT_TRUE(matches_etag("\"b\", W/\"a\" ", "\"a\""));
    EXPECT_TRUE(matches_etag("*", "\"a\""));
    EXPECT_FALSE(matches_etag("\"b\"", "\"a\""));
    EXPECT_FALSE(matches_etag("", "\"a\""));
    EXPECT_FALSE(matches_etag("a", "\"a\""));
}

}  // namespace
}  // namespace dexarb

#include "dexarb/net/url.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

TEST(Url, IsTakenApart) {
    const auto url = parse_url("HTTPS://me:p%40ss@Node.Example:8443/v2/key?token=1&b").value();

    EXPECT_EQ(url.scheme, "https");
    EXPECT_EQ(url.host, "node.example");
    EXPECT_EQ(url.port, 8443);
    EXPECT_EQ(url.user, "me");
    EXPECT_EQ(url.password, "p@ss");
    EXPECT_EQ(url.target, "/v2/key?token=1&b");
}

TEST(Url, PortAndPathHaveDefaults) {
    EXPECT_EQ(parse_url("http://a").value().port, 80);
    EXPECT_EQ(parse_url("https://a").value().port, 443);
    EXPECT_EQ(parse_url("ws://a").value().port, 80);
    EXPECT_EQ(parse_url("wss://a").value().port, 443);
    EXPECT_EQ(parse_url("http://a").value().target, "/");
    EXPECT_EQ(parse_url("http://a?k=v").value().target, "/?k=v");
}

TEST(Url, Ipv6HostsLoseTheirBracketsAndGetThemBack) {
    const auto url = parse_url("http://[::1]:8545/").value();

    EXPECT_EQ(url.host, "::1");
    EXPECT_EQ(url.redacted(), "http://[::1]");
}

TEST(Url, RedactedShowsSchemeAndHostOnly) {
    EXPECT_EQ(redact_url("https://user:secret@node.example:8443/key?token=t#f"), "https://node.example");
    EXPECT_EQ(redact_url("no url with a secret"), "a malformed URL");
}

TEST(Url, WhatIsNoUrlIsRefusedWithoutRepeatingIt) {
    for (const char* text : {"", "secret", "//secret/", "http://", "http:///secret", "ftp://secret.example/",
                             "http://a:0/secret", "http://a:99999/secret", "http://a b/secret", "file:///secret"}) {
        const auto url = parse_url(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().detail.find("secret"), std::string::npos) << url.error().detail;
    }
}

TEST(Url, PortThatIsNoNumberIsRefused) {
    for (const char* text : {"http://a:port", "http://a:port/key", "http://u:p@a:8x/", "http://a:0", "http://a:65536"})
        EXPECT_FALSE(parse_url(text)) << text;
}

}  // namespace
}  // namespace dexarb

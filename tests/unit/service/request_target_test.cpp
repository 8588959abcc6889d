#include "dexarb/service/request_target.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

using Segments = std::vector<std::string>;

TEST(RequestTarget, PathAndQueryAreTakenApartAndDecoded) {
    const auto target = parse_request_target("/api/v1/trades?config=a%20b&limit=5&limit=7&flag").value();

    EXPECT_EQ(target.segments, (Segments{"api", "v1", "trades"}));
    EXPECT_EQ(target.parameter("config"), "a b");
    EXPECT_EQ(target.parameter("limit"), "7");
    EXPECT_EQ(target.parameter("flag"), "");
    EXPECT_FALSE(target.parameter("other"));
}

TEST(RequestTarget, TheRootHasNoSegments) {
    EXPECT_TRUE(parse_request_target("/").value().segments.empty());
    EXPECT_TRUE(parse_request_target("/?x=1").value().segments.empty());
}

TEST(RequestTarget, TheAbsoluteFormNamesItsHost) {
    const auto target = parse_request_target("http://evil.example/healthz").value();

    EXPECT_EQ(target.authority, "evil.example");
    EXPECT_EQ(target.segments, Segments{"healthz"});
}

TEST(RequestTarget, NothingThatCouldLeaveThePathIsTaken) {
    for (const char* text : {"/../etc/passwd", "/a/..", "/%2e%2e/x", "/a/./b", "/a%2fb", "/a%5cb", "/a\\b", "/a%00",
                             "*", "a", "", "http:///x", "/a%", "/a%1", "/a%zz", "/a#b", "/\x01", "/a?b=%0d%0aX:1"})
        EXPECT_FALSE(parse_request_target(text)) << text;
}

TEST(RequestTarget, IsBounded) {
    EXPECT_TRUE(parse_request_target("/" + std::string(2047, 'a')));
    EXPECT_FALSE(parse_request_target("/" + std::string(2048, 'a')));
    EXPECT_FALSE(parse_request_target("/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a"));
    EXPECT_FALSE(parse_request_target("/?a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a"));
}

TEST(RequestTarget, NumbersAreWholeAndWithinTheirBounds) {
    const auto number = [](const char* text) {
        return number_parameter(parse_request_target(text).value(), "limit", 50, 1, 500);
    };

    EXPECT_EQ(number("/").value(), 50);
    EXPECT_EQ(number("/?limit=500").value(), 500);
    for (const char* text : {"/?limit=0", "/?limit=501", "/?limit=", "/?limit=-1", "/?limit=1.5", "/?limit=1e2",
                             "/?limit=99999999999999999999", "/?limit=0x1"})
        EXPECT_FALSE(number(text)) << text;
}

}  // namespace
}  // namespace dexarb

#include "dexarb/app/session_systemd.hpp"

#include <gmock/gmock.h>

namespace dexarb {
namespace {

using namespace std::chrono_literals;

FeedStatus at_block(FeedHealth health) {
    FeedStatus feed;
    feed.head = BlockId{79'812'000, {}};
    feed.head_age = 2'100ms;
    feed.health = health;
    return feed;
}

TEST(ServiceWords, NameBlockAgeConfigurationsAndNet) {
    EXPECT_EQ(service_words(at_block(FeedHealth::kLive), 12, MicroUsd{-1'500'000}),
              "block 79812000, 2 s old; 12 configurations, net -$1.50");
}

TEST(ServiceWords, SayWhyNothingIsDecided) {
    EXPECT_EQ(service_words(at_block(FeedHealth::kStalled), 1, MicroUsd{}),
              "block 79812000, 2 s old, no new block comes, nothing is decided; 1 configurations, net $0.00");
    EXPECT_EQ(service_words(at_block(FeedHealth::kBehind), 2, MicroUsd{}),
              "block 79812000, 2 s old, the node is behind, nothing is decided; 2 configurations, net $0.00");
    EXPECT_EQ(service_words({}, 12, MicroUsd{}), "reading the market; 12 configurations wait");
}

}  // namespace
}  // namespace dexarb

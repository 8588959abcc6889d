#include "dexarb/base/broadcast.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

TEST(Broadcast, EveryReaderSeesEveryEventInOrder) {
    Broadcast<int> channel{4};
    auto first = channel.subscribe();
    auto second = channel.subscribe();

    channel.publish(1);
    channel.publish(2);

    for (auto* cursor : {&first, &second}) {
        EXPECT_EQ(*channel.read(*cursor), 1);
        EXPECT_EQ(*channel.read(*cursor), 2);
        EXPECT_EQ(channel.read(*cursor), nullptr);
    }
}

TEST(Broadcast, ASlowReaderSkipsToTheOldestKeptAndCountsWhatItMissed) {
    Broadcast<int> channel{4};
    auto cursor = channel.subscribe();

    for (int event = 0; event < 10; ++event)
        channel.publish(event);

    EXPECT_EQ(*channel.read(cursor), 6);
    EXPECT_EQ(cursor.missed(), 6U);
    EXPECT_EQ(channel.lag(cursor), 3U);
}

TEST(Broadcast, ALateReaderStartsAtWhatComesNext) {
    Broadcast<int> channel{4};
    channel.publish(1);
    auto cursor = channel.subscribe();

    channel.publish(2);

    EXPECT_EQ(*channel.read(cursor), 2);
    EXPECT_EQ(cursor.missed(), 0U);
}

TEST(Broadcast, DrainsAfterClose) {
    Broadcast<int> channel{4};
    auto cursor = channel.subscribe();
    channel.publish(1);
    channel.close();

    EXPECT_FALSE(channel.drained(cursor));
    EXPECT_EQ(*channel.read(cursor), 1);
    EXPECT_TRUE(channel.drained(cursor));
}

}  // namespace
}  // namespace dexarb

#include "dexarb/collector/head_watch.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kBlock{2'000};
const Timestamp kNow{1'000'000s};
const Timestamp kByTimer = kNow + 1'900ms;

TEST(HeadWatch, WithoutNewsTheTimerChooses) {
    const HeadWatch watch;

    EXPECT_EQ(watch.next_poll(kByTimer, kBlock), kByTimer);
}

TEST(HeadWatch, AnUnknownHeadIsAskedForAtOnce) {
    HeadWatch watch;

    watch.on_announced(kNow, false);

    EXPECT_EQ(watch.next_poll(kByTimer, kBlock), kNow);
}

TEST(HeadWatch, OnceAnnouncedTheNextIsWaitedForSeveralBlockTimes) {
    HeadWatch watch;
    watch.on_announced(kNow, false);

    watch.on_asked(kNow, kBlock, true);

    EXPECT_EQ(watch.next_poll(kByTimer, kBlock), kNow + 3 * kBlock);
}

TEST(HeadWatch, AnAnnouncedHeadThatIsNotThereYetIsPolledFor) {
    HeadWatch watch;
    watch.on_announced(kNow, false);

    watch.on_asked(kNow, kBlock, false);

    EXPECT_EQ(watch.next_poll(kByTimer, kBlock), kByTimer);
}

TEST(HeadWatch, ANewHeadAfterSilenceIsAStallAndTheTimerChoosesAgain) {
    HeadWatch watch;
    watch.on_announced(kNow, false);
    watch.on_asked(kNow, kBlock, true);

    watch.on_asked(kNow + 3 * kBlock, kBlock, true);

    EXPECT_EQ(watch.stalls(), 1U);
    EXPECT_EQ(watch.next_poll(kByTimer, kBlock), kByTimer);
    EXPECT_FALSE(watch.take_stall()) << "one head may have overtaken its announcement";
}

TEST(HeadWatch, SilenceWithoutANewHeadIsAChainThatStandsStill) {
    HeadWatch watch;
    watch.on_announced(kNow, false);
    watch.on_asked(kNow, kBlock, true);

    watch.on_asked(kNow + 3 * kBlock, kBlock, false);

    EXPECT_EQ(watch.stalls(), 0U);
    EXPECT_EQ(watch.next_poll(kByTimer, kBlock), kByTimer);
}

TEST(HeadWatch, HeadsThatKeepComingUnannouncedAreToldOnce) {
    HeadWatch watch;
    for (int i = 0; i < 3; ++i)
        watch.on_asked(kNow + i * kBlock, kBlock, true);

    EXPECT_TRUE(watch.take_stall());
    EXPECT_FALSE(watch.take_stall());
}

TEST(HeadWatch, AQuestionForAnotherReasonIsNoSilence) {
    HeadWatch watch;
    watch.on_announced(kNow, false);
    watch.on_asked(kNow, kBlock, true);

    watch.on_asked(kNow + kBlock, kBlock, true);

    EXPECT_EQ(watch.stalls(), 0U);
    EXPECT_EQ(watch.next_poll(kByTimer, kBlock), kNow + 3 * kBlock);
}

TEST(HeadWatch, TheSameHeadOverAndOverIsNoSignOfLife) {
    HeadWatch watch;
    watch.on_announced(kNow, false);
    watch.on_asked(kNow, kBlock, true);

    for (int i = 1; i < 20; ++i)
        watch.on_announced(kNow + i * 1s, true);

    EXPECT_EQ(watch.next_poll(kByTimer, kBlock), kNow + 3 * kBlock);
}

}  // namespace
}  // namespace dexarb

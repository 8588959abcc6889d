#include "dexarb/collector/block_timer.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include <gtest/gtest.h>

namespace dexarb {
namespace {

using std::chrono::milliseconds;

constexpr Timestamp kStart{milliseconds{1'700'000'000'000}};

/// Questions that a timer needs for blocks that appear at given times.
struct Walk {
    BlockTimer timer{BlockTimerOptions{}};
    std::vector<int> idle_per_block;
    std::vector<milliseconds> delays;  ///< From a block's appearance to its sighting.

    void follow(const std::vector<milliseconds>& appearances) {
        Timestamp now = kStart;
        std::size_t seen = 0;
        int idle = 0;
        while (seen < appearances.size()) {
            now = std::max(now, timer.next_poll());
            const auto newest = static_cast<std::size_t>(std::ranges::count_if(
                appearances, [&](milliseconds appearance) { return kStart + appearance <= now; }));
            if (newest == seen) {
                timer.on_nothing(now);
                ++idle;
                continue;
            }
            timer.on_block(now, newest);
            delays.push_back(std::chrono::duration_cast<milliseconds>(now - (kStart + appearances[newest - 1])));
            idle_per_block.push_back(idle);
            seen = newest;
            idle = 0;
        }
    }
};

std::vector<milliseconds> every(milliseconds step, int count, int jitter = 0) {
    std::vector<milliseconds> appearances;
    std::uint64_t random = 7;
    for (int i = 1; i <= count; ++i) {
        random = random * 6364136223846793005ULL + 1442695040888963407ULL;
        const int off =
            jitter == 0 ? 0 : static_cast<int>((random >> 33U) % static_cast<std::uint64_t>(2 * jitter)) - jitter;
        appearances.push_back(step * i + milliseconds{off});
    }
    return appearances;
}

TEST(BlockTimer, AsksAtOnceBeforeTheFirstBlock) {
    EXPECT_EQ(BlockTimer{BlockTimerOptions{}}.next_poll(), Timestamp{});
}

TEST(BlockTimer, LearnsTheBlockTimeFromSightingsWhateverItTookAtFirst) {
    for (const milliseconds step : {milliseconds{250}, milliseconds{1500}, milliseconds{2000}, milliseconds{5000}}) {
        Walk walk;

        walk.follow(every(step, 60));

        EXPECT_NEAR(static_cast<double>(walk.timer.interval().count()), static_cast<double>(step.count()), 60.0);
    }
}

TEST(BlockTimer, ABlockCostsAtMostThreeIdleQuestionsWherePlaceAndTimeAreSteady) {
    for (const int jitter : {0, 50, 100}) {
        Walk walk;

        walk.follow(every(milliseconds{1500}, 400, jitter));

        const auto settled = std::span{walk.idle_per_block}.subspan(10);
        EXPECT_LE(*std::ranges::max_element(settled), 3) << "jitter " << jitter;
    }
}

TEST(BlockTimer, SeesASteadyBlockWithinOnePaceOnAverage) {
    Walk walk;

    walk.follow(every(milliseconds{1500}, 400, 50));

    double sum = 0;
    for (const milliseconds delay : std::span{walk.delays}.subspan(10))
        sum += static_cast<double>(delay.count());
    EXPECT_LT(sum / static_cast<double>(walk.delays.size() - 10), 100.0);
}

TEST(BlockTimer, AStallDoesNotMoveTheLearntTime) {
    auto appearances = every(milliseconds{2000}, 100);
    for (std::size_t i = 60; i < appearances.size(); ++i)
        appearances[i] += milliseconds{90'000};
    Walk walk;

    walk.follow(appearances);

    EXPECT_NEAR(static_cast<double>(walk.timer.interval().count()), 2000.0, 50.0);
}

TEST(BlockTimer, PausesDoubleUntilTheLongest) {
    BlockTimer timer{BlockTimerOptions{}};
    timer.on_block(kStart, 1);
    std::vector<std::int64_t> pauses;

    for (int i = 0; i < 7; ++i) {
        timer.on_nothing(kStart);
        pauses.push_back(std::chrono::duration_cast<milliseconds>(timer.next_poll() - kStart).count());
    }

    EXPECT_EQ(pauses, (std::vector<std::int64_t>{100, 200, 400, 800, 1600, 2000, 2000}));
}

TEST(BlockTimer, ThePaceSetsTheFirstPause) {
    BlockTimerOptions options;
    options.pace = milliseconds{400};
    BlockTimer timer{options};

    timer.on_nothing(kStart);

    EXPECT_EQ(timer.next_poll(), kStart + milliseconds{400});
}

TEST(BlockTimer, SeveralBlocksAtOnceCountAsSoManySteps) {
    BlockTimer timer{BlockTimerOptions{}};

    timer.on_block(kStart, 100);
    timer.on_block(kStart + milliseconds{2000}, 108);

    EXPECT_EQ(timer.interval(), milliseconds{250});
}

TEST(BlockTimer, ABlockAgainOrALowerOneTeachesNothing) {
    BlockTimer timer{BlockTimerOptions{}};
    timer.on_block(kStart, 100);
    timer.on_block(kStart + milliseconds{1500}, 101);

    timer.on_block(kStart + milliseconds{1600}, 101);
    timer.on_block(kStart + milliseconds{1700}, 99);

    EXPECT_EQ(timer.interval(), milliseconds{1500});
}

}  // namespace
}  // namespace dexarb

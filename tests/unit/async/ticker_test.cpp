#include "dexarb/async/ticker.hpp"

#include <gtest/gtest.h>

#include "support/held_clock.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using testing::HeldClock;

TEST(Ticker, CallsOncePerPeriodHoweverLateEachCallIs) {
    boost::asio::io_context context;
    int calls = 0;
    const Ticker<HeldClock> ticker{context, 60s, [&] { ++calls; }};

    for (int i = 0; i < 90; ++i)
        HeldClock::pass(7s, context);

    EXPECT_EQ(calls, 90 * 7 / 60);
}

TEST(Ticker, PassesOverPeriodsInWhichNobodyCouldCall) {
    boost::asio::io_context context;
    int calls = 0;
    const Ticker<HeldClock> ticker{context, 60s, [&] { ++calls; }};

    HeldClock::pass(10min, context);
    EXPECT_EQ(calls, 1);
    HeldClock::pass(59s, context);
    EXPECT_EQ(calls, 1);
    HeldClock::pass(1s, context);

    EXPECT_EQ(calls, 2);
}

TEST(Ticker, WithoutAnActionLeavesTheContextAlone) {
    boost::asio::io_context context;
    const Ticker<> ticker{context, 0ms, {}};

    EXPECT_EQ(context.run(), 0U);
}

}  // namespace
}  // namespace dexarb

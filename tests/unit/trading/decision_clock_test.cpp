#include "dexarb/trading/decision_clock.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

using std::chrono::milliseconds;

Timestamp at(std::int64_t ms) {
    return Timestamp{milliseconds{ms}};
}

TEST(DecisionClock, IsTheLeastMultipleNotBeforeArrival) {
    EXPECT_EQ(decision_time(at(1000), milliseconds{100}), at(1000));
    EXPECT_EQ(decision_time(at(1001), milliseconds{100}), at(1100));
    EXPECT_EQ(decision_time(at(1099), milliseconds{50}), at(1100));
    EXPECT_EQ(decision_time(at(1767225600300), milliseconds{200}), at(1767225600400));
    EXPECT_EQ(decision_time(at(7), milliseconds{1}), at(7));
}

}  // namespace
}  // namespace dexarb

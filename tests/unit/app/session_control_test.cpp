#include "dexarb/app/session_control.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engine/simulation.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using ::testing::HasSubstr;

constexpr ConfigIndex kAsked{1};

/// Two configurations, of which the second is asked something.
struct Asked {
    Asked() {
        StrategyConfig other = eager();
        other.id = "very_eager";
        other.max_daily_trades = 1;
        run.emplace(std::vector<StrategyConfig>{eager(), other});
        run->block();
    }
    [[nodiscard]] ControlPlan plan(ControlAction action, const std::string& name = "very_eager") const {
        return plan_control({action, name}, *run->engine);
    }

    std::optional<Simulation> run;
};

TEST(SessionControl, PausesOnceAndSaysSoAgain) {
    Asked asked;

    const ControlPlan first = asked.plan(ControlAction::kPause);
    ASSERT_TRUE(first.handover);
    asked.run->hand_over(*first.handover);
    const ControlPlan again = asked.plan(ControlAction::kPause);

    EXPECT_EQ(first.answer.status, 200U);
    EXPECT_EQ(*first.handover, (Handover{{}, {kAsked}, {}}));
    EXPECT_EQ(again.answer.status, 200U);
    EXPECT_THAT(again.answer.detail, HasSubstr("paused by hand already"));
    EXPECT_FALSE(again.handover);
}

TEST(SessionControl, ResumesWhatIsPausedByHandOrByALimitAndNothingElse) {
    Asked asked;
    EXPECT_EQ(asked.plan(ControlAction::kResume).answer.status, 409U);
    EXPECT_FALSE(asked.plan(ControlAction::kResume).handover);

    asked.run->episode();
    const ControlPlan limited = asked.plan(ControlAction::kResume);
    asked.run->hand_over(*asked.plan(ControlAction::kPause).handover);
    const ControlPlan by_hand = asked.plan(ControlAction::kResume);

    EXPECT_EQ(limited.answer.status, 200U);
    EXPECT_THAT(limited.answer.detail, HasSubstr("daily_trades counts anew until 00:00 UTC"));
    EXPECT_EQ(*limited.handover, (Handover{{}, {}, {kAsked}}));
    EXPECT_EQ(*by_hand.handover, *limited.handover);
}

TEST(SessionControl, ResetsByClosing) {
    const Asked asked;

    const ControlPlan plan = asked.plan(ControlAction::kReset);

    EXPECT_EQ(plan.answer.status, 200U);
    EXPECT_EQ(*plan.handover, (Handover{{kAsked}, {}, {}}));
}

TEST(SessionControl, TakesANameAsItIsShownAndHintsAtTheNearestOne) {
    const Asked asked;

    EXPECT_EQ(asked.plan(ControlAction::kPause, "Very-Eager").answer.status, 200U);
    for (const auto action : {ControlAction::kPause, ControlAction::kResume, ControlAction::kReset}) {
        const ControlPlan unknown = asked.plan(action, "very_eagre");
        EXPECT_EQ(unknown.answer.status, 404U);
        EXPECT_THAT(unknown.answer.detail, HasSubstr("did you mean \"very_eager\"?"));
        EXPECT_FALSE(unknown.handover);
    }
}

}  // namespace
}  // namespace dexarb

#include "dexarb/app/session_alerts.hpp"

#include <gtest/gtest.h>

#include "unit/engine/simulation.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

StrategyConfig named(const char* id) {
    StrategyConfig config = eager();
    config.id = id;
    return config;
}

/// Evidence stands in the order of the configurations, not in that of a report.
TEST(AlertGlance, TakesWhatTheWorkerFoundAndNothingBeforeThat) {
    Simulation run{{named("one"), named("two"), named("three")}};
    run.block();
    auto found = std::make_shared<Evidence>();
    found->configs.resize(3);
    found->configs[1].trial.is_separable = true;

    const RunGlance before = glance_at(*run.engine, {}, {});
    const RunGlance after = glance_at(*run.engine, {}, {found, 7, ""});

    EXPECT_FALSE(before.is_weighed);
    EXPECT_TRUE(after.is_weighed);
    ASSERT_EQ(after.configs.size(), 3U);
    EXPECT_EQ(after.configs[1].id, "two");
    EXPECT_FALSE(before.configs[1].is_separable);
    EXPECT_FALSE(after.configs[0].is_separable);
    EXPECT_TRUE(after.configs[1].is_separable);
}

TEST(AlertGlance, SeesThePauseThatTheBooksShow) {
    StrategyConfig frugal = named("frugal");
    frugal.max_daily_trades = 1;
    Simulation run{{named("busy"), frugal}};
    run.block();
    for (int i = 0; i < 3; ++i) {
        run.spread(0.03 + 0.001 * i);
        run.blocks(4);
        run.spread(0.0);
        run.blocks(12);
    }

    const RunGlance glance = glance_at(*run.engine, {}, {});

    EXPECT_FALSE(glance.configs[0].pause);
    ASSERT_TRUE(glance.configs[1].pause);
    EXPECT_EQ(glance.configs[1].pause->reason, RejectReason::kDailyTrades);
    EXPECT_EQ(glance.configs[1].pause->ends, run.engine->metrics(ConfigIndex{1}).pause->ends);
}

}  // namespace
}  // namespace dexarb

#include "dexarb/app/session_books.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/engine/simulation.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

/// A run that has traded, as the journal gives it back.
ResumableRun traded_run(Simulation& run) {
    run.block();
    run.episode();
    ResumableRun before;
    before.run = 7;
    before.ended = "stopped";
    before.checkpoint = run.engine->checkpoint();
    return before;
}

TEST(SessionBooks, GoOnWhereTheCheckpointFits) {
    Simulation run{{eager()}};
    const auto make = [&] { return Engine{run.market.market(), {eager()}, {}}; };
    Engine engine = make();

    const auto books = take_over_books(traded_run(run), engine, make);

    ASSERT_TRUE(books.has_value());
    EXPECT_EQ(engine.metrics(ConfigIndex{0}).net_usd, run.metrics().net_usd);
    EXPECT_EQ(engine.digest(), run.engine->digest());
}

TEST(SessionBooks, EndWhereTheValuesAreOthersOrLeftOut) {
    StrategyConfig changed = eager();
    StrategyConfig gone = eager();
    StrategyConfig kept = eager();
    changed.id = "changed";
    gone.id = "gone";
    kept.id = "kept";
    Simulation run{{changed, gone, kept}};
    changed.min_profit_usd = dollars(0.02);

    const auto ending = books_that_end(*run.engine, {kept, changed}, {});

    EXPECT_EQ(ending, (std::vector{ConfigIndex{0}, ConfigIndex{1}}));
    EXPECT_EQ(books_that_end(*run.engine, run.engine->configs(), {.seed = 2}).size(), 3U);
    EXPECT_EQ(handover_words(*run.engine, {ending, {ConfigIndex{2}}, {}}), "closed changed, gone; paused kept by hand");
    EXPECT_EQ(handover_words(*run.engine, {}), "no books were closed");
}

/// Version 3 knew nothing of what filters cost.
TEST(SessionBooks, BeginAnewAfterACheckpointOfAnEarlierVersion) {
    Simulation run{{eager()}};
    const auto make = [&] { return Engine{run.market.market(), {eager()}, {}}; };
    Engine engine = make();
    ResumableRun before = traded_run(run);
    before.checkpoint[0] = 3;
    Engine refused = make();
    EXPECT_EQ(refused.restore(before.checkpoint).error().detail, "a checkpoint of another version of this program");

    const auto books = take_over_books(std::move(before), engine, make);

    EXPECT_FALSE(books.has_value());
    EXPECT_EQ(engine.metrics(ConfigIndex{0}).actions, 0U);
    EXPECT_EQ(engine.digest(), Hash{});
    engine.on_snapshot(run.market.next_block());
    EXPECT_EQ(engine.metrics(ConfigIndex{0}).funnel.episodes, 0U);
}

}  // namespace
}  // namespace dexarb

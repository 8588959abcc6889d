#include "dexarb/journal/episode_acts.hpp"

#include <gmock/gmock.h>

#include "dexarb/journal/history.hpp"

#include "unit/journal/journal_support.hpp"

namespace dexarb::testing {
namespace {

class Acts : public ::testing::Test {
  protected:
    Database journal() const {
        auto opened = read_journal(folder.path());
        EXPECT_TRUE(opened) << opened.error().detail;
        return std::move(*opened);
    }
    static ReadScope of_run(std::int64_t run) { return {.run = run, .since = {}, .until = {}, .configs = {}}; }
    /// Of the configuration with this id.
    static std::int64_t epoch_of(const Database& journal, const std::string& config, std::int64_t run = 1) {
        return number(journal, "SELECT e.id FROM epochs e JOIN run_epochs x ON x.epoch = e.id WHERE x.run = " +
                                   std::to_string(run) + " AND e.config = '" + config + "'");
    }
    static std::vector<ActedEpisode> acts(const Database& journal, const ReadScope& scope, std::int64_t epoch) {
        auto read = read_acts(journal, scope, epoch);
        EXPECT_TRUE(read) << read.error().detail;
        return read ? *std::move(read) : std::vector<ActedEpisode>{};
    }
    static MicroUsd sum_of(const std::vector<ActedEpisode>& episodes) {
        MicroUsd sum;
        for (const ActedEpisode& episode : episodes)
            sum += episode.act.net_usd;
        return sum;
    }

    TemporaryFolder folder;
};

/// Undone, settled again, in quarantine: what is left is what the engine booked.
TEST_F(Acts, NetsOfARunAddUpToItsBooks) {
    StrategyConfig config = eager();
    config.phantom_blocks = 6;
    JournalledRun run{folder.path(), {config}};
    run.eventful();
    run.end();
    const Database read = journal();
    const auto found = acts(read, of_run(1), epoch_of(read, "eager"));

    EXPECT_EQ(sum_of(found), run.simulation.metrics().net_usd);
    EXPECT_EQ(found.size(), run.simulation.metrics().actions);
    ASSERT_GT(run.simulation.metrics().quarantined, 0U);
    const auto set_aside = std::ranges::find_if(found, [](const ActedEpisode& each) { return each.act.is_set_aside; });
    ASSERT_NE(set_aside, found.end());
    EXPECT_EQ(set_aside->act.net_usd, MicroUsd{});
    EXPECT_EQ(set_aside->act.result, TradeResult::kFilled);
}

TEST_F(Acts, NetsOfWindowsThatMeetAddUpToTheWhole) {
    JournalledRun run{folder.path(), {eager()}};
    run.block();
    run.episode();
    const Timestamp cut{run.simulation.newest->header.timestamp};
    run.episode(0.08);
    run.end();
    const Database read = journal();
    const std::int64_t epoch = epoch_of(read, "eager");
    const auto before = acts(read, {.run = {}, .since = {}, .until = cut, .configs = {}}, epoch);
    const auto after = acts(read, {.run = 1, .since = cut, .until = {}, .configs = {}}, epoch);

    ASSERT_FALSE(before.empty() || after.empty());
    EXPECT_EQ(sum_of(before) + sum_of(after), run.simulation.metrics().net_usd);
}

/// The journal of a known truth: one takes every episode, the other those that pay 25 dollars.
TEST_F(Acts, ComparedWithAChoosierOneTheDifferenceIsWhatTheOtherTookAlone) {
    StrategyConfig greedy = eager();
    greedy.id = greedy.name = "greedy";
    greedy.min_profit_usd = dollars(25);
    JournalledRun run{folder.path(), {eager(), greedy}};
    run.block();
    for (const double spread : {0.02, 0.05, 0.02, 0.05, 0.05})
        run.episode(spread);
    run.end();
    const Database read = journal();
    Comparison comparison =
        compare(acts(read, of_run(1), epoch_of(read, "eager")), acts(read, of_run(1), epoch_of(read, "greedy")));

    EXPECT_EQ(comparison.a.episodes, 5U);
    EXPECT_EQ(comparison.b.episodes, 3U);
    EXPECT_EQ(comparison.same, 3U);
    ASSERT_EQ(comparison.only_a(), 2U);
    EXPECT_EQ(comparison.differences[0].difference_usd() + comparison.differences[1].difference_usd(),
              run.simulation.metrics(ConfigIndex{0}).net_usd - run.simulation.metrics(ConfigIndex{1}).net_usd);
    const std::vector<std::string> names{comparison.differences[0].name, comparison.differences[1].name, "nobody-1"};
    const auto stops = read_stops(read, of_run(1), epoch_of(read, "greedy"), names);
    ASSERT_TRUE(stops) << stops.error().detail;
    ASSERT_EQ(stops->size(), 2U) << "of nobody nothing is known";
    for (const auto& [name, stop] : *stops)
        EXPECT_EQ(stop.reason, "min_profit") << name;
}

TEST_F(Acts, BeforeAWindowIsSaidToBeOutside) {
    JournalledRun run{folder.path(), {eager()}};
    run.block();
    run.spread(0.05);
    run.blocks(3);
    const Timestamp cut{run.simulation.newest->header.timestamp};
    run.end();
    const Database read = journal();
    const auto names = column(read, "SELECT name FROM episodes");
    const auto stops =
        read_stops(read, {.run = 1, .since = cut, .until = {}, .configs = {}}, epoch_of(read, "eager"), names);

    ASSERT_TRUE(stops) << stops.error().detail;
    ASSERT_EQ(stops->size(), 1U);
    EXPECT_EQ(stops->begin()->second.reason, kActedOutside);
}

TEST_F(Acts, EpisodesOfTwoRunsOnTheSameBlocksHaveTheSameNames) {
    for (int i = 0; i < 2; ++i) {
        JournalledRun run{folder.path(), {i == 0 ? eager() : unlucky()}};
        run.block();
        run.episode();
        run.blocks(static_cast<std::size_t>(i));
        run.end();
    }
    const Database read = journal();
    const Comparison comparison =
        compare(acts(read, of_run(1), epoch_of(read, "eager")), acts(read, of_run(2), epoch_of(read, "eager", 2)));
    const auto shared = read_shared_blocks(read, 1, 2, {});
    const auto none = read_shared_blocks(read, 1, 9, {});

    EXPECT_EQ(comparison.other_end(), 1U);
    EXPECT_EQ(comparison.differences.at(0).b->result, TradeResult::kLost);
    ASSERT_TRUE(shared) << shared.error().detail;
    EXPECT_EQ(shared->blocks, 4U);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
}

TEST_F(Acts, AreReadWithinAReadingThatHasBegun) {
    JournalledRun run{folder.path(), {eager()}};
    run.block();
    run.episode();
    run.settle();
    const Database read = journal();
    ASSERT_TRUE(begin_reading(read));
    const auto first = read_history(read, of_run(1), GroupBy::kNothing);
    run.episode(0.08);
    run.settle();
    const auto second = read_history(read, of_run(1), GroupBy::kNothing);
    const auto found = acts(read, of_run(1), second.value().epochs.at(0));
    end_reading(read);
    const auto later = read_history(read, of_run(1), GroupBy::kNothing);
    run.end();

    EXPECT_EQ(second->report.traders[0].metrics.actions, first.value().report.traders[0].metrics.actions);
    EXPECT_EQ(sum_of(found), first->report.traders[0].metrics.net_usd);
    EXPECT_GT(later.value().report.traders[0].metrics.actions, found.size());
}

}  // namespace
}  // namespace dexarb::testing

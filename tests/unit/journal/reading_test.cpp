#include <gmock/gmock.h>

#include "dexarb/journal/explanation.hpp"
#include "dexarb/journal/history.hpp"
#include "dexarb/journal/journal_export.hpp"
#include "dexarb/report/event_log_line.hpp"

#include "unit/journal/journal_support.hpp"

namespace dexarb::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ReadJournal : public ::testing::Test {
  protected:
    Database read() const {
        auto journal = read_journal(folder.path());
        EXPECT_TRUE(journal) << journal.error().detail;
        return std::move(*journal);
    }
    static std::string exported(const Database& journal, ExportTable table, ExportFormat format,
                                const ReadScope& scope = {}) {
        std::string text;
        const auto done = export_journal(journal, table, format, scope, [&](std::string_view piece) -> Result<void> {
            text += piece;
            return {};
        });
        return done ? text : done.error().detail;
    }
    static TraderMetrics history(const Database& journal, const ReadScope& scope) {
        const auto found = read_history(journal, scope, GroupBy::kNothing);
        EXPECT_TRUE(found) << found.error().detail;
        return found ? found->report.traders.at(0).metrics : TraderMetrics{};
    }
    static std::string text_of(const Database& journal, const std::string& id) {
        const auto found = explain_record(journal, id, std::nullopt);
        return found ? render_explanation(*found) : found.error().detail;
    }

    TemporaryFolder folder;
};

void expect_equal(const TraderMetrics& past, const TraderMetrics& live) {
    EXPECT_EQ(past.net_usd, live.net_usd);
    EXPECT_EQ(past.gross_usd, live.gross_usd);
    EXPECT_EQ(past.gas_usd, live.gas_usd);
    EXPECT_EQ(past.flash_fee_usd, live.flash_fee_usd);
    EXPECT_EQ(past.results, live.results);
    EXPECT_EQ(past.actions, live.actions);
    EXPECT_EQ(past.in_flight, live.in_flight);
    EXPECT_EQ(past.wins, live.wins);
    EXPECT_EQ(past.losses, live.losses);
    EXPECT_EQ(past.largest_win_usd, live.largest_win_usd);
    EXPECT_EQ(past.largest_loss_usd, live.largest_loss_usd);
    EXPECT_EQ(past.max_drawdown_usd, live.max_drawdown_usd);
    EXPECT_EQ(past.corrections, live.corrections);
    EXPECT_EQ(past.quarantined, live.quarantined);
    EXPECT_EQ(past.quarantined_usd, live.quarantined_usd);
    EXPECT_EQ(past.stranded, live.stranded);
    EXPECT_EQ(past.stranded_usd, live.stranded_usd);
    EXPECT_EQ(past.model_net_usd, live.model_net_usd);
    EXPECT_EQ(past.funnel.episodes, live.funnel.episodes);
    EXPECT_EQ(past.funnel.acted, live.funnel.acted);
    EXPECT_EQ(past.funnel.stopped, live.funnel.stopped);
}

std::vector<std::array<MicroUsd, kFillModelCount + 1>> nets_of(const TradeSamples& samples) {
    std::vector<std::array<MicroUsd, kFillModelCount + 1>> nets;
    for (const TradeSample& sample : samples.trades()) {
        auto& row = nets.emplace_back();
        std::ranges::copy(sample.nets, row.begin());
        row.back() = sample.net_usd;
    }
    return nets;
}

/// What statistics are made of; routes are numbered otherwise in a journal.
void expect_equal(const TradeSamples& past, const TradeSamples& live) {
    ASSERT_EQ(past.trades().size(), live.trades().size());
    EXPECT_EQ(nets_of(past), nets_of(live));
    for (std::size_t i = 0; i < past.trades().size(); ++i) {
        EXPECT_EQ(past.trades()[i].time, live.trades()[i].time);
        EXPECT_EQ(past.trades()[i].episode.first_block, live.trades()[i].episode.first_block);
    }
}

TEST_F(ReadJournal, BooksOfARunWithUndoneBlocksAreThoseOfItsEngine) {
    JournalledRun run{folder.path(), {eager()}};
    run.block();
    run.episode();
    run.undo_to(run.simulation.newest->number() - 2);
    run.episode(0.08);
    run.end();

    EXPECT_GT(run.simulation.metrics().corrections, 0U);
    expect_equal(history(read(), {.run = 1, .since = {}, .until = {}, .configs = {}}), run.simulation.metrics());
}

TEST_F(ReadJournal, BooksOfARunWithStrandedTradesAreThoseOfItsEngine) {
    JournalledRun run{folder.path(), {eager()}};
    run.block();
    const BlockNumber first = run.simulation.newest->number();
    run.episode();
    run.blocks(80);
    run.episode(0.08);
    run.undo_to(first);
    run.blocks(2);
    run.end();

    EXPECT_GT(run.simulation.metrics().stranded, 0U);
    expect_equal(history(read(), {.run = 1, .since = {}, .until = {}, .configs = {}}), run.simulation.metrics());
}

TEST_F(ReadJournal, SamplesOfAHistoryAreThoseOfTheEngine) {
    StrategyConfig config = eager();
    config.phantom_blocks = 6;
    StrategyConfig loser = unlucky();
    loser.id = loser.name = "loser";
    JournalledRun run{folder.path(), {config, loser}};
    run.eventful();
    run.end();
    auto past = read_history(read(), {.run = 1, .since = {}, .until = {}, .configs = {}}, GroupBy::kNothing);
    ASSERT_TRUE(past) << past.error().detail;
    ASSERT_EQ(past->samples.size(), 2U);
    const Engine& engine = *run.simulation.engine;
    EXPECT_GT(engine.samples(ConfigIndex{0}).trades().size(), 1U);
    EXPECT_GT(engine.metrics(ConfigIndex{0}).quarantined, 0U);
    for (std::size_t i = 0; i < 2; ++i) {
        const bool is_first = past->report.traders[i].config.id == engine.configs()[0].id;
        const ConfigIndex live{is_first ? 0U : 1U};
        expect_equal(past->report.traders[i].metrics, engine.metrics(live));
        expect_equal(past->samples[i], engine.samples(live));
    }

    weigh_history(*past);
    ASSERT_TRUE(past->report.evidence);
    for (std::size_t i = 0; i < 2; ++i)
        EXPECT_EQ(past->report.traders[i].evidence->trades, past->samples[i].trades().size());
    EXPECT_THAT(render_history(*past), HasSubstr("EVIDENCE of what was booked"));
    EXPECT_THAT(render_history(*past), HasSubstr("separable from zero"));
    EXPECT_THAT(history_json(*past), HasSubstr("\"trades_to_go\":2"));
}

TEST_F(ReadJournal, BooksOfARunWithAFillInQuarantineAreThoseOfItsEngine) {
    StrategyConfig config = eager();
    config.phantom_blocks = 3;
    JournalledRun run{folder.path(), {config}};
    run.block();
    run.spread(0.05);
    run.blocks(12);
    run.end();

    EXPECT_GT(run.simulation.metrics().quarantined, 0U);
    expect_equal(history(read(), {.run = 1, .since = {}, .until = {}, .configs = {}}), run.simulation.metrics());
}

TEST_F(ReadJournal, SaysWhatARunThatBrokeOffLeftAndWhatBecameOfIt) {
    StrategyConfig slow = eager();
    slow.submit_latency = std::chrono::milliseconds{2500};
    const auto notes = [&] {
        return read_history(read(), {.run = 1, .since = {}, .until = {}, .configs = {}}, GroupBy::kNothing)->remarks;
    };
    JournalledRun first{folder.path(), {slow}};
    first.block();
    first.spread(0.05);
    first.blocks(2);
    first.settle();
    ASSERT_EQ(first.simulation.metrics().in_flight, 1U);
    EXPECT_THAT(notes(), IsEmpty()) << "it goes on";
    first.journal.reset();

    EXPECT_THAT(notes(), ElementsAre("run 1 broke off with 1 action in flight; 1 without an outcome, in no sum"));
    EXPECT_EQ(history(read(), {.run = 1, .since = {}, .until = {}, .configs = {}}).in_flight, 1U);

    JournalledRun second{folder.path(), std::move(first.simulation), {slow}};
    second.blocks(3);
    second.end();
    EXPECT_THAT(notes(), ElementsAre("run 1 broke off with 1 action in flight; 1 settled by the run that went on with "
                                     "its books"));
}

TEST_F(ReadJournal, WindowsThatMeetAddUpToTheWhole) {
    JournalledRun run{folder.path(), {eager()}};
    run.block();
    run.episode();
    const Timestamp cut{run.simulation.newest->header.timestamp};
    run.episode(0.08);
    run.end();
    const Database journal = read();
    const auto before = history(journal, {.run = {}, .since = {}, .until = cut, .configs = {}});
    const auto after = history(journal, {.run = {}, .since = cut, .until = {}, .configs = {}});

    EXPECT_GT(before.actions, 0U);
    EXPECT_GT(after.actions, 0U);
    EXPECT_EQ(before.net_usd + after.net_usd, run.simulation.metrics().net_usd);
    EXPECT_EQ(before.actions + after.actions, run.simulation.metrics().actions);
}

TEST_F(ReadJournal, ExportedLinesAreTheEventLogs) {
    JournalledRun run{folder.path(), {eager(), unlucky()}};
    run.block();
    run.episode();
    run.end();
    std::string opportunities;
    std::string actions;
    std::string outcomes;
    const EventLogNames names{run.simulation.engine->market(), run.simulation.engine->routes(),
                              run.simulation.engine->configs()};
    for (const EngineRecord& record : run.simulation.records) {
        const std::string line = event_log_line(names, record) + "\n";
        if (std::holds_alternative<EpisodeChange>(record)) opportunities += line;
        if (std::holds_alternative<SimulatedTradeAction>(record)) actions += line;
        if (std::holds_alternative<TradeOutcome>(record)) outcomes += line;
    }
    const Database journal = read();

    EXPECT_EQ(exported(journal, ExportTable::kOpportunities, ExportFormat::kJsonLines), opportunities);
    EXPECT_EQ(exported(journal, ExportTable::kActions, ExportFormat::kJsonLines), actions);
    EXPECT_EQ(exported(journal, ExportTable::kOutcomes, ExportFormat::kJsonLines), outcomes);
}

TEST_F(ReadJournal, IsReadWholeWhileItIsWritten) {
    JournalledRun run{folder.path(), {eager()}};
    run.block();
    run.episode();
    run.settle();
    const auto open = history(read(), {.run = 1, .since = {}, .until = {}, .configs = {}});
    expect_equal(open, run.simulation.metrics());
    run.episode(0.08);
    run.settle();
    expect_equal(history(read(), {.run = 1, .since = {}, .until = {}, .configs = {}}), run.simulation.metrics());
    EXPECT_THAT(exported(read(), ExportTable::kOutcomes, ExportFormat::kCsv), HasSubstr("filled"));
    run.end();
}

TEST_F(ReadJournal, ExplainsATradeWhoseEveryNumberIsComputedAgain) {
    JournalledRun run{folder.path(), {eager()}};
    run.block();
    run.episode();
    run.end();
    const Database journal = read();
    const std::string id = "eager:" + column(journal, "SELECT name FROM episodes LIMIT 1").at(0);
    const std::string text = text_of(journal, id);

    EXPECT_THAT(text, AllOf(HasSubstr("every hop as recorded"), HasSubstr("certificate gap"), HasSubstr("6. SETTLED: "),
                            HasSubstr("survival_competition (books)"), Not(HasSubstr("NOT as recorded"))));
    EXPECT_EQ(text_of(journal, "action:1").substr(0, 1000), text.substr(0, 1000));
    EXPECT_EQ(text_of(journal, "outcome:1"), text);
}

TEST_F(ReadJournal, ExplainsAnOpportunityWithTheFiltersOfEachConfiguration) {
    StrategyConfig greedy = eager();
    greedy.id = "greedy";
    greedy.min_profit_usd = dollars(500);
    JournalledRun run{folder.path(), {eager(), greedy}};
    run.block();
    run.episode();
    run.end();
    const std::string text = text_of(read(), "opportunity:1");

    EXPECT_THAT(text, AllOf(HasSubstr("every hop as recorded"), HasSubstr("stopped by min_profit on this block"),
                            HasSubstr("acted on this block"), HasSubstr("/500.00"), Not(HasSubstr("NOT as recorded"))));
}

TEST_F(ReadJournal, DoesNotBelieveARowThatWasChanged) {
    JournalledRun run{folder.path(), {eager()}};
    run.block();
    run.episode();
    run.end();
    {
        const auto writer = amend_journal(folder.path());
        ASSERT_TRUE(writer && writer->execute("UPDATE action_hops SET amount_out = '1' WHERE place = 1", "spoiling"));
    }

    EXPECT_THAT(text_of(read(), "action:1"), HasSubstr("NOT as recorded"));
}

TEST_F(ReadJournal, SaysWhichRowsShareAnId) {
    for (int i = 0; i < 2; ++i) {
        JournalledRun run{folder.path(), {eager()}};
        run.block();
        run.episode();
        run.end();
    }
    const Database journal = read();
    const std::string id = "eager:" + column(journal, "SELECT name FROM episodes LIMIT 1").at(0);
    const auto unclear = explain_record(journal, id, std::nullopt);

    ASSERT_FALSE(unclear);
    EXPECT_EQ(unclear.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(unclear.error().detail, AllOf(HasSubstr("action:1 (run 1"), HasSubstr("action:2 (run 2")));
    EXPECT_TRUE(explain_record(journal, id, 2));
    EXPECT_THAT(text_of(journal, "17"), HasSubstr("say which"));
    EXPECT_THAT(text_of(journal, "action:999"), HasSubstr("no action in the journal has row 999"));
}

}  // namespace
}  // namespace dexarb::testing

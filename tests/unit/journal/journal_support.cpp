#include "unit/journal/journal_support.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include "dexarb/journal/resumable_run.hpp"

namespace dexarb::testing {

JournalledRun::JournalledRun(const std::filesystem::path& folder, std::vector<StrategyConfig> configs,
                             JournalOptions options, std::optional<ResumedBooks> resumes)
    : simulation{std::move(configs)} {
    open(folder, options);
    begin(std::move(resumes), Engine{simulation.market.market(), simulation.engine->configs(), {}});
}

JournalledRun::JournalledRun(const std::filesystem::path& folder, Simulation before,
                             std::vector<StrategyConfig> configs)
    : simulation{std::move(before)} {
    open(folder, {});
    go_on(std::move(configs));
}

void JournalledRun::go_on(std::vector<StrategyConfig> configs) {
    auto found = find_resumable_run(journal->database(), *simulation.market.market());
    ASSERT_TRUE(found && *found) << (found ? "no run" : found.error().detail);
    const auto& checkpoint = (*found)->checkpoint;
    simulation.engine.emplace(simulation.market.market(), configs, EngineOptions{});
    simulation.records.clear();
    auto restored = simulation.engine->restore(checkpoint);
    ASSERT_TRUE(restored) << restored.error().detail;
    point = std::move(*restored);
    Engine second{simulation.market.market(), std::move(configs), {}};
    ASSERT_TRUE(second.restore(checkpoint));
    begin(ResumedBooks{(*found)->run, point->branch.back().number, point->continued}, std::move(second));
    simulation.engine->resume(simulation.newest);
    journal->resume(simulation.newest);
}

void JournalledRun::open(const std::filesystem::path& folder, JournalOptions options) {
    auto opened = RunJournal::open(folder, options);
    ASSERT_TRUE(opened) << opened.error().detail;
    journal.emplace(std::move(*opened));
}

void JournalledRun::begin(std::optional<ResumedBooks> resumes, Engine second) {
    if (!journal) return;
    RunManifest manifest;
    manifest.version = "1.2.3";
    manifest.source_commit = "abcdef0";
    manifest.command = "run";
    manifest.market = simulation.market.market();
    manifest.configs = simulation.engine->configs();
    manifest.assumptions = make_assumptions(*manifest.market, manifest.seed, default_gas_model());
    manifest.started_at = Timestamp{std::chrono::seconds{1'790'000'000}};
    manifest.resumes = std::move(resumes);
    const auto begun = journal->begin(manifest, simulation.engine->routes(), std::move(second));
    EXPECT_TRUE(begun) << begun.error().detail;
}

void JournalledRun::block() {
    simulation.block();
    journal->write(EngineStep{simulation.newest, simulation.engine->records(), simulation.engine->digest()});
}

void JournalledRun::blocks(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        block();
}

void JournalledRun::undo_to(BlockNumber fork) {
    simulation.undo_to(fork);
    journal->write(EngineStep{Undone{fork}, simulation.engine->records(), simulation.engine->digest()});
}

void JournalledRun::episode(double fraction) {
    spread(fraction);
    blocks(2);
    spread(0.0);
    block();
}

void JournalledRun::eventful() {
    block();
    episode();
    undo_to(simulation.newest->number() - 2);
    episode(0.08);
    episode(0.03);
    spread(0.05);
    blocks(12);
}

void JournalledRun::report(bool is_last) {
    RunContext context;
    context.version = "1.2.3";
    context.made_at = simulation.newest->arrival;
    context.is_last = is_last;
    journal->write(journal_report(*simulation.engine, make_run_report(*simulation.engine, context)));
}

void JournalledRun::end(bool with_report) {
    simulation.finish();
    journal->write(EngineStep{EndOfRun{}, simulation.engine->records(), simulation.engine->digest()});
    if (with_report) report(true);
    journal->end({simulation.newest->arrival, std::nullopt, simulation.engine->digest()});
    journal.reset();
}

void JournalledRun::hand_over(const Handover& handover) {
    static_cast<void>(simulation.engine->hand_over(handover));
    const Hash digest = simulation.engine->digest();
    journal->write(EngineStep{handover, simulation.engine->records(), digest});
    journal->end({.at = simulation.newest->arrival, .failure = {}, .digest = digest, .handed_over = "reset"});
    journal.reset();
}

void JournalledRun::settle() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (journal->status().waiting_bytes > 0 && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
    EXPECT_EQ(journal->status().waiting_bytes, 0U);
}

std::vector<std::string> column(const Database& journal, const std::string& sql) {
    auto statement = journal.prepare(sql, "asking");
    if (!statement) return {statement.error().detail};
    std::vector<std::string> values;
    while (true) {
        const auto row = statement->step();
        if (!row) return {row.error().detail};
        if (!*row) return values;
        values.emplace_back(statement->text(0));
    }
}

std::int64_t number(const Database& journal, const std::string& sql) {
    const auto found = journal.number(sql, "asking");
    EXPECT_TRUE(found && *found) << sql << (found ? "" : found.error().detail);
    return found && *found ? **found : -1;
}

}  // namespace dexarb::testing

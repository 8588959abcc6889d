#include "dexarb/app/session_journal.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "dexarb/app/session_books.hpp"

namespace dexarb {

Result<SessionJournal> SessionJournal::open(const std::filesystem::path& state_folder, const Engine& engine) {
    auto journal = RunJournal::open(state_folder);
    if (!journal) return journal.error();
    return SessionJournal{std::move(*journal), engine};
}

Result<void> SessionJournal::begin(RunManifest manifest, Engine second) {
    manifest.configs = engine_->configs();
    if (const auto begun = journal_.begin(manifest, engine_->routes(), std::move(second)); !begun) return begun;
    spdlog::info("journal {}: run {}", database().path().string(), journal_.run());
    return {};
}

void SessionJournal::on_step(const FeedItem* item) {
    EngineStep step{EndOfRun{}, engine_->records(), engine_->digest()};
    if (item != nullptr) std::visit([&step](const auto& what) { step.what = what; }, *item);
    journal_.write(std::move(step));
    note_trouble();
}

void SessionJournal::on_report(const RunReport& report) {
    journal_.write(journal_report(*engine_, report));
}

void SessionJournal::end(const Result<void>& ended, Timestamp now) {
    const auto failure = ended ? std::nullopt : std::optional{ended.error().detail};
    journal_.end({now, failure, engine_->digest()});
    note_trouble();
}

void SessionJournal::leave(const Handover& handover, Timestamp now) {
    journal_.write(EngineStep{handover, engine_->records(), engine_->digest()});
    journal_.end(
        {.at = now, .failure = {}, .digest = engine_->digest(), .handed_over = handover_words(*engine_, handover)});
    note_trouble();
}

/// Each change is said once.
void SessionJournal::note_trouble() {
    const JournalStatus status = journal_.status();
    const bool is_well = status.trouble.empty();
    const bool is_complete = !status.incomplete_from.has_value();
    const bool was_well = std::exchange(was_well_, is_well);
    const bool was_complete = std::exchange(was_complete_, is_complete);
    if (was_well == is_well && was_complete == is_complete) return;
    for (const std::string& alarm : journal_alarms(status))
        spdlog::error("ALARM: {}", alarm);
    if (is_well && is_complete) spdlog::info("the journal is written again, nothing is lost");
}

}  // namespace dexarb

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dexarb/engine/engine.hpp"
#include "dexarb/journal/run_journal.hpp"
#include "dexarb/market/feed_item.hpp"
#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// The journal of a session: hands every step and report over, and tells the log when the disk fails and when it is
/// well again.
class SessionJournal {
  public:
    /// Opens the journal in the state folder. Every error is kIo. `engine` outlives it.
    [[nodiscard]] static Result<SessionJournal> open(const std::filesystem::path& state_folder, const Engine& engine);
    /// What earlier runs left, until `begin`.
    [[nodiscard]] const Database& database() const { return journal_.database(); }
    /// Writes the run's manifest. `second` is an engine of its own that stands where the run's does.
    [[nodiscard]] Result<void> begin(RunManifest manifest, Engine second);

    [[nodiscard]] std::int64_t run() const { return journal_.run(); }

    /// One step of the engine; null at the end of the run.
    void on_step(const FeedItem* item);
    /// The block from which the run goes on, which is the earlier run's.
    void on_resumed(const SnapshotPtr& snapshot) { journal_.resume(snapshot); }
    void on_report(const RunReport& report);
    /// Writes what waits and how the run ended.
    void end(const Result<void>& ended, Timestamp now);
    /// The engine made `handover`; another run goes on with the books. Writes that and what waits.
    void leave(const Handover& handover, Timestamp now);

    [[nodiscard]] std::vector<std::string> alarms() const { return journal_alarms(journal_.status()); }

  private:
    SessionJournal(RunJournal journal, const Engine& engine) : journal_{std::move(journal)}, engine_{&engine} {}

    void note_trouble();

    RunJournal journal_;
    const Engine* engine_;
    bool was_well_ = true;
    bool was_complete_ = true;
};

}  // namespace dexarb

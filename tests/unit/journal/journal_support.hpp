#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dexarb/journal/run_journal.hpp"

#include "support/child_process.hpp"
#include "unit/engine/simulation.hpp"

namespace dexarb::testing {

/// An engine on a small market whose every step is written into a journal, as a run does.
class JournalledRun {
  public:
    JournalledRun(const std::filesystem::path& folder, std::vector<StrategyConfig> configs, JournalOptions options = {},
                  std::optional<ResumedBooks> resumes = std::nullopt);
    /// Goes on with the books of the newest run in the folder, on the market of `before`, as a restarted process does;
    /// `configs` in place of its configurations.
    JournalledRun(const std::filesystem::path& folder, Simulation before, std::vector<StrategyConfig> configs);

    void spread(double fraction) { simulation.spread(fraction); }
    void block();
    void blocks(std::size_t count);
    void undo_to(BlockNumber fork);
    /// One episode from opening to closing, as `Simulation::episode`.
    void episode(double fraction = 0.05);
    /// Episodes of which one is undone and settled anew, and one may go into quarantine: where `phantom_blocks` is
    /// below twelve.
    void eventful();
    void report(bool is_last = false);
    /// The last step, the last report where it is wanted, the end; the file is closed afterwards.
    void end(bool with_report = true);
    /// The last step before another run goes on with the books, and the end of this one.
    void hand_over(const Handover& handover);
    /// Waits until all that was handed over is written; a failure of the test after ten seconds.
    void settle();

    Simulation simulation;
    std::optional<RunJournal> journal;
    std::optional<ResumePoint> point;  ///< Where it went on.

  private:
    void open(const std::filesystem::path& folder, JournalOptions options);
    void go_on(std::vector<StrategyConfig> configs);
    void begin(std::optional<ResumedBooks> resumes, Engine second);
};

/// The first column of each row.
[[nodiscard]] std::vector<std::string> column(const Database& journal, const std::string& sql);
[[nodiscard]] std::int64_t number(const Database& journal, const std::string& sql);

}  // namespace dexarb::testing

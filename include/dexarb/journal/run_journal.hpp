#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/journal/database.hpp"
#include "dexarb/journal/journal_file.hpp"
#include "dexarb/journal/journal_step.hpp"

namespace dexarb {

struct JournalOptions {
    std::size_t backlog_bytes = 64U << 20U;      ///< What may wait in memory.
    std::chrono::milliseconds first_pause{250};  ///< Before a failed write is tried again; doubles.
    std::chrono::milliseconds longest_pause{5'000};
    std::chrono::milliseconds patience_at_end{5'000};  ///< For what still waits when the run ends.
};

/// How the writing goes, for log and report.
struct JournalStatus {
    std::size_t waiting_bytes = 0;
    std::string trouble;  ///< Why the newest try failed; empty while all goes well.
    std::optional<BlockNumber> incomplete_from;
    /// From where on the run cannot be resumed, since its steps, taken again, led elsewhere: a fault of the program.
    std::optional<BlockNumber> diverged_from;
};

/// How a run ended.
struct RunEnd {
    Timestamp at;
    std::optional<std::string> failure;  ///< Nothing where it was told to stop or reached its limit.
    Hash digest;
    /// Where the same process goes on with another run and the books: what became of configurations before.
    std::optional<std::string> handed_over{};
};

/// The identity of a configuration's values, for whoever compares epochs: of all its fields, the tokens of its pairs,
/// chain and seed.
[[nodiscard]] Hash config_hash(const StrategyConfig& config, const MarketDefinition& market, std::uint64_t seed);

/// One run's journal, as the thread that trades sees it: hands over values and never waits for the disk. A worker
/// writes them, one transaction a step; what fails is tried again for as long as the backlog takes more. Once it does
/// not, the run is incomplete from that block on: nothing more of it is written.
class RunJournal {
  public:
    /// Takes the right to write, opens or makes the file, and marks runs that ended without a word as crashed. Every
    /// error is kIo and says what to do.
    [[nodiscard]] static Result<RunJournal> open(const std::filesystem::path& state_folder,
                                                 JournalOptions options = {});
    RunJournal(RunJournal&&) noexcept;
    RunJournal& operator=(RunJournal&&) noexcept;
    /// Without `end` the run counts as crashed.
    ~RunJournal();

    /// What was written before this run, for what resumes; not to be touched after `begin`.
    [[nodiscard]] const Database& database() const;

    /// Writes the manifest. `routes` outlives the journal. Called once, before what follows. `second` is an engine of
    /// its own that stands where the run's does; without it the run leaves nothing to go on from.
    [[nodiscard]] Result<void> begin(const RunManifest& manifest, const RouteBook& routes,
                                     std::optional<Engine> second = std::nullopt);
    [[nodiscard]] std::int64_t run() const;

    void write(EngineStep step);
    /// The block that the run goes on from, decided on and written by the one before.
    void resume(SnapshotPtr snapshot);
    void write(JournalReport report);
    /// Writes what waits and how the run ended; gives up after `patience_at_end`. Nothing is written afterwards.
    void end(const RunEnd& end);

    [[nodiscard]] JournalStatus status() const;

  private:
    struct State;

    explicit RunJournal(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

/// What a report must say of it: empty while all goes well.
[[nodiscard]] std::vector<std::string> journal_alarms(const JournalStatus& status);

}  // namespace dexarb

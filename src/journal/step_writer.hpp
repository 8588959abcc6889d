#pragma once

#include <optional>
#include <vector>

#include "dexarb/journal/database.hpp"
#include "dexarb/journal/journal_step.hpp"

#include "journal/record_writer.hpp"

namespace dexarb {

/// Writes steps and reports of one run, each in one transaction: all of it or nothing.
class StepWriter {
  public:
    /// `database` outlives the writer.
    [[nodiscard]] static Result<StepWriter> make(const Database& database, NameBook names, RunIds ids);

    /// After an error nothing of the step was written; the same step may be tried again.
    [[nodiscard]] Result<void> write(const JournalStep& step);
    /// The books after the newest step; a report before the first one is left out.
    [[nodiscard]] Result<void> write(const JournalReport& report);

  private:
    StepWriter(const Database& database, RunIds ids, RecordWriter records);

    [[nodiscard]] Result<void> try_write(const JournalStep& step);
    [[nodiscard]] Result<void> add_step(const char* kind);
    [[nodiscard]] Result<void> add(const JournalBlock& block);
    [[nodiscard]] Result<void> add(const Undone& undone);
    [[nodiscard]] Result<void> add(const EndOfRun& end);
    [[nodiscard]] Result<void> add_metrics(const JournalReport& report, std::size_t config);

    const Database* database_;
    RunIds ids_;
    RecordWriter records_;
    std::vector<Statement> statements_;
    std::int64_t step_ = 0;              ///< The newest; of the transaction under way.
    std::optional<BlockNumber> newest_;  ///< Block of the present branch.
};

}  // namespace dexarb

#pragma once

#include "dexarb/journal/database.hpp"
#include "dexarb/journal/journal_step.hpp"
#include "dexarb/journal/run_journal.hpp"

#include "journal/record_writer.hpp"

namespace dexarb {

/// Writes the manifest of a run that begins: its series, its epochs, itself.
[[nodiscard]] Result<RunIds> add_run(const Database& database, const RunManifest& manifest);

[[nodiscard]] Result<void> end_run(const Database& database, std::int64_t run, const RunEnd& end);
[[nodiscard]] Result<void> mark_incomplete(const Database& database, std::int64_t run, BlockNumber from,
                                           const std::string& why);

}  // namespace dexarb

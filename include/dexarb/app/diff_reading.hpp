#pragma once

#include "dexarb/app/command_line.hpp"
#include "dexarb/journal/database.hpp"
#include "dexarb/report/diff_report.hpp"

namespace dexarb {

/// Holds the two sides that the command line names against each other, on one state of the journal. Refused, as
/// kInvalidInput or kNotFound: what was named is not there, or is one and the same; two runs without a common block.
[[nodiscard]] Result<DiffReport> read_diff(const Database& journal, const CommandLine& line);

}  // namespace dexarb

#pragma once

#include "dexarb/journal/read_scope.hpp"
#include "dexarb/report/history_report.hpp"

namespace dexarb {

enum class GroupBy { kNothing, kDay, kPair, kRoute };

/// Adds up the books of a scope from its records.
///
/// Of a run without a window: of its configurations from where their books began (in an earlier run, where it resumed
/// one) to its last step, as its own last report had them. Of a window: what fell into it, of that run or of all. An
/// outcome that was taken back or lies in quarantine counts as in a live report, in the day and window of the outcome.
/// Memory grows with configurations and groups, not with records. Refused as by `find_range`.
[[nodiscard]] Result<HistoryReport> read_history(const Database& journal, const ReadScope& scope, GroupBy by);

}  // namespace dexarb

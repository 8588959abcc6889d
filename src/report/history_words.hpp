#pragma once

#include <string>

#include "dexarb/report/history_report.hpp"

namespace dexarb {

/// "run 3: 2026-09-01 00:00 to 2026-09-08 12:00 UTC": which part of the journal it is.
[[nodiscard]] std::string history_scope(const HistoryReport& history);

/// The first lines, between rules: who says it of which market, and `what` it is.
[[nodiscard]] std::string history_title(const HistoryReport& history, const std::string& what);

}  // namespace dexarb

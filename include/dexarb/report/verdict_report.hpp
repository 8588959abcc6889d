#pragma once

#include <string>

#include "dexarb/metrics/verdict.hpp"
#include "dexarb/report/history_report.hpp"

namespace dexarb {

/// A verdict with what it was reached on.
struct VerdictReport {
    HistoryReport history;  ///< Weighed; its configurations are in the verdict's order.
    VerdictRules rules;
    std::string rules_from;  ///< A file, or "built-in rules".
    RecordFacts record;
    Verdict verdict;
};

/// Plain ASCII text, no line wider than `kReportColumns`: every gate, and of those that fail what would be needed.
[[nodiscard]] std::string render_verdict(const VerdictReport& report);

/// The same as one line of JSON, without a line break.
[[nodiscard]] std::string verdict_json(const VerdictReport& report);

}  // namespace dexarb

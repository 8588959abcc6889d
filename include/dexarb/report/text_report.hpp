#pragma once

#include <string>

#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// The widest line of a text report.
inline constexpr std::size_t kReportColumns = 120;

/// The report as plain ASCII text, no line wider than `kReportColumns`, ending in a line break.
///
/// It opens with what is assumed, shows chain and feed, then the configurations by net and what their trades can
/// support, and ends with a sentence: which configuration can be told from luck, if any. Where nothing traded it says
/// why.
[[nodiscard]] std::string render_report(const RunReport& report);

/// What is worth reading every five minutes of it: chain and feed, leaders and their bands, funnel, nearest miss, the
/// last sentences; and where the rest is.
[[nodiscard]] std::string render_brief(const RunReport& report);

}  // namespace dexarb

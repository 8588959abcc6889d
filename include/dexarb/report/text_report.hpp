#pragma once

#include <string>

#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// The widest line of a text report.
inline constexpr std::size_t kReportColumns = 120;

/// The report as plain ASCII text, no line wider than `kReportColumns`, ending in a line break.
///
/// It opens with what is assumed, shows chain and feed, then the configurations by net, and ends with a line that
/// names a leader only if one is ahead. Where nothing traded it says why.
[[nodiscard]] std::string render_report(const RunReport& report);

}  // namespace dexarb

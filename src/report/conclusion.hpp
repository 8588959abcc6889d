#pragma once

#include <string>

#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// The last line of a report: which configuration can be told from zero, on how many trades and days, or why none can.
/// Within `kReportColumns`, whatever the names.
[[nodiscard]] std::string conclusion(const RunReport& report);

}  // namespace dexarb

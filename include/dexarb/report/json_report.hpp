#pragma once

#include <string>

#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// The same report as one line of JSON, without a line break. USD and gwei are numbers, times RFC 3339 UTC.
[[nodiscard]] std::string report_json(const RunReport& report);

}  // namespace dexarb

#pragma once

#include <string>

#include "dexarb/report/run_report.hpp"

#include "report/json_values.hpp"

namespace dexarb {

/// What looks like a mistake, with its figures; empty where nothing does.
[[nodiscard]] std::string doubts_section(const RunReport& report);

/// The same of one configuration; null where its trades were not weighed.
[[nodiscard]] Json doubts_json(const RunReport& report, const TraderReport& trader);

}  // namespace dexarb

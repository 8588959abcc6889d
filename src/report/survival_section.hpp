#pragma once

#include <string>

#include "dexarb/report/run_report.hpp"

#include "report/json_values.hpp"

namespace dexarb {

/// How long what was acted on stayed open, and the competition that speaks of beside the one assumed. Empty before the
/// first was looked at.
[[nodiscard]] std::string survival_section(const RunReport& report);

/// The whole curves.
[[nodiscard]] Json survival_json(const RunReport& report);

}  // namespace dexarb

#pragma once

#include <nlohmann/json_fwd.hpp>

#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// What `report_json` writes, for those who show parts of it.
[[nodiscard]] nlohmann::ordered_json report_document(const RunReport& report);

}  // namespace dexarb

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// Which of a history's configurations is meant, by id or by name as it is shown. Refused, as kInvalidInput: nobody is
/// (with the nearest name), or one that ran with several values is not named as one of them ("Moderate #7").
[[nodiscard]] Result<std::size_t> find_trader(const std::vector<TraderReport>& traders, const std::string& name);

}  // namespace dexarb

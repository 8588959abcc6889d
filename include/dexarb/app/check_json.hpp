#pragma once

#include <string>

#include "dexarb/app/online_check.hpp"

namespace dexarb {

/// The report of `check` for programs: findings with their levels, and of each endpoint what was measured.
[[nodiscard]] std::string check_json(const OnlineReport& report);

}  // namespace dexarb

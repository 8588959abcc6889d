#pragma once

#include <cstdint>
#include <optional>

#include "dexarb/journal/database.hpp"
#include "dexarb/report/last_report.hpp"

namespace dexarb {

/// Of this run; nothing if it broke off before its first one.
[[nodiscard]] Result<std::optional<LastReport>> read_last_report(const Database& journal, std::int64_t run);

}  // namespace dexarb

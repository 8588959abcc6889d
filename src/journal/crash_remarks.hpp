#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dexarb/journal/database.hpp"

namespace dexarb {

/// For each of these runs that crashed, or could not write all, with actions that had no outcome then: how many there
/// were, and what became of them.
[[nodiscard]] Result<std::vector<std::string>> crash_remarks(const Database& journal,
                                                             const std::vector<std::int64_t>& runs);

}  // namespace dexarb

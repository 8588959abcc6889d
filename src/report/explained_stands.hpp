#pragma once

#include <string>

#include "dexarb/report/explanation.hpp"

#include "report/recomputed.hpp"

namespace dexarb {

/// Each filter of each configuration that trades the pair, with figure and threshold, and what its record says; empty
/// where none was gathered.
[[nodiscard]] std::string stand_lines(const Explanation& explanation, const Recomputed& now);

}  // namespace dexarb

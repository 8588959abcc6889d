#pragma once

#include <string>

#include "dexarb/metrics/feed_status.hpp"

namespace dexarb {

/// Lines of what requests cost, of each quota, and of a pace that is not one block at a time.
[[nodiscard]] std::string budget_lines(const FeedStatus& feed);

}  // namespace dexarb

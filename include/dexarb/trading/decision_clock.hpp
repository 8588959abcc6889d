#pragma once

#include <chrono>

#include "dexarb/base/time.hpp"

namespace dexarb {

/// When a strategy that looks every `poll_interval` sees what arrived at `arrival`: the least multiple of the interval,
/// counted from the Unix epoch, that is not before it. The interval is above zero.
[[nodiscard]] Timestamp decision_time(Timestamp arrival, std::chrono::milliseconds poll_interval);

}  // namespace dexarb

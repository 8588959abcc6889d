#pragma once

#include <string>

#include "dexarb/metrics/feed_status.hpp"

namespace dexarb {

/// What stands above everything else where decisions are not of now; empty where all is well.
[[nodiscard]] std::string alarm_lines(const FeedStatus& feed);

/// How far what was followed agrees with the chain, and what was not believed.
[[nodiscard]] std::string trust_lines(const FeedStatus& feed);

}  // namespace dexarb

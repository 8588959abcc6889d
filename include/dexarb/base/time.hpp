#pragma once

#include <chrono>
#include <string>

namespace dexarb {

/// Integer milliseconds since the Unix epoch.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// Days since the Unix epoch, UTC.
using UtcDay = std::chrono::sys_days;

[[nodiscard]] inline UtcDay utc_day(Timestamp time) {
    return std::chrono::floor<std::chrono::days>(time);
}

/// RFC 3339 in UTC with milliseconds: "2026-09-01T12:00:00.250Z".
[[nodiscard]] std::string to_rfc3339(Timestamp time);

}  // namespace dexarb

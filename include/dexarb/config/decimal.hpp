#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dexarb/base/result.hpp"

namespace dexarb {

/// A decimal number ("4", "0.30", "1.5e3") times 10^`places`, exactly: "0.3" with 6 places is 300000.
/// Refuses what is negative, not a number, finer than `places` digits, or beyond 2^63 when scaled.
[[nodiscard]] Result<std::uint64_t> parse_scaled(std::string_view text, unsigned places);

/// The inverse, without trailing zeros: 300000 with 6 places is "0.3".
[[nodiscard]] std::string format_scaled(std::uint64_t value, unsigned places);

}  // namespace dexarb

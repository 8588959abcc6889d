#pragma once

#include <cstdint>

namespace dexarb {

struct Interval {
    double low = 0.0;
    double high = 0.0;
};

/// Both ends of an interval that holds with 95 %.
inline constexpr double kTwoSided95 = 1.959963984540054;

/// Wilson's score interval (1927) of a share: unlike mean +- 2 errors it stays within [0, 1] and holds for small
/// numbers. [0, 1] without trials.
[[nodiscard]] Interval wilson_interval(std::uint64_t successes, std::uint64_t trials, double z = kTwoSided95);

}  // namespace dexarb

#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace dexarb {

struct Moments {
    std::uint64_t count = 0;
    double mean = 0.0;
    double deviation = 0.0;  ///< Of the sample: divided by count - 1; zero where all values are the same.
    double skewness = 0.0;   ///< Third central moment over the deviation's cube; 0 for a normal distribution.
    double kurtosis = 3.0;   ///< Fourth central moment over the variance's square; 3 for a normal distribution.

    /// mean / (deviation / sqrt(count)): how many of its own errors the mean lies above zero. Nothing without variance.
    [[nodiscard]] std::optional<double> t() const;
    /// mean / deviation, per observation. Nothing without variance.
    [[nodiscard]] std::optional<double> sharpe() const;
};

[[nodiscard]] Moments moments_of(std::span<const double> values);

/// The middle value, or the mean of the two in the middle; zero of none.
[[nodiscard]] double median_of(std::span<const double> values);

}  // namespace dexarb

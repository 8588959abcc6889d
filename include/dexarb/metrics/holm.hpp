#pragma once

#include <span>
#include <vector>

namespace dexarb {

/// p-values of a family of tests, adjusted so that the chance of even one false alarm is what each says (Holm 1979):
/// the k-th smallest of m times m - k + 1, never below the one before, at most 1. In the order given.
[[nodiscard]] std::vector<double> holm_adjusted(std::span<const double> p_values);

}  // namespace dexarb

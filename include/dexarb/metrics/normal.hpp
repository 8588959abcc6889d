#pragma once

namespace dexarb {

/// The standard normal distribution. Evidence, not decisions: the last bits may differ between C libraries.
[[nodiscard]] double normal_density(double x);
[[nodiscard]] double normal_cdf(double x);
/// The x with `normal_cdf(x) == probability`, to about 1e-14; infinite at 0 and 1.
///
/// Halley's method on erfc, started from Abramowitz and Stegun 26.2.23.
[[nodiscard]] double normal_quantile(double probability);

/// P(T <= t) of Student's distribution with `degrees` degrees of freedom, at least one: the finite sums of Abramowitz
/// and Stegun 26.7.3 and 26.7.4; the normal distribution from a million degrees on.
[[nodiscard]] double student_cdf(double t, unsigned long long degrees);
/// The t with `student_cdf(t, degrees) == probability`, between 0.5 and 1, by bisection to 1e-9.
[[nodiscard]] double student_quantile(double probability, unsigned long long degrees);

}  // namespace dexarb

#pragma once

namespace dexarb {

/// How good the best of `trials` worthless strategies looks: the expected maximum of so many independent standard
/// normals, by the False Strategy theorem: (1 - g) Q(1 - 1/N) + g Q(1 - 1/(N e)), g the Euler-Mascheroni constant, Q
/// the normal quantile (Bailey and Lopez de Prado 2014, "The Deflated Sharpe Ratio"). Zero for one trial or less.
[[nodiscard]] double expected_maximum(double trials);

/// The same exactly: the integral of x N f(x) F(x)^(N-1), by Simpson's rule, to 1e-6 for up to a million trials.
[[nodiscard]] double expected_maximum_exact(double trials);

}  // namespace dexarb

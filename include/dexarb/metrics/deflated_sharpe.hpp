#pragma once

#include "dexarb/metrics/moments.hpp"

namespace dexarb {

/// The Sharpe ratio that the best of `trials` worthless strategies is expected to show, per observation: the square
/// root of the variance of the trials' Sharpe ratios times `expected_maximum(trials)`.
[[nodiscard]] double sharpe_threshold(double variance_of_sharpes, double trials);

/// Probability that the true Sharpe ratio is above `threshold`, given the observed one, all per observation; the
/// deflated Sharpe ratio where the threshold is `sharpe_threshold`.
///
/// F((SR - SR0) sqrt(T - 1) / sqrt(1 - skewness SR + (kurtosis - 1) / 4 SR^2)); Bailey and Lopez de Prado 2012, 2014.
[[nodiscard]] double probabilistic_sharpe(double sharpe, double threshold, const Moments& shape);

}  // namespace dexarb

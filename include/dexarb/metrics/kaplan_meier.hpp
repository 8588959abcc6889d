#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dexarb/metrics/proportion.hpp"

namespace dexarb {

/// What happened at one time to those that were still watched: ended, or watched no further (after those that ended).
struct LifeTableRow {
    std::uint64_t ended = 0;
    std::uint64_t censored = 0;
};

/// The survival curve just after one time.
struct SurvivalPoint {
    std::uint64_t at_risk = 0;    ///< Still watched just before.
    double share = 1.0;           ///< Estimated to last longer.
    double standard_error = 0.0;  ///< Greenwood's (1926).
    Interval interval{0.0, 1.0};  ///< 95 % on the scale of log(-log), which stays within [0, 1].
};

/// The product-limit estimate of Kaplan and Meier (1958): one point per row, whose place is its time. Where nobody is
/// watched any more, points repeat the last with nobody at risk.
[[nodiscard]] std::vector<SurvivalPoint> kaplan_meier(std::span<const LifeTableRow> rows);

/// The first time after which at most half are left; nothing if the curve ends above.
[[nodiscard]] std::optional<std::size_t> half_life(std::span<const SurvivalPoint> curve);

}  // namespace dexarb

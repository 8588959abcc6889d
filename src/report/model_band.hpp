#pragma once

#include "dexarb/report/run_report.hpp"

#include "report/json_values.hpp"

namespace dexarb {

/// The fill models a band is made of: all but `legacy`, which is no model of a trade.
inline constexpr std::size_t kBandModels = kFillModelCount - 1;

/// From the worst to the best of these models.
struct ModelRange {
    MicroUsd lowest;
    MicroUsd highest;
};
[[nodiscard]] ModelRange model_range(const std::array<MicroUsd, kFillModelCount>& nets);

/// What one configuration's actions net, whichever model of a fill is the right one.
struct ModelBand {
    MicroUsd lowest;
    MicroUsd highest;
    /// In how many of the models no configuration nets more, and it more than zero; those that are level share it.
    std::size_t first_in = 0;
};
[[nodiscard]] ModelBand model_band(const RunReport& report, const TraderReport& trader);

[[nodiscard]] Json band_json(const ModelBand& band);

}  // namespace dexarb

#include "report/model_band.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace dexarb {

ModelBand model_band(const RunReport& report, const TraderReport& trader) {
    const auto& nets = trader.metrics.model_net_usd;
    ModelBand band{MicroUsd{INT64_MAX}, MicroUsd{INT64_MIN}, 0};
    for (std::size_t model = 0; model < kFillModelCount; ++model) {
        if (model == static_cast<std::size_t>(FillModel::kLegacy)) continue;
        band.lowest = std::min(band.lowest, nets[model]);
        band.highest = std::max(band.highest, nets[model]);
        const bool is_first =
            nets[model] > MicroUsd{} && std::ranges::none_of(report.traders, [&](const TraderReport& other) {
                return other.metrics.model_net_usd[model] > nets[model];
            });
        band.first_in += is_first ? 1 : 0;
    }
    return band;
}

Json band_json(const ModelBand& band) {
    return {{"lowest_net_usd", usd_number(band.lowest)},
            {"highest_net_usd", usd_number(band.highest)},
            {"first_in", band.first_in},
            {"of_models", kBandModels}};
}

}  // namespace dexarb

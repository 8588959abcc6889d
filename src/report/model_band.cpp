#include "report/model_band.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace dexarb {

namespace {

constexpr bool is_in_band(std::size_t model) {
    return model != static_cast<std::size_t>(FillModel::kLegacy);
}

}  // namespace

ModelRange model_range(const std::array<MicroUsd, kFillModelCount>& nets) {
    ModelRange range{MicroUsd{INT64_MAX}, MicroUsd{INT64_MIN}};
    for (std::size_t model = 0; model < kFillModelCount; ++model) {
        if (!is_in_band(model)) continue;
        range.lowest = std::min(range.lowest, nets[model]);
        range.highest = std::max(range.highest, nets[model]);
    }
    return range;
}

ModelBand model_band(const RunReport& report, const TraderReport& trader) {
    const auto& nets = trader.metrics.model_net_usd;
    const auto [lowest, highest] = model_range(nets);
    ModelBand band{lowest, highest, 0};
    for (std::size_t model = 0; model < kFillModelCount; ++model) {
        if (!is_in_band(model)) continue;
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

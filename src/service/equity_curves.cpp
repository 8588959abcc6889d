#include "service/equity_curves.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "service/json_parts.hpp"

namespace dexarb {

namespace {

template <typename Steps>
void thin_out(Steps& steps) {
    Steps kept;
    const std::size_t half = steps.size() / 2;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (i >= half || i % 2 == 0) kept.push_back(steps[i]);
    steps = std::move(kept);
}

}  // namespace

void EquityCurves::add(const RunReport& report) {
    if (curves_.empty()) from_ = report.started_at;
    std::erase_if(curves_, [&report](const auto& curve) {
        return std::ranges::none_of(report.traders, [&](const auto& t) { return t.config.id == curve.first; });
    });
    now_.time = report.made_at;
    now_.block = report.feed.head ? report.feed.head->number : 0;
    for (const TraderReport& trader : report.traders) {
        auto& curve = curves_[trader.config.id];
        if (!curve.empty() && curve.back().net_usd == trader.metrics.net_usd) continue;
        if (curve.size() == kMostSteps) thin_out(curve);
        curve.push_back({now_.time, now_.block, trader.metrics.net_usd});
    }
}

Json EquityCurves::json(const std::string& config, std::size_t points) const {
    Json series = Json::array();
    for (const auto& [id, curve] : curves_) {
        if (!config.empty() && config != id) continue;
        Json steps = Json::array();
        const auto put = [&steps](Timestamp time, BlockNumber block, MicroUsd net) {
            steps.push_back(Json::array({time.time_since_epoch().count(), block, to_double(net)}));
        };
        const std::size_t stride = (curve.size() + points) / points;
        for (std::size_t i = 0; i < curve.size(); ++i)
            if ((curve.size() - 1 - i) % stride == 0) put(curve[i].time, curve[i].block, curve[i].net_usd);
        if (!curve.empty()) put(now_.time, now_.block, curve.back().net_usd);
        series.push_back({{"config", id}, {"points", std::move(steps)}});
    }
    return {{"from", to_rfc3339(from_)}, {"to", to_rfc3339(now_.time)}, {"series", std::move(series)}};
}

}  // namespace dexarb

#include "dexarb/report/history_page.hpp"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

#include "dexarb/base/check.hpp"

#include "report/json_values.hpp"
#include "report/model_band.hpp"

namespace dexarb {
namespace {

constexpr std::size_t kMostPoints = 1'000;

/// Books after a trade: under the primary model, and from the worst to the best of the models.
struct Stand {
    std::chrono::sys_seconds time;
    MicroUsd net_usd;
    ModelRange models;
};

/// The newest trades, on top of what the books had before them.
std::vector<Stand> stands_of(const TraderMetrics& metrics, const TradeSamples& samples) {
    MicroUsd net = metrics.net_usd;
    auto models = metrics.model_net_usd;
    for (const TradeSample& trade : samples.trades()) {
        net -= trade.net_usd;
        for (std::size_t model = 0; model < kFillModelCount; ++model)
            models[model] -= trade.nets[model];
    }
    std::vector<Stand> stands;
    for (const TradeSample& trade : samples.trades()) {
        net += trade.net_usd;
        for (std::size_t model = 0; model < kFillModelCount; ++model)
            models[model] += trade.nets[model];
        stands.push_back({trade.time, net, model_range(models)});
    }
    return stands;
}

/// Neighbours as one: where the last of them stood, and as far as any of them reached.
std::vector<Stand> thinned(const std::vector<Stand>& stands) {
    const std::size_t together = (stands.size() + kMostPoints - 1) / kMostPoints;
    std::vector<Stand> kept;
    for (std::size_t i = 0; i < stands.size(); ++i) {
        if (i % together == 0) {
            kept.push_back(stands[i]);
            continue;
        }
        const ModelRange before = kept.back().models;
        kept.back() = stands[i];
        kept.back().models.lowest = std::min(before.lowest, stands[i].models.lowest);
        kept.back().models.highest = std::max(before.highest, stands[i].models.highest);
    }
    return kept;
}

Json curve_json(const TraderReport& trader, const TradeSamples& samples) {
    Json points = Json::array();
    for (const Stand& stand : thinned(stands_of(trader.metrics, samples)))
        points.push_back({std::chrono::seconds{stand.time.time_since_epoch()}.count(), usd_number(stand.net_usd),
                          usd_number(stand.models.lowest), usd_number(stand.models.highest)});
    return {{"config", trader.config.id},
            {"name", trader.config.name},
            {"trades_before", samples.forgotten()},
            {"points", std::move(points)}};
}

/// So that no text in it ends the element it stands in.
std::string inside_script(const Json& json) {
    std::string text;
    for (const char each : json.dump(-1, ' ', false, Json::error_handler_t::replace))
        if (each == '<')
            text += "\\u003c";
        else
            text += each;
    return text;
}

}  // namespace

std::string history_page(const HistoryReport& history, std::string_view page) {
    constexpr std::string_view kPlace = R"(id="past">)";
    const auto place = page.find(kPlace);
    check(place != std::string_view::npos, "a report page has a place for its history");
    Json curves = Json::array();
    for (std::size_t i = 0; i < history.report.traders.size(); ++i)
        curves.push_back(curve_json(history.report.traders[i], history.samples[i]));
    const Json json{{"history", Json::parse(history_json(history))}, {"curves", std::move(curves)}};
    std::string whole{page.substr(0, place + kPlace.size())};
    whole += inside_script(json);
    whole += page.substr(place + kPlace.size());
    return whole;
}

}  // namespace dexarb

#include "report/doubts.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/metrics/plausibility.hpp"

#include "report/figures.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

MarketFacts facts_of(const RunReport& report) {
    return {report.assumptions.market_is_simulated, report.feed.native_price_usd,
            std::chrono::floor<std::chrono::seconds>(report.made_at)};
}

std::string share_words(const DoubtfulResult& doubt, double days) {
    const auto watched = std::chrono::seconds{std::llround(days * 86'400.0)};
    return fmt::format(
        "makes ${:.0f} a day at the pace of {}, and all arbitrage on Polygon earns about ${:.0f}: that is "
        "{:.0f} % of it, and more than {:.0f} % is not believed",
        doubt.figure, span_text(watched), kMarketUsdPerDay, doubt.figure / kMarketUsdPerDay * 100.0,
        kMostMarketShare * 100.0);
}

std::string mean_words(const DoubtfulResult& doubt) {
    const double usual = doubt.bound / kMostTimesUsual;
    return fmt::format("makes ${:.2f} per trade, {:.0f} times the usual (about {:.1f} of the native token, ${:.2f})",
                       doubt.figure, doubt.figure / usual, kUsualNativePerTrade, usual);
}

std::string route_words(const DoubtfulResult& doubt, const TraderReport& trader) {
    const std::string route = trader.best_route.empty() ? "one route" : trader.best_route;
    return fmt::format("{:.0f} % of its profit is of {}, in {} of {} trades: does that pool exist, and is it deep?",
                       doubt.figure * 100.0, route, grouped(trader.evidence->best_route->trades),
                       grouped(trader.evidence->trades));
}

std::string words_of(const DoubtfulResult& doubt, const TraderReport& trader, double days) {
    switch (doubt.doubt) {
        case Doubt::kMarketShare:
            return share_words(doubt, days);
        case Doubt::kMeanPerTrade:
            return mean_words(doubt);
        case Doubt::kOneRoute:
            return route_words(doubt, trader);
        case Doubt::kNoVariance:
            return fmt::format("its {} trades differ by {:.2f} % only: no market is that even",
                               grouped(trader.evidence->trades), doubt.figure * 100.0);
        case Doubt::kNeverLost:
            break;
    }
    return fmt::format(
        "none of its {} trades lost, though a reverted one costs its gas: are the losing ones simulated?",
        grouped(trader.evidence->trades));
}

}  // namespace

std::string doubts_section(const RunReport& report) {
    const MarketFacts facts = facts_of(report);
    std::string text;
    for (const TraderReport& trader : report.traders) {
        if (!trader.evidence) continue;
        for (const DoubtfulResult& doubt : doubtful_results(*trader.evidence, facts))
            text += labelled(trader.config.name, words_of(doubt, trader, watched_days(*trader.evidence, facts)),
                             name_label(report));
    }
    return text.empty() ? "" : heading("DOUBTFUL: look for the mistake before believing these") + text;
}

Json doubts_json(const RunReport& report, const TraderReport& trader) {
    if (!trader.evidence) return nullptr;
    const MarketFacts facts = facts_of(report);
    Json list = Json::array();
    for (const DoubtfulResult& doubt : doubtful_results(*trader.evidence, facts))
        list.push_back({{"doubt", to_string(doubt.doubt)},
                        {"figure", doubt.figure},
                        {"bound", doubt.bound},
                        {"words", words_of(doubt, trader, watched_days(*trader.evidence, facts))}});
    return list;
}

}  // namespace dexarb

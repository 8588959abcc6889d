#include "report/reach.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/layout.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

/// On which the best route was worth more than nothing.
std::uint64_t open_blocks(const EdgeHistogram& edges) {
    const auto zero = std::ranges::find(EdgeHistogram::kBounds, MicroUsd{}) - EdgeHistogram::kBounds.begin();
    return std::accumulate(edges.nets.begin() + zero + 1, edges.nets.end(), std::uint64_t{0});
}

std::string words_of(const Reach& reach, const TraderReport& trader) {
    const std::string routes = reach.routes == 0 ? "" : fmt::format("{} routes on ", reach.routes);
    return fmt::format("{}{} {}: {} blocks of a pair looked at, {} with gross above zero, {} open after gas{}", routes,
                       trader.pairs.size(), trader.pairs.size() == 1 ? "pair" : "pairs", grouped(reach.looked_at),
                       grouped(reach.with_gross), grouped(reach.open),
                       trader.config.flash_premium_ppm == 0 ? "" : ", before its loan's fee");
}

}  // namespace

Reach reach_of(const RunReport& report, const TraderReport& trader) {
    Reach reach{trader.routes, 0, 0, 0};
    for (const PairEdges& pair : report.pair_edges) {
        if (std::ranges::find(trader.pairs, pair.pair) == trader.pairs.end()) continue;
        reach.looked_at += pair.edges.judged();
        reach.with_gross += pair.edges.judged() - pair.edges.no_edge;
        reach.open += open_blocks(pair.edges);
    }
    return reach;
}

std::string reach_section(const RunReport& report) {
    if (report.pair_edges.empty()) return "";
    const std::string text =
        shared_lines(report, [&](const TraderReport& trader) { return words_of(reach_of(report, trader), trader); });
    return heading("BEFORE THE FILTERS: by the best route of a pair, at its best size and the market's tip") + text;
}

Json reach_json(const RunReport& report, const TraderReport& trader) {
    const Reach reach = reach_of(report, trader);
    return {{"routes", reach.routes == 0 ? Json(nullptr) : Json(reach.routes)},
            {"pair_blocks", reach.looked_at},
            {"gross_above_zero", reach.with_gross},
            {"after_flash_fee", trader.config.flash_premium_ppm == 0 ? Json(reach.with_gross) : Json(nullptr)},
            {"after_gas", reach.open}};
}

}  // namespace dexarb

#include "report/close_calls.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/layout.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kBar = 60;

/// "-0.10 to -0.01", "above 20.00".
std::string bucket_name(std::size_t bucket) {
    const auto& bounds = EdgeHistogram::kBounds;
    const auto bound = [&](std::size_t i) { return dollars(bounds[i], 2); };
    if (bucket == 0) return "up to " + bound(0);
    if (bucket == bounds.size()) return "above " + bound(bucket - 1);
    return bound(bucket - 1) + " to " + bound(bucket);
}

/// Nothing where nothing was counted; else at least one letter.
std::string edge_row(const std::string& name, std::uint64_t count, std::uint64_t all) {
    if (count == 0) return "";
    const double share = static_cast<double>(count) / static_cast<double>(all);
    const auto length = std::max(std::uint64_t{1}, static_cast<std::uint64_t>(share * kBar + 0.5));
    return fmt::format("  {:<18}{:>15}{:>7.1f} %  {}\n", name, grouped(count), share * 100.0, std::string(length, '#'));
}

std::string trader_miss(const TraderReport& trader) {
    const auto& miss = *trader.metrics.nearest_miss;
    std::string text = fmt::format("{} at block {}: net {}, stopped by {}", trader.nearest_miss_route,
                                   grouped(miss.block), money(miss.net_usd), to_string(miss.reason));
    if (miss.reason == RejectReason::kMinProfit) text += fmt::format(", {} short", money(miss.lacked_usd));
    return text;
}

/// One entry per bucket that a net may fall into, lowest first; no bound at the ends.
Json buckets_json(const EdgeHistogram& edges) {
    const auto& bounds = EdgeHistogram::kBounds;
    Json buckets = Json::array();
    for (std::size_t i = 0; i < edges.nets.size(); ++i)
        buckets.push_back({{"above_usd", i == 0 ? Json(nullptr) : Json(usd_number(bounds[i - 1]))},
                           {"up_to_usd", i == bounds.size() ? Json(nullptr) : Json(usd_number(bounds[i]))},
                           {"blocks", edges.nets[i]}});
    return buckets;
}

}  // namespace

std::string net_edges(const RunReport& report) {
    EdgeHistogram all;
    for (const auto& pair : report.pair_edges)
        all.add(pair.edges);
    const auto judged = all.judged();
    std::string text = edge_row("none before gas", all.no_edge, judged);
    for (std::size_t i = 0; i < all.nets.size(); ++i)
        text += edge_row(bucket_name(i), all.nets[i], judged);
    if (judged == 0) text = "  no block was judged yet\n";
    if (all.not_judged > 0)
        text += labelled("", fmt::format("{} not judged: pools or a price were missing", grouped(all.not_judged)));
    return heading("NET EDGE $ of the best route per pair and block, at its best size, after gas (above zero: open)") +
           text;
}

std::string nearest_misses(const RunReport& report) {
    const auto label = name_label(report);
    std::string text;
    if (const auto& miss = report.nearest_miss)
        text += labelled("not open",
                         fmt::format("{} at block {}: net {}, first unit {:+.3f} %", miss->route, grouped(miss->block),
                                     money(miss->net_usd), miss->edge_ppm / 1e4),
                         label);
    text += shared_lines(report, [](const TraderReport& trader) {
        return trader.metrics.nearest_miss ? trader_miss(trader) : std::string{};
    });
    return heading("NEAREST MISS") + (text.empty() ? "  none: no route was quoted yet\n" : text);
}

Json edges_json(const std::vector<PairEdges>& pairs) {
    Json list = Json::array();
    for (const auto& [pair, edges] : pairs)
        list.push_back({{"pair", pair},
                        {"not_judged", edges.not_judged},
                        {"no_edge_before_gas", edges.no_edge},
                        {"net_usd", buckets_json(edges)}});
    return list;
}

Json miss_json(const std::optional<RouteMiss>& miss) {
    if (!miss) return nullptr;
    return {{"route", miss->route},
            {"block", miss->block},
            {"net_usd", usd_number(miss->net_usd)},
            {"edge_ppm", miss->edge_ppm}};
}

}  // namespace dexarb

#include "dexarb/report/history_report.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/text_report.hpp"

#include "report/close_calls.hpp"
#include "report/conclusion.hpp"
#include "report/doubts.hpp"
#include "report/evidence_section.hpp"
#include "report/filter_section.hpp"
#include "report/history_words.hpp"
#include "report/json_values.hpp"
#include "report/layout.hpp"
#include "report/model_band.hpp"
#include "report/reach.hpp"
#include "report/survival_section.hpp"
#include "report/table.hpp"
#include "report/trader_tables.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

std::string coverage(const HistoryReport& history) {
    const FeedStatus& feed = history.report.feed;
    std::string runs;
    for (const HistoryRun& run : history.runs)
        runs += fmt::format("{}{} ({} {}{})", runs.empty() ? "" : ", ", run.id, run.command, run.version,
                            run.ended.empty() ? "" : ", " + run.ended);
    return heading("SEEN") + labelled(history.runs.size() == 1 ? "run" : "runs", runs) +
           labelled("blocks",
                    fmt::format("{} to {}: {} seen, {} missed, {} late, {} undone, {} with a pool not certain",
                                grouped(history.first_block), grouped(history.last_block), grouped(feed.blocks_seen),
                                grouped(feed.blocks_missed), grouped(feed.blocks_late), grouped(feed.blocks_undone),
                                grouped(history.uncertain_blocks)));
}

std::string result_table(const RunReport& report) {
    Amounts show;
    for (const auto& trader : report.traders)
        for (const MicroUsd amount : {trader.metrics.net_usd, trader.metrics.gross_usd, trader.metrics.gas_usd,
                                      trader.metrics.largest_win_usd, trader.metrics.max_drawdown_usd})
            show.see(amount);
    Table table{
        {"configuration", "net $", "gross $", "gas $", "loan $", "average $", "best $", "worst $", "max drawdown $"}};
    for (const auto& trader : report.traders) {
        const auto& m = trader.metrics;
        const auto average = m.average_usd();
        table.add({trader.config.name, show(m.net_usd), show.or_dash(m.gross_usd), show.or_dash(m.gas_usd),
                   show.or_dash(m.flash_fee_usd), average ? show.or_dash(*average) : "-",
                   show.or_dash(m.largest_win_usd), show.or_dash(m.largest_loss_usd),
                   show.or_dash(m.max_drawdown_usd)});
    }
    return heading("CONFIGURATIONS by net result, every cost booked") + table.render();
}

std::string action_table(const RunReport& report) {
    Table table{{"configuration", "episodes", "actions", "in flight", "filled", "reverted", "lost", "expired",
                 "unknown", "win rate"}};
    for (const auto& trader : report.traders) {
        const auto& m = trader.metrics;
        std::vector<std::string> row{trader.config.name, count(m.funnel.episodes), count(m.actions),
                                     count(m.in_flight)};
        for (const auto results : m.results)
            row.push_back(count(results));
        const auto win_rate = m.win_rate();
        row.push_back(win_rate ? fmt::format("{:.0f} %", *win_rate * 100) : "-");
        table.add(std::move(row));
    }
    return heading("ACTIONS") + table.render();
}

std::string all_remarks(const HistoryReport& history) {
    std::string text;
    for (const std::string& remark : history.remarks)
        text += labelled("note", remark);
    if (!text.empty()) text = heading("NOTES") + text;
    return text + remarks(history.report);
}

/// Keys long as a route's leave little room, so they stand on lines of their own.
std::string group_table(const HistoryReport& history) {
    if (history.by.empty()) return "";
    Amounts show;
    for (const HistoryGroup& group : history.groups)
        for (const MicroUsd amount : {group.net_usd, group.gross_usd, group.gas_usd})
            show.see(amount);
    Table table{{history.by + " and configuration", "actions", "filled", "reverted", "lost", "expired", "unknown",
                 "net $", "gross $", "gas $", "loan $"}};
    std::string key;
    for (const HistoryGroup& group : history.groups) {
        if (group.key != key) table.add(std::vector<std::string>(1, group.key));
        key = group.key;
        std::vector<std::string> row{"  " + group.config, count(group.actions)};
        for (const auto results : group.results)
            row.push_back(count(results));
        for (const MicroUsd amount : {group.net_usd, group.gross_usd, group.gas_usd, group.flash_fee_usd})
            row.push_back(show.or_dash(amount));
        table.add(std::move(row));
    }
    return heading("BY " + history.by +
                   " (configurations that acted; they may share a trade, so columns do not add "
                   "up to one purse)") +
           (history.groups.empty() ? "  none acted\n" : table.render());
}

std::string episode_table(const HistoryReport& history) {
    if (history.by.empty()) return "";
    Amounts show;
    for (const HistoryEpisodes& episodes : history.episodes)
        show.see(episodes.best_net_usd);
    Table table{{history.by, "episodes", "best net $"}};
    for (const HistoryEpisodes& episodes : history.episodes)
        table.add({episodes.key, count(episodes.opened), show(episodes.best_net_usd)});
    return heading("OPEN ROUTES BY " + history.by + ", whoever acted (net at the best size without a cap)") +
           (history.episodes.empty() ? "  none\n" : table.render());
}

/// What the records do not tell.
std::string last_report_sections(const HistoryReport& history) {
    if (!history.reported_at) return "";
    const std::string text = reach_section(history.report) + filter_section(history.report) +
                             net_edges(history.report) + survival_section(history.report);
    return text + labelled("as of", fmt::format("the report that run {} made at {}", history.runs.back().id,
                                                to_rfc3339(*history.reported_at)));
}

Json trader_json(const RunReport& report, const TraderReport& trader, bool is_full) {
    Json metrics = metrics_json(trader.metrics);
    for (const char* key : {"today", "pause", "consecutive_losses", "longest_losing_run", "missed_events"})
        metrics.erase(key);
    if (is_full) metrics["funnel"].update(reach_json(report, trader));
    if (is_full) metrics["filters"] = filters_json(trader.metrics.filter_prices);
    Json json{{"config", config_json(trader.config, trader.pairs)},
              {"metrics", std::move(metrics)},
              {"band", band_json(model_band(report, trader))},
              {"evidence", evidence_json(trader)},
              {"doubts", doubts_json(report, trader)}};
    if (is_full) json["advice"] = advice_json(trader);
    return json;
}

Json group_json(const HistoryReport& history, const HistoryGroup& group) {
    Json results;
    for (std::size_t i = 0; i < kTradeResultCount; ++i)
        results[std::string{to_string(static_cast<TradeResult>(i))}] = group.results[i];
    return {{history.by, group.key},
            {"config", group.config},
            {"actions", group.actions},
            {"results", std::move(results)},
            {"net_usd", usd_number(group.net_usd)},
            {"gross_usd", usd_number(group.gross_usd)},
            {"gas_usd", usd_number(group.gas_usd)},
            {"flash_fee_usd", usd_number(group.flash_fee_usd)}};
}

Json coverage_json(const HistoryReport& history) {
    const FeedStatus& feed = history.report.feed;
    return {{"first_block", history.first_block},
            {"last_block", history.last_block},
            {"first_block_at", to_rfc3339(history.first_at)},
            {"last_block_at", to_rfc3339(history.last_at)},
            {"seen", feed.blocks_seen},
            {"missed", feed.blocks_missed},
            {"late", feed.blocks_late},
            {"undone", feed.blocks_undone},
            {"with_a_pool_not_certain", history.uncertain_blocks}};
}

Json time_json(const std::optional<Timestamp>& time) {
    return time ? Json(to_rfc3339(*time)) : Json(nullptr);
}

}  // namespace

Evidence weigh_history(HistoryReport& history) {
    const ResamplingOptions options{.seed = history.report.assumptions.seed};
    const auto evidence = std::make_shared<const Evidence>(weigh(history.samples, options));
    add_evidence(history.report, {evidence, history.last_block, ""});
    return *evidence;
}

std::string render_history(const HistoryReport& history) {
    const RunReport& report = history.report;
    const bool acted = std::ranges::any_of(report.traders, [](const TraderReport& t) { return t.metrics.actions > 0; });
    return history_title(history, fmt::format("history of {}, added up from the journal", history_scope(history))) +
           assumed(report) + coverage(history) + result_table(report) + (acted ? action_table(report) : "") +
           doubts_section(report) + all_remarks(history) + nothing_traded(report) + funnel_table(report) +
           last_report_sections(history) + group_table(history) + episode_table(history) +
           (acted ? model_table(report) : "") + evidence_section(report) + "\n" + verdict(report) + "\n" +
           conclusion(report) + "\n";
}

std::string history_json(const HistoryReport& history) {
    const RunReport& report = history.report;
    std::vector<StrategyConfig> configs;
    Json traders = Json::array();
    for (const TraderReport& trader : report.traders) {
        configs.push_back(trader.config);
        traders.push_back(trader_json(report, trader, history.reported_at.has_value()));
    }
    Json runs = Json::array();
    for (const HistoryRun& run : history.runs)
        runs.push_back({{"run", run.id}, {"command", run.command}, {"version", run.version}, {"ended", run.ended}});
    Json json{{"type", "history"},
              {"assumptions", assumptions_json(report.assumptions, configs)},
              {"version", report.version},
              {"market", report.market},
              {"chain_id", report.chain_id},
              {"run", history.run ? Json(*history.run) : Json(nullptr)},
              {"since", time_json(history.since)},
              {"until", time_json(history.until)},
              {"runs", std::move(runs)},
              {"blocks", coverage_json(history)},
              {"configurations", std::move(traders)},
              {"notes", history.remarks},
              {"why_nothing_traded", why_nothing_traded(report)},
              {"evidence", evidence_json(report)},
              {"verdict", verdict(report)}};
    if (history.reported_at) {
        json["reported_at"] = to_rfc3339(*history.reported_at);
        json["net_edges"] = edges_json(report.pair_edges);
        json["survival"] = survival_json(report);
        json["nearest_miss"] = miss_json(report.nearest_miss);
    }
    if (!history.by.empty()) {
        json["by_" + history.by] = Json::array();
        for (const HistoryGroup& group : history.groups)
            json["by_" + history.by].push_back(group_json(history, group));
        json["open_by_" + history.by] = Json::array();
        for (const HistoryEpisodes& episodes : history.episodes)
            json["open_by_" + history.by].push_back({{history.by, episodes.key},
                                                     {"episodes", episodes.opened},
                                                     {"best_net_usd", usd_number(episodes.best_net_usd)}});
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dexarb

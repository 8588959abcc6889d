#include "dexarb/report/text_report.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/budget_lines.hpp"
#include "report/close_calls.hpp"
#include "report/conclusion.hpp"
#include "report/doubts.hpp"
#include "report/evidence_section.hpp"
#include "report/filter_section.hpp"
#include "report/layout.hpp"
#include "report/reach.hpp"
#include "report/survival_section.hpp"
#include "report/table.hpp"
#include "report/trader_tables.hpp"
#include "report/trust_lines.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

std::string title(const RunReport& report) {
    const std::string rule(kReportColumns, '=');
    const auto time = to_rfc3339(report.made_at);
    const auto who = fmt::format(" dexarb {} | {}{} (chain {})", report.version,
                                 report.assumptions.market_is_simulated ? "SIMULATED MARKET | " : "", report.market,
                                 report.chain_id);
    const auto when =
        fmt::format(" {} {} UTC | {} after {}", time.substr(0, 10), time.substr(11, 8),
                    report.is_last ? "last report" : "report", duration(report.made_at - report.started_at));
    return fmt::format("{}\n{}\n{}\n{}\n", rule, who.substr(0, kReportColumns), when, rule);
}

std::string alarms(const RunReport& report) {
    std::string text;
    for (const std::string& alarm : report.alarms)
        text += labelled("ALARM", alarm);
    return text;
}

/// Since when the books are kept, where that is not since the start.
std::string books_line(const RunReport& report) {
    if (!report.resumed) return "";
    const BooksOrigin& from = *report.resumed;
    const auto ended = to_rfc3339(from.ended_at);
    std::string text = fmt::format("go on from {}, {} {} {} UTC at block {}",
                                   from.run == 0 ? "before" : fmt::format("run {}", from.run), from.ended,
                                   ended.substr(0, 10), ended.substr(11, 8), grouped(from.block));
    if (!from.anew.empty()) text += fmt::format("; begun with this run: {}", fmt::join(from.anew, ", "));
    if (!from.closed.empty()) text += fmt::format("; closed with that one: {}", fmt::join(from.closed, "; "));
    return labelled("BOOKS", text);
}

std::string block_line(const FeedStatus& feed) {
    if (!feed.head) return "none seen yet";
    return fmt::format(
        "{}, {} old; base fee {} gwei; native token {}", grouped(feed.head->number), duration(feed.head_age),
        gwei(feed.base_fee_wei),
        feed.native_price_usd ? fmt::format("${:.4f}", *feed.native_price_usd) : "without a price, so nobody decides");
}

std::string request_line(const FeedStatus& feed) {
    const auto per_block = feed.steady_blocks == 0 ? std::string{"-"}
                                                   : fmt::format("{:.2f}", static_cast<double>(feed.steady_requests) /
                                                                               static_cast<double>(feed.steady_blocks));
    return fmt::format("{} per block, {} in all, {} failed; {}", per_block, grouped(feed.requests),
                       grouped(feed.request_errors), feed.endpoint.substr(0, 60));
}

/// One line per endpoint where there are several, and what they were seen to disagree about.
std::string endpoint_lines(const FeedStatus& feed) {
    if (feed.endpoints.size() < 2) return "";
    std::string lines;
    for (std::size_t i = 0; i < feed.endpoints.size(); ++i) {
        const EndpointStatus& endpoint = feed.endpoints[i];
        lines += labelled(fmt::format("endpoint {}", i + 1),
                          fmt::format("{}: {}, {} ms, {:.0f} % failing, {} behind, {} requests",
                                      endpoint.name.substr(0, 30), endpoint.state, endpoint.latency.count(),
                                      endpoint.error_rate * 100.0, endpoint.behind, grouped(endpoint.requests)));
    }
    return lines +
           labelled("endpoints", fmt::format("changed {} times, disagreed about {} blocks",
                                             grouped(feed.endpoint_changes), grouped(feed.endpoint_disagreements)));
}

std::string chain(const RunReport& report) {
    const auto& feed = report.feed;
    return heading("CHAIN") + labelled("block", block_line(feed)) +
           labelled("blocks",
                    fmt::format("{} seen, {} missed, {} late, {} undone, {} fresh starts", grouped(feed.blocks_seen),
                                grouped(feed.blocks_missed), grouped(feed.blocks_late), grouped(feed.blocks_undone),
                                grouped(feed.fresh_starts))) +
           labelled("pools", fmt::format("{} certain, {} not", grouped(feed.pools_certain),
                                         grouped(feed.pools_total - std::min(feed.pools_total, feed.pools_certain)))) +
           labelled("requests", request_line(feed)) + budget_lines(feed) + endpoint_lines(feed) + trust_lines(feed);
}

std::array<MicroUsd, 8> sums(const TraderMetrics& m) {
    return {m.net_usd,         m.gross_usd,        m.gas_usd,      m.flash_fee_usd,
            m.largest_win_usd, m.largest_loss_usd, m.drawdown_usd, m.today.net_usd};
}

std::string result_table(const RunReport& report) {
    Amounts show;
    for (const auto& trader : report.traders)
        for (const auto amount : sums(trader.metrics))
            show.see(amount);
    Table table{{"configuration", "net $", "gross $", "gas $", "loan $", "average $", "best $", "worst $", "drawdown $",
                 "today $"}};
    for (const auto& trader : report.traders) {
        const auto& m = trader.metrics;
        const auto average = m.average_usd();
        table.add({trader.config.name, show(m.net_usd), show.or_dash(m.gross_usd), show.or_dash(m.gas_usd),
                   show.or_dash(m.flash_fee_usd), average ? show.or_dash(*average) : "-",
                   show.or_dash(m.largest_win_usd), show.or_dash(m.largest_loss_usd), show.or_dash(m.drawdown_usd),
                   show.or_dash(m.today.net_usd)});
    }
    return heading("CONFIGURATIONS by net result, every cost booked") + table.render();
}

std::string action_table(const RunReport& report) {
    Table table{{"configuration", "episodes", "actions", "in flight", "filled", "reverted", "lost", "expired",
                 "unknown", "win rate", "run", "today"}};
    for (const auto& trader : report.traders) {
        const auto& m = trader.metrics;
        std::vector<std::string> row{trader.config.name, count(m.funnel.episodes), count(m.actions),
                                     count(m.in_flight)};
        for (const auto results : m.results)
            row.push_back(count(results));
        const auto win_rate = m.win_rate();
        row.push_back(win_rate ? fmt::format("{:.0f} %", *win_rate * 100) : "-");
        row.push_back(count(m.consecutive_losses));
        row.push_back(count(m.today.actions));
        table.add(std::move(row));
    }
    return heading("ACTIONS (run: losses in a row; today: actions of this UTC day)") + table.render();
}

}  // namespace

std::string render_report(const RunReport& report) {
    const bool acted = std::ranges::any_of(report.traders, [](const TraderReport& t) { return t.metrics.actions > 0; });
    return title(report) + books_line(report) + alarms(report) + alarm_lines(report.feed) + assumed(report) +
           chain(report) + result_table(report) + (acted ? action_table(report) : "") + doubts_section(report) +
           remarks(report) + nothing_traded(report) + reach_section(report) + funnel_table(report) +
           filter_section(report) + net_edges(report) + nearest_misses(report) + (acted ? model_table(report) : "") +
           survival_section(report) + evidence_section(report) + "\ndigest of all decisions and outcomes " +
           to_string(report.digest) + "\n" + verdict(report) + "\n" + conclusion(report) + "\n";
}

std::string render_brief(const RunReport& report) {
    const bool acted = std::ranges::any_of(report.traders, [](const TraderReport& t) { return t.metrics.actions > 0; });
    return title(report) + books_line(report) + alarms(report) + alarm_lines(report.feed) + chain(report) +
           result_table(report) + doubts_section(report) + remarks(report) + nothing_traded(report) +
           (acted ? model_table(report) : "") + reach_section(report) + funnel_table(report) + nearest_misses(report) +
           "\n" +
           labelled("more",
                    "SIGUSR1, the page and `paper-trading report --full` show what is assumed, actions, prices "
                    "of filters, net edges, survival and evidence") +
           "\n" + verdict(report) + "\n" + conclusion(report) + "\n";
}

}  // namespace dexarb

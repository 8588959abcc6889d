#include "dexarb/report/text_report.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/close_calls.hpp"
#include "report/layout.hpp"
#include "report/table.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kLargestCount = 99'999;

/// Column heads of the funnel, in order of RejectReason: short enough that all of them fit side by side.
constexpr std::array<const char*, kRejectReasonCount> kFunnelHeads{
    "late", "miss", "price", "quar.", "used", "trade", "loss", "run", "gas", "unprof", "min", "spent", "busy"};

/// At most five letters.
std::string count(std::uint64_t value) {
    const char* unit = " kMBTPE";
    if (value <= kLargestCount) return std::to_string(value);
    while (value >= 1'000) {
        value /= 1'000;
        ++unit;
    }
    return std::to_string(value) + *unit;
}

std::vector<StrategyConfig> configs_of(const RunReport& report) {
    std::vector<StrategyConfig> configs;
    for (const auto& trader : report.traders)
        configs.push_back(trader.config);
    return configs;
}

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

std::string assumed(const RunReport& report) {
    std::string text = "ASSUMED, NOT MEASURED\n";
    if (report.assumptions.market_is_simulated)
        text += labelled("market", "simulated: pools, trades and rivals are made up; nothing here is a real chain's");
    for (const auto& [name, words] : assumptions_in_words(report.assumptions, configs_of(report)))
        text += labelled(name, words);
    return text;
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
           labelled("requests", request_line(feed)) + endpoint_lines(feed);
}

/// As many decimals as all amounts of a table can share.
class Amounts {
  public:
    void see(MicroUsd amount) { largest_ = std::max(largest_, amount.value < 0 ? -(amount.value + 1) : amount.value); }
    /// A dash for nothing, so that what is there stands out.
    [[nodiscard]] std::string or_dash(MicroUsd amount) const { return amount == MicroUsd{} ? "-" : (*this)(amount); }
    [[nodiscard]] std::string operator()(MicroUsd amount) const {
        constexpr std::int64_t kMillion = 1'000'000'000'000;
        if (amount.value >= kMillion || amount.value <= -kMillion)
            return fmt::format("{:.2f}M", to_double(amount) / 1e6);
        return dollars(amount, largest_ < 10'000'000 ? 4 : largest_ < 10'000'000'000 ? 2 : 0);
    }

  private:
    std::int64_t largest_ = 0;
};

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

/// Pauses, quarantined fills, corrections: what a reader must not overlook.
std::vector<std::string> remarks_on(const TraderReport& trader) {
    const auto& m = trader.metrics;
    std::vector<std::string> remarks;
    if (trader.pairs.empty()) remarks.emplace_back("trades no pair of this market");
    if (m.pause)
        remarks.push_back(
            fmt::format("paused by {} until {} UTC", to_string(m.pause->reason), day_start(m.pause->ends)));
    if (m.quarantined > 0)
        remarks.push_back(fmt::format("{} fills worth {} are in quarantine: their routes stood open without any event",
                                      m.quarantined, money(m.quarantined_usd)));
    if (m.corrections > 0) remarks.push_back(fmt::format("{} outcomes were undone with their blocks", m.corrections));
    if (m.missed_events > 0) remarks.push_back(fmt::format("missed {} events, which is a bug", m.missed_events));
    return remarks;
}

/// What a reader must not overlook.
std::string remarks(const RunReport& report) {
    std::string text;
    for (const auto& trader : report.traders)
        for (const auto& remark : remarks_on(trader))
            text += labelled(trader.config.name, remark, name_label(report));
    return text.empty() ? "" : heading("REMARKS") + text;
}

std::string model_table(const RunReport& report) {
    Amounts show;
    for (const auto& trader : report.traders)
        for (const auto net : trader.metrics.model_net_usd)
            show.see(net);
    std::vector<std::string> heads{"configuration"};
    for (std::size_t i = 0; i < kFillModelCount; ++i)
        heads.emplace_back(to_string(static_cast<FillModel>(i)));
    heads.emplace_back("books");
    Table table{heads};
    for (const auto& trader : report.traders) {
        std::vector<std::string> row{trader.config.name};
        for (const auto net : trader.metrics.model_net_usd)
            row.push_back(show.or_dash(net));
        row.emplace_back(to_string(trader.config.fill_model));
        table.add(std::move(row));
    }
    return heading("THE SAME ACTIONS UNDER FIVE MODELS, net $ (legacy: what the old trader would claim)") +
           table.render();
}

std::string funnel_table(const RunReport& report) {
    std::array<bool, kRejectReasonCount> shown{};
    for (const auto& trader : report.traders)
        for (std::size_t i = 0; i < kRejectReasonCount; ++i)
            shown[i] = shown[i] || trader.metrics.funnel.stopped[i] > 0;
    std::vector<std::string> heads{"configuration", "episodes", "acted"};
    std::string key;
    for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
        if (!shown[i]) continue;
        heads.emplace_back(kFunnelHeads[i]);
        key +=
            fmt::format("{}{} = {}", key.empty() ? "" : ", ", kFunnelHeads[i], to_string(static_cast<RejectReason>(i)));
    }
    Table table{heads};
    for (const auto& trader : report.traders) {
        const auto& funnel = trader.metrics.funnel;
        std::vector<std::string> row{trader.config.name, count(funnel.episodes), count(funnel.acted)};
        for (std::size_t i = 0; i < kRejectReasonCount; ++i)
            if (shown[i]) row.push_back(count(funnel.stopped[i]));
        table.add(std::move(row));
    }
    return heading("FUNNEL: episodes, and the furthest filter that stopped the rest") + table.render() +
           (key.empty() ? "" : labelled("", key));
}

std::string nothing_traded(const RunReport& report) {
    std::string text;
    for (const auto& line : why_nothing_traded(report))
        text += labelled(text.empty() ? "why" : "", line);
    return text.empty() ? "" : heading("NOTHING TRADED") + text;
}

}  // namespace

std::string render_report(const RunReport& report) {
    const bool acted = std::ranges::any_of(report.traders, [](const TraderReport& t) { return t.metrics.actions > 0; });
    return title(report) + assumed(report) + chain(report) + result_table(report) +
           (acted ? action_table(report) : "") + remarks(report) + nothing_traded(report) + funnel_table(report) +
           net_edges(report) + nearest_misses(report) + (acted ? model_table(report) : "") + "\n" + verdict(report) +
           "\n";
}

}  // namespace dexarb

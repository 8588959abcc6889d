#include "report/evidence_section.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include <fmt/format.h>

#include "dexarb/report/text_report.hpp"

#include "report/figures.hpp"
#include "report/layout.hpp"
#include "report/table.hpp"
#include "report/trader_tables.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

/// A column of the table with a cell per configuration.
struct EvidenceColumn {
    std::string head;
    std::vector<std::string> cells;
    bool goes_with_last = false;  ///< Makes no sense in another table than the column before.

    [[nodiscard]] bool says_anything() const {
        return std::ranges::any_of(cells, [](const std::string& cell) { return cell != "-"; });
    }
    [[nodiscard]] std::size_t width() const {
        std::size_t widest = head.size();
        for (const std::string& cell : cells)
            widest = std::max(widest, cell.size());
        return widest;
    }
};

/// The columns in order, those without anything to say left out.
class EvidenceColumns {
  public:
    using Cell = std::function<std::string(const TraderReport& trader, const TradeEvidence& evidence)>;

    explicit EvidenceColumns(const RunReport& report) : report_{report} {}

    void add(std::string head, const Cell& cell) { add(std::move(head), cell, false); }
    void add_with_last(std::string head, const Cell& cell) { add(std::move(head), cell, true); }

    /// As few tables as have room for all.
    [[nodiscard]] std::string render() const {
        const auto wide = ends_of_tables(2);
        const auto close = ends_of_tables(1);
        std::string text;
        std::size_t first = 0;
        for (const std::size_t end : close.size() < wide.size() ? close : wide) {
            text += (first == 0 ? "" : "\n") + table(first, end);
            first = end;
        }
        return text;
    }

  private:
    void add(std::string head, const Cell& cell, bool goes_with_last) {
        EvidenceColumn column{std::move(head), {}, goes_with_last};
        for (const TraderReport& trader : report_.traders)
            column.cells.push_back(trader.evidence ? cell(trader, *trader.evidence) : "-");
        if (column.says_anything()) columns_.push_back(std::move(column));
    }

    [[nodiscard]] std::size_t name_width() const {
        std::size_t widest = std::string_view{"configuration"}.size();
        for (const TraderReport& trader : report_.traders)
            widest = std::max(widest, trader.config.name.size());
        return widest;
    }

    /// Where the tables end that hold all columns with so many spaces between them.
    [[nodiscard]] std::vector<std::size_t> ends_of_tables(std::size_t gap) const {
        std::vector<std::size_t> ends;
        for (std::size_t end = 0; end < columns_.size();)
            ends.push_back(end = end_of_table(end, gap));
        return ends;
    }

    [[nodiscard]] std::size_t end_of_table(std::size_t first, std::size_t gap) const {
        std::size_t used = 2 + name_width();
        std::size_t end = first;
        for (; end < columns_.size(); ++end) {
            used += gap + columns_[end].width();
            if (used > kReportColumns && end > first) break;
        }
        while (end < columns_.size() && end > first + 1 && columns_[end].goes_with_last)
            --end;
        return end;
    }

    [[nodiscard]] std::string table(std::size_t first, std::size_t end) const {
        std::vector<std::string> heads{"configuration"};
        for (std::size_t i = first; i < end; ++i)
            heads.push_back(columns_[i].head);
        Table table{heads};
        for (std::size_t row = 0; row < report_.traders.size(); ++row) {
            std::vector<std::string> cells{report_.traders[row].config.name};
            for (std::size_t i = first; i < end; ++i)
                cells.push_back(columns_[i].cells[row]);
            table.add(std::move(cells));
        }
        return table.render();
    }

    const RunReport& report_;
    std::vector<EvidenceColumn> columns_;
};

Figures figures_of(const RunReport& report) {
    Figures figures;
    for (const TraderReport& trader : report.traders) {
        if (!trader.evidence) continue;
        const TradeEvidence& evidence = *trader.evidence;
        for (const double value : {evidence.mean, evidence.median, evidence.behind.value_or(0.0)})
            figures.see(value);
        figures.see(evidence.mean_interval);
        figures.see(evidence.behind_interval);
    }
    return figures;
}

std::string rate_text(double share) {
    return fmt::format("{:.0f} %", share * 100.0);
}

std::string drawdown_length(const Drawdown& drawdown) {
    if (drawdown.depth == MicroUsd{}) return "-";
    return (drawdown.is_over ? "" : "> ") + span_text(drawdown.length);
}

template <typename Value>
std::string text_or_dash(const std::optional<Value>& value, std::string (*text)(double)) {
    return value ? text(*value) : "-";
}

std::string two_decimals(double value) {
    return plain_number(value);
}

/// Trades, fill rate, and net per trade.
void add_trades(EvidenceColumns& columns, const Figures& figures) {
    columns.add("trades", [](const auto&, const auto& e) { return count(e.trades); });
    columns.add_with_last("to go", [](const auto&, const auto& e) {
        return e.trades < kFewestTrades ? std::to_string(kFewestTrades - e.trades) : "-";
    });
    columns.add("days", [](const auto&, const auto& e) { return count(e.days); });
    columns.add("filled", [](const TraderReport& trader, const auto&) {
        const auto rate = fill_rate(trader.metrics);
        return rate ? rate_text(rate->share()) : "-";
    });
    columns.add_with_last("95 %", [](const TraderReport& trader, const auto&) {
        const auto rate = fill_rate(trader.metrics);
        return rate ? fmt::format("{:.0f} to {:.0f}", rate->interval.low * 100.0, rate->interval.high * 100.0) : "-";
    });
    columns.add("mean $", [&](const auto&, const auto& e) { return e.trades == 0 ? "-" : figures(e.mean); });
    columns.add_with_last("95 %", [&](const auto&, const auto& e) { return figures(e.mean_interval); });
    columns.add("median $", [&](const auto&, const auto& e) { return e.trades == 0 ? "-" : figures(e.median); });
}

void add_tests(EvidenceColumns& columns, const Figures& figures) {
    columns.add("t", [](const auto&, const auto& e) { return text_or_dash(e.trial.t, two_decimals); });
    columns.add("p Holm", [](const auto&, const auto& e) { return text_or_dash(e.trial.p_holm, probability_text); });
    columns.add_with_last(
        "max-t", [](const auto&, const auto& e) { return text_or_dash(e.trial.p_resampled, probability_text); });
    columns.add("deflated",
                [](const auto&, const auto& e) { return text_or_dash(e.deflated_sharpe, probability_text); });
    columns.add("behind $", [&](const auto&, const auto& e) { return e.behind ? figures(*e.behind) : "-"; });
    columns.add_with_last("95 %", [&](const auto&, const auto& e) { return figures(e.behind_interval); });
}

void add_risk(EvidenceColumns& columns, const RunReport& report) {
    Amounts show;
    for (const TraderReport& trader : report.traders)
        if (trader.evidence) show.see(trader.evidence->drawdown.depth);
    columns.add("drawdown $", [&](const auto&, const auto& e) { return show.or_dash(e.drawdown.depth); });
    columns.add_with_last("lasted", [](const auto&, const auto& e) { return drawdown_length(e.drawdown); });
    columns.add("won/lost", [](const auto&, const auto& e) { return text_or_dash(e.profit_factor, two_decimals); });
    columns.add("expectancy", [](const auto&, const auto& e) { return text_or_dash(e.expectancy, two_decimals); });
    columns.add("Sharpe/day", [](const auto&, const auto& e) { return e.daily ? plain_number(e.daily->sharpe) : "-"; });
    columns.add_with_last("Sortino/day", [](const auto&, const auto& e) {
        return e.daily && e.daily->sortino ? plain_number(*e.daily->sortino) : "-";
    });
    columns.add_with_last("of days", [](const auto&, const auto& e) { return e.daily ? count(e.daily->days) : "-"; });
}

/// Of which trades, where that is not all there are.
std::string weighed_line(const RunReport& report) {
    std::string text = fmt::format("what was booked until block {}", grouped(report.evidence->block));
    const auto& head = report.feed.head;
    if (head && head->number > report.evidence->block)
        text += fmt::format(", {} blocks ago", grouped(head->number - report.evidence->block));
    const bool forgot = std::ranges::any_of(
        report.traders, [](const TraderReport& trader) { return trader.evidence && trader.evidence->forgotten > 0; });
    if (forgot) text += fmt::format("; of a configuration the newest {} trades", grouped(TradeSamples::kTrades));
    if (!report.evidence_note.empty()) text += "; " + report.evidence_note;
    return labelled("weighed", text);
}

std::string bar_line(const RunReport& report) {
    const FamilyEvidence& family = *report.evidence;
    if (!family.bar) return "";
    const std::string bar = fmt::format(
        "t {} or more, so that luck alone passes it once in 20 runs like this; {} tested, all configurations together "
        "as "
        "good as {:.1f} different bets, on {} episodes and {} day{}",
        plain_number(*family.bar), family.tested, family.effective_trials, grouped(family.episodes), family.days,
        family.days == 1 ? "" : "s");
    return labelled("bar", bar);
}

/// What the heads of the columns mean, of those that are shown.
std::string key_lines(const RunReport& report) {
    std::string text = fmt::format("to go = trades until ratios are given, from {} on", kFewestTrades);
    if (report.evidence->tested > 0) {
        text +=
            "; filled = of what settled; p = chance of such a t by luck, all tested counted in; deflated = chance "
            "to be better than the best of as many by luck; won/lost = dollars won per dollar lost; expectancy = "
            "mean per mean loss";
        const TraderReport* best = best_tested(report);
        if (report.evidence->tested > 1 && best != nullptr)
            text += "; behind = what " + best->config.name + " makes more, per episode";
    }
    return labelled("", text + "; see docs/statistics.md");
}

}  // namespace

std::optional<FillRate> fill_rate(const TraderMetrics& metrics) {
    const auto count_of = [&](TradeResult result) { return metrics.results[static_cast<std::size_t>(result)]; };
    FillRate rate;
    rate.filled = count_of(TradeResult::kFilled);
    rate.settled = metrics.settled() - count_of(TradeResult::kUnknown);
    if (rate.settled < kFewestTrades || metrics.booked() < kFewestTrades) return std::nullopt;
    rate.interval = wilson_interval(rate.filled, rate.settled);
    return rate;
}

std::string evidence_section(const RunReport& report) {
    const bool acted =
        std::ranges::any_of(report.traders, [](const TraderReport& trader) { return trader.metrics.actions > 0; });
    if (!acted) return "";
    const std::string title = heading("EVIDENCE of what was booked, net $ per trade; ranges hold with 95 %");
    if (!report.evidence)
        return title +
               labelled("none yet", report.evidence_note.empty() ? "nothing was weighed" : report.evidence_note);
    const Figures figures = figures_of(report);
    EvidenceColumns columns{report};
    add_trades(columns, figures);
    add_tests(columns, figures);
    add_risk(columns, report);
    return title + columns.render() + weighed_line(report) + bar_line(report) + key_lines(report);
}

}  // namespace dexarb

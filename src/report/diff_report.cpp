#include "dexarb/report/diff_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dexarb/report/text_report.hpp"

#include "report/diff_words.hpp"
#include "report/figures.hpp"
#include "report/history_words.hpp"
#include "report/layout.hpp"
#include "report/table.hpp"
#include "report/trader_tables.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

std::string scope_words(const DiffReport& report) {
    if (!report.shared) return history_scope(report.history);
    return fmt::format("the {} blocks that both runs saw, {} to {}", grouped(report.shared->blocks),
                       grouped(report.shared->first_block), grouped(report.shared->last_block));
}

std::string who_against_whom(const DiffReport& report) {
    const Comparison& first = report.comparisons.front();
    if (report.comparisons.size() > 1) return fmt::format("all of run {} against run {}", *first.a.run, *first.b.run);
    return fmt::format("{} against {}", side_name(first, Side::kA), side_name(first, Side::kB));
}

std::string title(const DiffReport& report) {
    return history_title(report.history, fmt::format("{}, {}", who_against_whom(report), scope_words(report)));
}

Amounts amounts_of(const DiffReport& report) {
    Amounts show;
    for (const Comparison& comparison : report.comparisons) {
        for (const MicroUsd amount :
             {comparison.a.net_usd, comparison.b.net_usd, comparison.a.net_usd - comparison.b.net_usd})
            show.see(amount);
        for (const EpisodeDifference& each : comparison.differences)
            for (const auto* act : {&each.a, &each.b})
                if (*act) show.see((*act)->net_usd);
    }
    return show;
}

std::string sides_table(const Comparison& comparison, const Amounts& show) {
    Table table{{"configuration", "acted on", "alone", "with the same end", "with another end", "net $"}};
    for (const Side side : {Side::kA, Side::kB}) {
        const ComparedSide& own = side == Side::kA ? comparison.a : comparison.b;
        table.add({side_name(comparison, side), count(own.episodes),
                   count(side == Side::kA ? comparison.only_a() : comparison.only_b()), count(comparison.same),
                   count(comparison.other_end()), show(own.net_usd)});
    }
    return heading("EPISODES that each acted on, every cost booked") + table.render();
}

/// A row per configuration of two runs.
std::string runs_table(const DiffReport& report, const Amounts& show) {
    Figures figures;
    for (const Comparison& each : report.comparisons)
        figures.see(each.paired.interval);
    Table table{{"configuration", "same", "other end", "only A", "only B", "A net $", "B net $", "A - B $",
                 "95 % per episode"}};
    for (const Comparison& each : report.comparisons)
        table.add({each.a.name.substr(0, 28), count(each.same), count(each.other_end()), count(each.only_a()),
                   count(each.only_b()), show(each.a.net_usd), show(each.b.net_usd),
                   show(each.a.net_usd - each.b.net_usd), figures(each.paired.interval)});
    return heading(fmt::format("EPISODES of run {} (A) and run {} (B), every cost booked", *report.comparisons[0].a.run,
                               *report.comparisons[0].b.run)) +
           table.render();
}

std::string net_or_dash(const std::optional<EpisodeAct>& act, const Amounts& show) {
    return act ? show(act->net_usd) : "-";
}

std::string cell(const EpisodeDifference& each, Side side) {
    const auto& own = side == Side::kA ? each.a : each.b;
    if (!own) return stop_words(each.stop.reason);
    return side == Side::kB && each.a ? act_words(*own, *each.a) : act_words(*own);
}

/// Keys long as a route's leave little room, so they stand on lines of their own.
std::string differences_table(const Comparison& comparison, std::uint64_t limit, const Amounts& show) {
    const std::size_t all = comparison.differences.size();
    if (all == 0) return "";
    const std::size_t listed = std::min<std::size_t>(all, limit);
    Table table{{"route and block", side_name(comparison, Side::kA), "net $", side_name(comparison, Side::kB), "net $",
                 "A - B $"}};
    std::string route;
    for (std::size_t i = 0; i < listed; ++i) {
        const EpisodeDifference& each = comparison.differences[i];
        if (each.route != route) table.add({each.route.substr(0, kReportColumns - 2)});
        route = each.route;
        table.add({"  " + grouped(each.first_block), cell(each, Side::kA), net_or_dash(each.a, show),
                   cell(each, Side::kB), net_or_dash(each.b, show), show(each.difference_usd())});
    }
    std::string text = heading(fmt::format("WHERE THEY DIFFER, most between them first ({} of {})", listed, all));
    if (listed > 0) text += table.render();
    if (listed < all) text += fmt::format("  and {} more\n", grouped(all - listed));
    return text;
}

std::string stops_section(const Comparison& comparison) {
    std::string text;
    const std::size_t label =
        4 + std::max(side_name(comparison, Side::kA).size(), side_name(comparison, Side::kB).size());
    for (const Side side : {Side::kA, Side::kB})
        if (const std::string words = stops_words(comparison, side); !words.empty())
            text += labelled(side_name(comparison, side), words, label);
    return text.empty() ? ""
                        : heading("NOT ACTED ON while the other did, by the furthest filter that was reached") + text;
}

std::string remarks_section(const DiffReport& report) {
    std::string text;
    for (const auto* remarks : {&report.history.remarks, &report.remarks})
        for (const std::string& remark : *remarks)
            text += labelled("note", remark);
    return text.empty() ? "" : heading("NOTES") + text;
}

/// One for each that differs, and one for all that do not.
std::string sentences(const DiffReport& report) {
    std::string text;
    std::size_t same = 0;
    for (const Comparison& comparison : report.comparisons) {
        const bool is_one_of_many = report.comparisons.size() > 1 && comparison.differences.empty();
        if (is_one_of_many)
            ++same;
        else
            text += labelled("", diff_sentence(comparison), 2);
    }
    if (same == 0) return text;
    const std::string who =
        fmt::format("{} configuration{}{}", same, same == 1 ? "" : "s", text.empty() ? "" : " more");
    return text + labelled("", who + " did the same in both runs.", 2);
}

}  // namespace

std::string render_diff(const DiffReport& report) {
    const Amounts show = amounts_of(report);
    std::string text = title(report);
    if (report.comparisons.size() > 1) text += runs_table(report, show);
    for (const Comparison& comparison : report.comparisons) {
        const bool is_one = report.comparisons.size() == 1;
        if (is_one) text += sides_table(comparison, show);
        text += stops_section(comparison) + differences_table(comparison, report.limit, show);
    }
    return text + remarks_section(report) + "\n" + sentences(report);
}

}  // namespace dexarb

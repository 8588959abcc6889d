#include "report/history_words.hpp"

#include <fmt/format.h>

#include "dexarb/report/text_report.hpp"

namespace dexarb {
namespace {

std::string minute(Timestamp time) {
    std::string text = to_rfc3339(time).substr(0, 16);
    text[10] = ' ';
    return text;
}

std::string which_runs(const HistoryReport& history) {
    std::string text = history.run ? fmt::format("run {}", *history.run) : "all runs";
    if (history.since) text += " from " + minute(*history.since);
    if (history.until) text += " until " + minute(*history.until);
    return text;
}

}  // namespace

std::string history_scope(const HistoryReport& history) {
    return fmt::format("{}: {} to {} UTC", which_runs(history), minute(history.first_at), minute(history.last_at));
}

std::string history_title(const HistoryReport& history, const std::string& what) {
    const std::string rule(kReportColumns, '=');
    const RunReport& report = history.report;
    const auto who = fmt::format(" dexarb {} | {}{} (chain {})", report.version,
                                 report.assumptions.market_is_simulated ? "SIMULATED MARKET | " : "", report.market,
                                 report.chain_id);
    return fmt::format("{}\n{}\n {}\n{}\n", rule, who.substr(0, kReportColumns), what.substr(0, kReportColumns - 1),
                       rule);
}

}  // namespace dexarb

#include "report/conclusion.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dexarb/report/text_report.hpp"

#include "report/figures.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

/// "412 trades and 9 days".
std::string sample_size(const TradeEvidence& evidence) {
    return fmt::format("{} trades and {} day{}", grouped(evidence.trades), evidence.days,
                       evidence.days == 1 ? "" : "s");
}

/// The short form where a name is too long for the usual one.
std::string none_is_separable(const std::string& why) {
    const std::string usual = fmt::format("No configuration is separable from zero: {}.", why);
    return usual.size() <= kReportColumns ? usual : fmt::format("None is separable from zero: {}.", why);
}

std::string not_known(const std::string& why) {
    return fmt::format("Whether a configuration is separable from zero is not known: {}.", why);
}

const TraderReport* with_most_trades(const RunReport& report) {
    const auto most = std::ranges::max_element(report.traders, {},
                                               [](const TraderReport& trader) { return trader.metrics.booked(); });
    return most == report.traders.end() ? nullptr : &*most;
}

std::string too_few_trades(const TraderReport& most) {
    const auto booked = most.metrics.booked();
    if (booked == 0) return none_is_separable(fmt::format("no trade is booked, and {} are needed", kFewestTrades));
    return none_is_separable(
        fmt::format("too few trades, {} has {} and needs {} more", most.config.name, booked, kFewestTrades - booked));
}

/// Of the best one against the bar, once somebody was tested.
std::string tested(const RunReport& report, const TraderReport& best) {
    const TradeEvidence& evidence = *best.evidence;
    const auto [t, bar] = told_apart(evidence.trial.t.value_or(0.0), report.evidence->bar.value_or(0.0));
    if (!evidence.trial.is_separable)
        return none_is_separable(
            fmt::format("best is {}, t {}, needs {}, on {}", best.config.name, t, bar, sample_size(evidence)));
    const auto all = std::ranges::count_if(report.traders, [](const TraderReport& trader) {
        return trader.evidence && trader.evidence->trial.is_separable;
    });
    const std::string others = all == 2  ? "; so is 1 more"
                               : all > 2 ? fmt::format("; so are {} more", all - 1)
                                         : std::string{};
    return fmt::format("Separable from zero is {}: t {}, needs {}, on {}{}.", best.config.name, t, bar,
                       sample_size(evidence), others);
}

}  // namespace

std::string conclusion(const RunReport& report) {
    const bool acted =
        std::ranges::any_of(report.traders, [](const TraderReport& trader) { return trader.metrics.actions > 0; });
    if (!acted) return none_is_separable("nothing traded");
    const TraderReport& most = *with_most_trades(report);
    if (most.metrics.booked() < kFewestTrades) return too_few_trades(most);
    if (!report.evidence) return not_known(report.evidence_note.empty() ? "nothing was weighed" : report.evidence_note);
    if (const TraderReport* best = best_tested(report)) return tested(report, *best);
    const bool is_enough = std::ranges::any_of(report.traders, [](const TraderReport& trader) {
        return trader.evidence && trader.evidence->trades >= kFewestTrades;
    });
    return is_enough ? none_is_separable("those with enough trades netted the same on each")
                     : not_known("the newest trades are not weighed yet");
}

}  // namespace dexarb

#include "report/gate_words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/figures.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

std::string usd(double value) {
    return (value < 0 ? "-$" : "$") + fmt::format("{:.{}f}", std::abs(value), std::abs(value) < 10.0 ? 4 : 2);
}

std::string percent(double share) {
    return fmt::format("{:.0f} %", share * 100.0);
}

std::string whole(double value) {
    return grouped(static_cast<std::uint64_t>(std::max(value, 0.0)));
}

std::string trades_in_all(const Gate& gate) {
    return fmt::format("some {} trades in all, if mean and deviation stay", whole(*gate.needed));
}

std::string failing_words(const Gate& gate, const VerdictReport& report) {
    const std::string figure = gate_figure(gate);
    const std::string limit = gate_limit(gate);
    switch (gate.kind) {
        case GateKind::kTrades:
        case GateKind::kDays:
            return fmt::format("{} {}{}, asked {}: {} more", figure, gate.kind == GateKind::kTrades ? "trade" : "day",
                               *gate.figure == 1.0 ? "" : "s", limit, whole(*gate.needed));
        case GateKind::kAdjustedP:
            if (!gate.figure)
                return fmt::format("no p yet: tested from {} trades on, and where they do not all net the same",
                                   kFewestTrades);
            return fmt::format(
                "adjusted p {}, asked {}: {}", figure, limit,
                gate.needed ? trades_in_all(gate) : "its mean is not above zero, more trades of this kind do not help");
        case GateKind::kSurvival:
            if (!gate.figure) return fmt::format("no interval yet: given from {} trades on", kFewestTrades);
            return fmt::format("under survival the mean may be {}, asked {}: {}", figure, limit,
                               gate.needed ? trades_in_all(gate)
                                           : "its mean there is no better, more trades of this kind do not help");
        case GateKind::kDayShare:
            if (!gate.figure) return "there is no profit of which a day could have a share";
            return fmt::format("{} of the profit on one day, asked {}: {}", figure, limit,
                               gate.needed ? usd(*gate.needed) + " more on other days" : "no profit is without one");
        default:
            return fmt::format(
                "{} a day over {}, asked {}: more than the market pays is a mistake; `explain` its "
                "largest trades",
                figure, span_text(std::chrono::seconds{std::llround(report.record.days * 86'400.0)}), limit);
    }
}

}  // namespace

std::string gate_figure(const Gate& gate) {
    if (!gate.figure) return "-";
    switch (gate.kind) {
        case GateKind::kAdjustedP:
            return probability_text(*gate.figure);
        case GateKind::kSurvival:
        case GateKind::kNetPerDay:
            return usd(*gate.figure);
        case GateKind::kDayShare:
            return percent(*gate.figure);
        default:
            return whole(*gate.figure);
    }
}

std::string gate_limit(const Gate& gate) {
    switch (gate.kind) {
        case GateKind::kTrades:
        case GateKind::kDays:
            return ">= " + whole(gate.limit);
        case GateKind::kAdjustedP:
            return fmt::format("<= {:.3g}", gate.limit);
        case GateKind::kSurvival:
            return "> " + (gate.limit == 0.0 ? "$0" : usd(gate.limit));
        case GateKind::kDayShare:
            return "<= " + percent(gate.limit);
        case GateKind::kNetPerDay:
            return "<= " + usd(gate.limit);
        default:
            return "";
    }
}

std::string gate_head(GateKind kind) {
    switch (kind) {
        case GateKind::kTrades:
            return "trades";
        case GateKind::kDays:
            return "days";
        case GateKind::kAdjustedP:
            return "adjusted p";
        case GateKind::kSurvival:
            return "survival";
        case GateKind::kDayShare:
            return "best day";
        case GateKind::kNetPerDay:
            return "net a day";
        default:
            return std::string{to_string(kind)};
    }
}

std::string config_gate_words(const Gate& gate, const VerdictReport& report) {
    if (!gate.passes) return failing_words(gate, report);
    return fmt::format("{} {}, asked {}", gate_head(gate.kind), gate_figure(gate), gate_limit(gate));
}

std::string record_gate_words(const Gate& gate, const VerdictReport& report) {
    const RecordFacts& record = report.record;
    switch (gate.kind) {
        case GateKind::kMarket:
            return record.market_is_simulated
                       ? "simulated: says nothing about a real one; `paper-trading run` follows one"
                       : "followed over a node";
        case GateKind::kJournal:
            return record.incomplete_from
                       ? fmt::format("nothing was written from block {} on; a run that is whole is needed",
                                     *record.incomplete_from)
                       : "whole";
        case GateKind::kParity:
            if (record.parity.checks == 0) return "never audited; leave --audit on for a day";
            return fmt::format("{} of {} audited values agree with the chain", grouped(record.parity.agreed),
                               grouped(record.parity.checks));
        default:
            return gate.note +
                   (gate.passes ? "" : "; needed: `run --record` from a run's first block on, and its files");
    }
}

Json gate_json(const Gate& gate, const std::string& text) {
    Json json{{"gate", to_string(gate.kind)}, {"passes", gate.passes}};
    json["figure"] = gate.figure ? Json(*gate.figure) : Json(nullptr);
    json["needed"] = gate.needed ? Json(*gate.needed) : Json(nullptr);
    json["text"] = text;
    return json;
}

}  // namespace dexarb

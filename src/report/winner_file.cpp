#include "dexarb/report/winner_file.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cmath>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/doubts.hpp"
#include "report/evidence_section.hpp"
#include "report/figures.hpp"
#include "report/gate_words.hpp"
#include "report/history_words.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

/// Of the collector's pace, which has the same variable: a faster one is refused in `.env`.
constexpr std::chrono::milliseconds kLeastPoll{10};
constexpr std::size_t kWinnerLabel = 18;
/// Where a line of a comment may end, so that its mark fits in front.
constexpr std::size_t kMark = 3;

const TraderReport& trader_of(const VerdictReport& verdict, const Winner& winner) {
    return verdict.history.report.traders[winner.config];
}

const std::vector<Gate>& gates_of(const VerdictReport& verdict, const Winner& winner) {
    return verdict.verdict.configs[winner.config];
}

/// The gates that fail, of the configuration and of the record.
std::vector<std::string> failing(const VerdictReport& verdict, const Winner& winner) {
    std::vector<std::string> names;
    for (const auto* gates : {&verdict.verdict.record, &gates_of(verdict, winner)})
        for (const Gate& gate : *gates)
            if (!gate.passes) names.emplace_back(to_string(gate.kind));
    return names;
}

std::string first_line(const VerdictReport& verdict, const Winner& winner) {
    const std::size_t all = verdict.verdict.record.size() + gates_of(verdict, winner).size();
    if (verdict.verdict.passes(winner.config))
        return fmt::format("{}{} passes all {} gates. What was is no promise of what will be.", kPassed, winner.name,
                           all);
    return fmt::format("{}{} fails {} of {} gates. No money should follow it.", kNotPassed, winner.name,
                       failing(verdict, winner).size(), all);
}

/// The higher one of both adjustments, as the verdict asks.
std::optional<double> adjusted_p(const TradeEvidence& evidence) {
    const auto& trial = evidence.trial;
    if (!trial.p_holm || !trial.p_resampled) return std::nullopt;
    return std::max(*trial.p_holm, *trial.p_resampled);
}

std::string too_few(const TradeEvidence& evidence) {
    const auto missing = kFewestTrades > evidence.trades ? kFewestTrades - evidence.trades : 0;
    return missing > 0 ? fmt::format("-, {} more trade{} needed", missing, missing == 1 ? "" : "s")
                       : "-, the trades carry none";
}

/// "-$0.0500".
std::string signed_dollars(const Figures& figures, double value) {
    return (value < 0 ? "-$" : "$") + figures(std::abs(value));
}

/// Labelled lines of the evidence.
using Lines = std::vector<std::pair<std::string, std::string>>;

void add_trades(Lines& lines, const TraderReport& trader, const FamilyEvidence& family) {
    const TradeEvidence& evidence = *trader.evidence;
    Figures mean;
    mean.see(evidence.mean);
    mean.see(evidence.mean_interval);
    lines.emplace_back(
        "trades",
        fmt::format("{} on {} UTC day{}{}", grouped(evidence.trades), evidence.days, evidence.days == 1 ? "" : "s",
                    evidence.forgotten == 0 ? "" : fmt::format("; {} older are in the net alone", evidence.forgotten)));
    lines.emplace_back("net", fmt::format("{} in all, booked under {}", money(trader.metrics.net_usd),
                                          to_string(trader.config.fill_model)));
    lines.emplace_back("net a trade", evidence.mean_interval
                                          ? fmt::format("{}, 95 % interval {}", signed_dollars(mean, evidence.mean),
                                                        mean(evidence.mean_interval))
                                          : too_few(evidence));
    const auto p = adjusted_p(evidence);
    lines.emplace_back("adjusted p", p ? fmt::format("{}, as one of {} tested", probability_text(*p), family.tested)
                                       : too_few(evidence));
    Figures low;
    low.see(evidence.survival_interval);
    lines.emplace_back("under survival",
                       evidence.survival_interval
                           ? fmt::format("a trade may be as little as {} (95 %), where all others go first",
                                         signed_dollars(low, evidence.survival_interval->low))
                           : too_few(evidence));
}

void add_doubts(Lines& lines, const RunReport& report, const TraderReport& trader) {
    const Json doubts = doubts_json(report, trader);
    if (doubts.empty()) lines.emplace_back("doubts", "none");
    for (const Json& doubt : doubts)
        lines.emplace_back("doubted", doubt["words"].get<std::string>());
}

Lines evidence_lines(const VerdictReport& verdict, const Winner& winner) {
    const RunReport& report = verdict.history.report;
    const TraderReport& trader = trader_of(verdict, winner);
    Lines lines{{"from", fmt::format("{}, blocks {} to {}", history_scope(verdict.history), verdict.history.first_block,
                                     verdict.history.last_block)},
                {"market", fmt::format("{}{} (chain {}), by dexarb {}",
                                       report.assumptions.market_is_simulated ? "SIMULATED, " : "", report.market,
                                       report.chain_id, report.version)}};
    if (trader.evidence) {
        add_trades(lines, trader, report.evidence.value_or(FamilyEvidence{}));
        add_doubts(lines, report, trader);
    }
    return lines;
}

Lines gate_lines(const VerdictReport& verdict, const Winner& winner) {
    Lines lines;
    const auto add = [&](const Gate& gate, const std::string& words) {
        lines.emplace_back(std::string{to_string(gate.kind)}, (gate.passes ? "ok: " : "FAILS: ") + words);
    };
    for (const Gate& gate : verdict.verdict.record)
        add(gate, record_gate_words(gate, verdict));
    for (const Gate& gate : gates_of(verdict, winner))
        add(gate, config_gate_words(gate, verdict));
    return lines;
}

Lines assumption_lines(const VerdictReport& verdict, const Winner& winner) {
    Lines lines;
    for (auto& [name, text] :
         assumptions_in_words(verdict.history.report.assumptions, {trader_of(verdict, winner).config}))
        lines.emplace_back(std::move(name), std::move(text));
    return lines;
}

/// Printable ASCII: what stands in a comment cannot end it.
std::string plain(std::string text) {
    std::ranges::replace_if(
        text, [](unsigned char letter) { return letter < 0x20 || letter > 0x7e; }, '?');
    return text;
}

/// Every line of `text` behind `mark`.
std::string commented(std::string_view text, std::string_view mark) {
    std::string lines;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find('\n', start), text.size());
        const auto line = text.substr(start, end - start);
        lines += fmt::format("{}{}{}\n", mark, line.empty() ? "" : " ", line);
        start = end + 1;
    }
    return lines;
}

std::string section(const std::string& title, const Lines& lines) {
    std::string text = heading(title);
    for (const auto& [name, words] : lines)
        text += labelled(plain(name), plain(words), kWinnerLabel, kReportColumns - kMark);
    return text;
}

/// All that is said above the values.
std::string evidence_comment(const VerdictReport& verdict, const Winner& winner, std::string_view mark) {
    return commented(plain(first_line(verdict, winner)) + "\n" + section("EVIDENCE", evidence_lines(verdict, winner)) +
                         section("GATES by " + plain(verdict.rules_from), gate_lines(verdict, winner)) +
                         section("ASSUMED, not measured", assumption_lines(verdict, winner)),
                     mark);
}

std::string in_capitals(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

WinnerVariable pace_of(const StrategyConfig& config) {
    const bool is_taken = config.poll_interval >= kLeastPoll;
    return {"POLL_INTERVAL_MS", std::to_string(config.poll_interval.count()),
            is_taken ? "" : fmt::format("dexarb's own pace is {} ms at the least", kLeastPoll.count())};
}

std::string pairs_by_address(const Winner& winner) {
    std::vector<std::string> parts;
    for (const WinnerPair& pair : winner.pairs)
        parts.push_back(fmt::format("{}:{}:{}", pair.base, pair.quote, pair.symbol));
    return fmt::format("{}", fmt::join(parts, ","));
}

/// Pairs as a list, numbers and booleans as such, the rest as a string; numbers keep every digit.
std::string value_in_json(const WinnerField& field, const Winner& winner) {
    if (field.key == "pairs") {
        std::vector<std::string> symbols;
        for (const WinnerPair& pair : winner.pairs)
            symbols.push_back(Json(pair.symbol).dump());
        return fmt::format("[{}]", fmt::join(symbols, ", "));
    }
    return Json::accept(field.text) ? field.text : Json(field.text).dump();
}

/// What holds for the whole run.
std::string simulation_in_json(const Assumptions& assumptions) {
    std::string text = fmt::format("{{\"seed\": {}", assumptions.seed);
    if (assumptions.modelled_arrival)
        text += fmt::format(", \"modelled_arrival_ms\": {}", assumptions.modelled_arrival->count());
    return text + "}";
}

std::string strategies_document(const VerdictReport& verdict, const Winner& winner) {
    std::string text = fmt::format("{{\n  \"simulation\": {},\n  \"strategies\": [\n    {{\n      \"name\": {}",
                                   simulation_in_json(verdict.history.report.assumptions), Json(winner.name).dump());
    for (const WinnerField& field : winner.fields)
        text += fmt::format(",\n      \"{}\": {}", field.key, value_in_json(field, winner));
    return text + "\n    }\n  ]\n}\n";
}

Json gates_json(const VerdictReport& verdict, const Winner& winner) {
    Json gates = Json::array();
    for (const Gate& gate : verdict.verdict.record)
        gates.push_back(gate_json(gate, record_gate_words(gate, verdict)));
    for (const Gate& gate : gates_of(verdict, winner))
        gates.push_back(gate_json(gate, config_gate_words(gate, verdict)));
    return gates;
}

Json environment_json(const VerdictReport& verdict, const Winner& winner) {
    Json json = Json::object();
    for (const WinnerVariable& variable : winner_variables(verdict, winner))
        json[variable.name] = variable.value;
    return json;
}

}  // namespace

std::vector<WinnerVariable> winner_variables(const VerdictReport& verdict, const Winner& winner) {
    std::vector<WinnerVariable> variables{{"CHAIN_ID", std::to_string(verdict.history.report.chain_id), ""},
                                          {"TRADING_PAIRS", pairs_by_address(winner), ""},
                                          pace_of(trader_of(verdict, winner).config)};
    for (const WinnerField& field : winner.fields)
        if (field.key != "pairs" && field.key != "poll_interval_ms")
            variables.push_back({in_capitals(field.key), field.text, ""});
    return variables;
}

std::string winner_env(const VerdictReport& verdict, const Winner& winner) {
    std::string text =
        evidence_comment(verdict, winner, "#") +
        "\n# No secret is here: RPC_URL, and whatever signs, are the trader's own. dexarb itself reads the first three "
        "(the\n"
        "# third as the pace of its collector) and ignores the others by name: it takes them from the JSON.\n";
    for (const WinnerVariable& variable : winner_variables(verdict, winner))
        text += variable.note.empty() ? fmt::format("{}={}\n", variable.name, variable.value)
                                      : fmt::format("# {}: {}={}\n", variable.note, variable.name, variable.value);
    return text;
}

std::string winner_strategies(const VerdictReport& verdict, const Winner& winner) {
    return evidence_comment(verdict, winner, "//") + strategies_document(verdict, winner);
}

std::string winner_json(const VerdictReport& verdict, const Winner& winner, const std::vector<std::string>& files) {
    const TraderReport& trader = trader_of(verdict, winner);
    const auto p = trader.evidence ? adjusted_p(*trader.evidence) : std::nullopt;
    const Json json{{"type", "winner"},
                    {"config", trader.config.id},
                    {"name", winner.name},
                    {"passes", verdict.verdict.passes(winner.config)},
                    {"sentence", first_line(verdict, winner)},
                    {"failing", failing(verdict, winner)},
                    {"run", verdict.history.run ? Json(*verdict.history.run) : Json(nullptr)},
                    {"first_block", verdict.history.first_block},
                    {"last_block", verdict.history.last_block},
                    {"net_usd", usd_number(trader.metrics.net_usd)},
                    {"p_adjusted", p ? Json(*p) : Json(nullptr)},
                    {"evidence", evidence_json(trader)},
                    {"doubts", doubts_json(verdict.history.report, trader)},
                    {"rules_from", verdict.rules_from},
                    {"gates", gates_json(verdict, winner)},
                    {"environment", environment_json(verdict, winner)},
                    {"strategies", Json::parse(strategies_document(verdict, winner))},
                    {"files", files}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dexarb

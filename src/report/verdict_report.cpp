#include "dexarb/report/verdict_report.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <ranges>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/text_report.hpp"

#include "report/gate_words.hpp"
#include "report/history_words.hpp"
#include "report/json_values.hpp"
#include "report/layout.hpp"
#include "report/table.hpp"

namespace dexarb {
namespace {

/// Configurations whose failures are told in the text.
constexpr std::size_t kListed = 3;

std::string record_section(const VerdictReport& report) {
    std::string text = heading("RECORD");
    for (const Gate& gate : report.verdict.record)
        text += labelled(std::string{to_string(gate.kind)},
                         (gate.passes ? "ok: " : "FAILS: ") + record_gate_words(gate, report));
    return text;
}

std::string gate_table(const VerdictReport& report) {
    const auto& configs = report.verdict.configs;
    if (configs.empty() || configs.front().empty()) return "";
    std::vector<std::string> heads{"configuration"};
    std::vector<std::string> asked{"  asked"};
    for (const Gate& gate : configs.front()) {
        heads.push_back(gate_head(gate.kind));
        asked.push_back(gate_limit(gate));
    }
    heads.emplace_back("gates");
    asked.emplace_back("all");
    Table table{heads};
    table.add(asked);
    for (std::size_t i = 0; i < configs.size(); ++i) {
        std::vector<std::string> row{report.history.report.traders[i].config.name};
        for (const Gate& gate : configs[i])
            row.push_back(gate_figure(gate) + (gate.passes ? "  " : " !"));
        row.push_back(fmt::format("{} of {}", std::ranges::count_if(configs[i], &Gate::passes), configs[i].size()));
        table.add(std::move(row));
    }
    return heading("GATES of each configuration (! fails)") + table.render();
}

std::size_t failed_gates(const std::vector<Gate>& gates) {
    return static_cast<std::size_t>(std::ranges::count_if(gates, std::not_fn(&Gate::passes)));
}

/// The configurations that fail something, those that lack least first, else by net.
std::vector<std::size_t> nearest(const VerdictReport& report) {
    const auto& configs = report.verdict.configs;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < configs.size(); ++i)
        if (failed_gates(configs[i]) > 0) order.push_back(i);
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return failed_gates(configs[i]); });
    return order;
}

std::string needed_section(const VerdictReport& report) {
    const auto order = nearest(report);
    if (order.empty()) return "";
    std::string text = heading("WHAT FAILS, and what it would take");
    for (const std::size_t i : order | std::views::take(kListed)) {
        std::string name = report.history.report.traders[i].config.name;
        for (const Gate& gate : report.verdict.configs[i]) {
            if (gate.passes) continue;
            text += labelled(name, config_gate_words(gate, report), name_label(report.history.report));
            name.clear();
        }
    }
    if (order.size() > kListed) text += labelled("", fmt::format("{} more: see --json", order.size() - kListed), 2);
    return text;
}

std::string sentence_of_those_that_pass(const VerdictReport& report) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < report.verdict.configs.size(); ++i)
        if (report.verdict.passes(i)) names.push_back(report.history.report.traders[i].config.name);
    const std::string all = fmt::format("Passes: {}. What was is no promise of what will be.", fmt::join(names, ", "));
    return all.size() <= kReportColumns ? all : fmt::format("{} configurations pass.", names.size());
}

std::string sentence(const VerdictReport& report) {
    const Verdict& verdict = report.verdict;
    if (verdict.passes()) return sentence_of_those_that_pass(report);
    if (verdict.configs.empty()) return "No configuration passes: there is none.";
    const auto order = nearest(report);
    const std::size_t near = order.empty() ? 0 : order.front();
    const std::size_t own = failed_gates(verdict.configs[near]);
    const std::size_t records = failed_gates(verdict.record);
    const std::string_view name = report.history.report.traders[near].config.name;
    std::string why;
    if (own > 0)
        why = fmt::format("{} comes nearest and fails {} of {}", name.substr(0, 40), own, verdict.configs[near].size());
    if (records > 0)
        why += fmt::format("{}the record fails {} of {}", why.empty() ? "" : "; ", records, verdict.record.size());
    return "No configuration passes: " + why + ".";
}

std::string title(const VerdictReport& report) {
    return history_title(report.history,
                         fmt::format("verdict on {} by {}", history_scope(report.history), report.rules_from));
}

template <typename Value>
Json or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json rules_json(const VerdictReport& report) {
    const VerdictRules& rules = report.rules;
    return {{"from", report.rules_from},
            {"min_trades", or_null(rules.min_trades)},
            {"min_days", or_null(rules.min_days)},
            {"max_adjusted_p", or_null(rules.max_adjusted_p)},
            {"min_survival_mean_usd", or_null(rules.min_survival_mean_usd)},
            {"max_day_share", or_null(rules.max_day_share)},
            {"max_net_usd_per_day", or_null(rules.max_net_usd_per_day)},
            {"require_parity", rules.require_parity},
            {"require_digest", rules.require_digest}};
}

}  // namespace

std::string render_verdict(const VerdictReport& report) {
    return title(report) + record_section(report) + gate_table(report) + needed_section(report) + "\n" +
           sentence(report) + "\n";
}

std::string verdict_json(const VerdictReport& report) {
    const HistoryReport& history = report.history;
    Json record = Json::array();
    for (const Gate& gate : report.verdict.record)
        record.push_back(gate_json(gate, record_gate_words(gate, report)));
    Json configs = Json::array();
    for (std::size_t i = 0; i < report.verdict.configs.size(); ++i) {
        Json gates = Json::array();
        for (const Gate& gate : report.verdict.configs[i])
            gates.push_back(gate_json(gate, config_gate_words(gate, report)));
        const StrategyConfig& config = history.report.traders[i].config;
        configs.push_back({{"config", config.id},
                           {"name", config.name},
                           {"passes", report.verdict.passes(i)},
                           {"gates", std::move(gates)}});
    }
    const Json json{{"type", "verdict"},
                    {"passes", report.verdict.passes()},
                    {"sentence", sentence(report)},
                    {"run", or_null(history.run)},
                    {"first_block", history.first_block},
                    {"last_block", history.last_block},
                    {"days", report.record.days},
                    {"rules", rules_json(report)},
                    {"record", std::move(record)},
                    {"configurations", std::move(configs)}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dexarb

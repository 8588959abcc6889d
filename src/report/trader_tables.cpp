#include "report/trader_tables.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/model_band.hpp"
#include "report/table.hpp"
#include "report/words.hpp"

namespace dexarb {
namespace {

constexpr std::uint64_t kLargestCount = 99'999;

/// Column heads of the funnel, in order of RejectReason: short enough that all of them fit side by side.
constexpr std::array<const char*, kRejectReasonCount> kFunnelHeads{
    "late", "miss", "price", "quar.", "used", "hand", "trade", "loss", "run", "gas", "unprof", "min", "spent", "busy"};

/// `legacy` last, since it is for contrast only.
constexpr std::array kModelsShown{FillModel::kInstant, FillModel::kFirstInBlock, FillModel::kSurvival,
                                  FillModel::kSurvivalCompetition, FillModel::kLegacy};
constexpr std::array kModelHeads{"configuration",   "lowest",    "highest",       "first",  "instant ",
                                 "first_in_block ", "survival ", "+competition ", "legacy "};

std::vector<StrategyConfig> configs_of(const RunReport& report) {
    std::vector<StrategyConfig> configs;
    for (const auto& trader : report.traders)
        configs.push_back(trader.config);
    return configs;
}

/// Pauses, quarantined fills, corrections: what a reader must not overlook.
std::vector<std::string> remarks_on(const TraderReport& trader) {
    const auto& m = trader.metrics;
    std::vector<std::string> remarks;
    if (trader.pairs.empty()) remarks.emplace_back("trades no pair of this market");
    if (m.pause && m.pause->ends)
        remarks.push_back(
            fmt::format("paused by {} until {} UTC", to_string(m.pause->reason), day_start(*m.pause->ends)));
    if (m.pause && !m.pause->ends) remarks.emplace_back("paused by hand: it decides nothing until it is resumed");
    if (m.quarantined > 0)
        remarks.push_back(fmt::format("{} fills worth {} are in quarantine: their routes stood open without any event",
                                      m.quarantined, money(m.quarantined_usd)));
    if (m.corrections > 0) remarks.push_back(fmt::format("{} outcomes were undone with their blocks", m.corrections));
    if (m.stranded > 0)
        remarks.push_back(
            fmt::format("{} outcomes worth {} were booked on blocks that were replaced too deep to undo: "
                        "out of the sums, not settled again",
                        m.stranded, money(m.stranded_usd)));
    if (m.missed_events > 0) remarks.push_back(fmt::format("missed {} events, which is a bug", m.missed_events));
    return remarks;
}

}  // namespace

std::string count(std::uint64_t value) {
    const char* unit = " kMBTPE";
    if (value <= kLargestCount) return std::to_string(value);
    while (value >= 1'000) {
        value /= 1'000;
        ++unit;
    }
    return std::to_string(value) + *unit;
}

void Amounts::see(MicroUsd amount) {
    largest_ = std::max(largest_, amount.value < 0 ? -(amount.value + 1) : amount.value);
}

std::string Amounts::operator()(MicroUsd amount) const {
    constexpr std::int64_t kMillion = 1'000'000'000'000;
    if (amount.value >= kMillion || amount.value <= -kMillion) return fmt::format("{:.2f}M", to_double(amount) / 1e6);
    return dollars(amount, largest_ < 10'000'000 ? 4 : largest_ < 10'000'000'000 ? 2 : 0);
}

std::string assumed(const RunReport& report) {
    std::string text = "ASSUMED, NOT MEASURED\n";
    if (report.assumptions.market_is_simulated)
        text += labelled("market", "simulated: pools, trades and rivals are made up; nothing here is a real chain's");
    for (const auto& [name, words] : assumptions_in_words(report.assumptions, configs_of(report)))
        text += labelled(name, words);
    return text;
}

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
    Table table{{kModelHeads.begin(), kModelHeads.end()}};
    for (const auto& trader : report.traders) {
        const auto& nets = trader.metrics.model_net_usd;
        const ModelBand band = model_band(report, trader);
        std::vector<std::string> row{trader.config.name, show.or_dash(band.lowest), show.or_dash(band.highest),
                                     fmt::format("{}/{}", band.first_in, kBandModels)};
        for (const FillModel model : kModelsShown)
            row.push_back(show.or_dash(nets[static_cast<std::size_t>(model)]) +
                          (model == trader.config.fill_model ? "*" : " "));
        table.add(std::move(row));
    }
    return heading("THE SAME ACTIONS UNDER FIVE MODELS, net $ (* books; legacy: what the old trader would claim)") +
           table.render() +
           labelled("", "lowest, highest, and in how many of four it makes the most: without legacy, ties shared");
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

}  // namespace dexarb

#include "journal/folding.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "dexarb/trading/saturating_sum.hpp"

namespace dexarb {
namespace {

void add(MicroUsd& sum, MicroUsd item) {
    sum = saturating_sum(sum, item);
}

}  // namespace

void Folding::start_from(const EpochBooks& books) {
    TraderMetrics& m = trader.metrics;
    m.actions = books.actions;
    m.results = books.results;
    m.net_usd = books.net_usd;
    m.gross_usd = books.gross_usd;
    m.gas_usd = books.gas_usd;
    m.flash_fee_usd = books.flash_fee_usd;
    m.wins = books.wins;
    m.losses = books.losses;
    m.quarantined = books.quarantined;
    m.quarantined_usd = books.quarantined_usd;
    m.corrections = books.corrections;
    m.model_net_usd = books.models;
    peak_ = std::max(MicroUsd{}, m.net_usd);
}

HistoryGroup& Folding::group(std::string_view key) {
    HistoryGroup& group = groups[std::string{key}];
    group.key = key;
    group.config = trader.config.name;
    return group;
}

void Folding::take(const LedgerRow& row) {
    const auto result = trade_result_from_string(row.result);
    if (!result) return;
    HistoryGroup& in_group = group(row.key);
    TraderMetrics& m = trader.metrics;
    const bool is_in = row.kind == LedgerRow::Kind::kOutcome;
    const auto item = [&](MicroUsd amount) { return is_in ? amount : -amount; };
    for (const auto& [sum, amount] :
         {std::pair{&m.gross_usd, row.gross_usd}, std::pair{&m.gas_usd, row.gas_usd},
          std::pair{&m.flash_fee_usd, row.flash_fee_usd}, std::pair{&in_group.gross_usd, row.gross_usd},
          std::pair{&in_group.gas_usd, row.gas_usd}, std::pair{&in_group.flash_fee_usd, row.flash_fee_usd}})
        add(*sum, item(amount));
    for (std::size_t model = 0; model < kFillModelCount; ++model)
        add(m.model_net_usd[model], item(row.sample.nets[model]));
    if (!is_in) return take_out(row, in_group);
    count(*result, row.sample.net_usd, in_group);
    if (!is_booked(*result)) return;
    samples.add(row.sample);
    move_net(row.sample.net_usd, in_group);
}

void Folding::take_out(const LedgerRow& row, HistoryGroup& in_group) {
    TraderMetrics& m = trader.metrics;
    const bool is_quarantine = row.kind == LedgerRow::Kind::kQuarantine;
    ++(is_quarantine ? m.quarantined : m.stranded);
    add(is_quarantine ? m.quarantined_usd : m.stranded_usd, row.sample.net_usd);
    samples.take_out(row.sample);
    move_net(-row.sample.net_usd, in_group);
}

void Folding::count(TradeResult result, MicroUsd net, HistoryGroup& in_group) {
    TraderMetrics& m = trader.metrics;
    ++m.results[static_cast<std::size_t>(result)];
    ++in_group.results[static_cast<std::size_t>(result)];
    if (!is_booked(result)) return;
    if (net > MicroUsd{}) ++m.wins;
    if (net < MicroUsd{}) ++m.losses;
    m.largest_win_usd = std::max(m.largest_win_usd, net);
    m.largest_loss_usd = std::min(m.largest_loss_usd, net);
}

void Folding::move_net(MicroUsd change, HistoryGroup& in_group) {
    TraderMetrics& m = trader.metrics;
    add(in_group.net_usd, change);
    add(m.net_usd, change);
    peak_ = std::max(peak_, m.net_usd);
    m.drawdown_usd = saturating_sum(peak_, -m.net_usd);
    m.max_drawdown_usd = std::max(m.max_drawdown_usd, m.drawdown_usd);
}

void tell_epochs_apart(std::map<std::int64_t, Folding>& folding) {
    std::map<std::string, int> epochs_of;
    for (const auto& [number, epoch] : folding)
        ++epochs_of[epoch.trader.config.id];
    for (auto& [number, epoch] : folding) {
        if (epochs_of[epoch.trader.config.id] < 2) continue;
        epoch.trader.config.name += fmt::format(" #{}", number);
        for (auto& [key, in_group] : epoch.groups)
            in_group.config = epoch.trader.config.name;
    }
}

}  // namespace dexarb

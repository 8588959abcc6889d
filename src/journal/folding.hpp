#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "dexarb/journal/books.hpp"
#include "dexarb/metrics/trade_samples.hpp"
#include "dexarb/report/history_report.hpp"

namespace dexarb {

/// An outcome that stood, or (later) that it was taken out of the sums.
struct LedgerRow {
    enum class Kind { kOutcome, kQuarantine, kStranded };

    Kind kind = Kind::kOutcome;
    std::string_view key;  ///< Of its group.
    std::string_view result;
    MicroUsd gross_usd;
    MicroUsd gas_usd;
    MicroUsd flash_fee_usd;
    TradeSample sample;  ///< Its net is the outcome's, whatever the kind.
};

/// The books of one epoch while its ledger is read, in order: what `TraderBooks` is live.
struct Folding {
    std::int64_t epoch = 0;
    TraderReport trader;
    TradeSamples samples;
    std::map<std::string, HistoryGroup> groups;

    void start_from(const EpochBooks& carried);
    void take(const LedgerRow& row);
    [[nodiscard]] HistoryGroup& group(std::string_view key);

  private:
    void take_out(const LedgerRow& row, HistoryGroup& in_group);
    void count(TradeResult result, MicroUsd net, HistoryGroup& in_group);
    void move_net(MicroUsd change, HistoryGroup& in_group);

    MicroUsd peak_;
};

/// Adds their numbers to the names of those that are of one configuration.
void tell_epochs_apart(std::map<std::int64_t, Folding>& folding);

}  // namespace dexarb

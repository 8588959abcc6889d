#pragma once

#include <map>
#include <string>
#include <string_view>

#include "dexarb/journal/books.hpp"
#include "dexarb/report/history_report.hpp"

namespace dexarb {

/// An outcome that stood, or (later) its move into quarantine.
struct LedgerRow {
    std::string_view key;  ///< Of its group.
    std::string_view result;
    MicroUsd gross_usd;
    MicroUsd gas_usd;
    MicroUsd flash_fee_usd;
    MicroUsd net_usd;
    bool is_quarantine = false;
};

/// The books of one epoch while its ledger is read, in order: what `TraderBooks` is live.
struct Folding {
    TraderReport trader;
    std::map<std::string, HistoryGroup> groups;

    void start_from(const EpochBooks& carried);
    void take(const LedgerRow& row);
    void add_model(FillModel model, MicroUsd net);
    [[nodiscard]] HistoryGroup& group(std::string_view key);

  private:
    void count(TradeResult result, MicroUsd net, HistoryGroup& in_group);
    void move_net(MicroUsd change, HistoryGroup& in_group);

    MicroUsd peak_;
};

}  // namespace dexarb

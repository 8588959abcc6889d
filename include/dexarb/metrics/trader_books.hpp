#pragma once

#include "dexarb/metrics/trader_metrics.hpp"
#include "dexarb/trading/ledger.hpp"

namespace dexarb {

/// The sums and counters of one configuration as a fold over its ledger.
class TraderBooks {
  public:
    void apply(const LedgerEntry& entry);

    /// The part of the metrics that outcomes and actions make.
    [[nodiscard]] const TraderMetrics& metrics() const { return metrics_; }

  private:
    void book(const TradeOutcome& outcome);
    void quarantine(const TradeOutcome& fill);
    void count_win_or_loss(MicroUsd net);
    void move_net(MicroUsd change);

    TraderMetrics metrics_;
    MicroUsd peak_;  ///< Highest cumulative net so far, at least zero.
};

}  // namespace dexarb

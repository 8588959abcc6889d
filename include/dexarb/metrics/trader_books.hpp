#pragma once

#include "dexarb/metrics/trade_samples.hpp"
#include "dexarb/metrics/trader_metrics.hpp"
#include "dexarb/trading/ledger.hpp"

namespace dexarb {

/// The sums and counters of one configuration as a fold over its ledger.
class TraderBooks {
  public:
    void apply(const LedgerEntry& entry);

    /// The part of the metrics that outcomes and actions make.
    [[nodiscard]] const TraderMetrics& metrics() const { return metrics_; }

    /// The trades behind them, but for those that left the sums.
    [[nodiscard]] const TradeSamples& samples() const { return samples_; }

    static void persist(auto& archive, auto& self) {
        auto& sums = self.metrics_;
        archive(sums.actions, sums.results, sums.net_usd, sums.gross_usd, sums.gas_usd, sums.flash_fee_usd);
        archive(sums.largest_win_usd, sums.largest_loss_usd, sums.wins, sums.losses, sums.drawdown_usd);
        archive(sums.max_drawdown_usd, sums.quarantined_usd, sums.quarantined, sums.model_net_usd, self.peak_);
        archive(sums.stranded_usd, sums.stranded);
        TradeSamples::persist(archive, self.samples_);
    }

  private:
    void book(const TradeOutcome& outcome);
    void quarantine(const TradeOutcome& fill);
    void strand(const TradeOutcome& outcome);
    void take_out(const TradeOutcome& outcome);
    void count_win_or_loss(MicroUsd net);
    void move_net(MicroUsd change);

    TraderMetrics metrics_;
    TradeSamples samples_;
    MicroUsd peak_;  ///< Highest cumulative net so far, at least zero.
};

}  // namespace dexarb

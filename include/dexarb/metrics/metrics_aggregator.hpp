#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dexarb/market/checkpoint_archive.hpp"
#include "dexarb/metrics/trader_books.hpp"
#include "dexarb/trading/paper_trading_strategy.hpp"

namespace dexarb {

/// Keeps the books of every configuration: told of each final action, outcome and correction, it gives the metrics that
/// a report reads. After undone blocks they equal those of a run in which the undone outcomes never were.
class MetricsAggregator {
  public:
    explicit MetricsAggregator(std::size_t configs) : traders_(configs) {}

    void book(const SimulatedTradeAction& action);
    void book(const OutcomePtr& outcome);
    void quarantine(const OutcomePtr& fill, const MarketSnapshot& judged_on);
    /// Takes `outcome` out of the sums: its block was replaced, too deep to undo. `fork` is the last block that stays.
    void strand(const OutcomePtr& outcome, BlockNumber fork);
    /// What is booked cannot be undone any more.
    void make_final();
    /// Blocks above `fork` were undone, and with them `reversed`.
    void undo_to(BlockNumber fork, std::span<const OutcomePtr> reversed);

    /// The books of `strategy`'s configuration, with its funnel and limits as they stand on `today`.
    [[nodiscard]] TraderMetrics metrics(const PaperTradingStrategy& strategy, UtcDay today) const;

    /// The booked trades of one configuration.
    [[nodiscard]] const TradeSamples& samples(ConfigIndex config) const;

    /// The books of one configuration, for a checkpoint.
    void save(ConfigIndex config, CheckpointWriter& writer) const;
    void load(ConfigIndex config, CheckpointReader& reader);

  private:
    struct Trader {
        Ledger<TraderBooks> books{TraderBooks{}};
        std::uint64_t corrections = 0;
    };

    Trader& trader(ConfigIndex config) { return traders_[position(config)]; }

    std::vector<Trader> traders_;
};

}  // namespace dexarb

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "dexarb/arbitrage/opportunity_scanner.hpp"
#include "dexarb/base/broadcast.hpp"
#include "dexarb/metrics/edge_histogram.hpp"
#include "dexarb/metrics/trader_metrics.hpp"
#include "dexarb/trading/correction.hpp"
#include "dexarb/trading/pool_update_event.hpp"
#include "dexarb/trading/reject.hpp"
#include "dexarb/trading/simulated_trade_action.hpp"
#include "dexarb/trading/strategy_config.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// What holds for the whole run and every configuration.
struct EngineOptions {
    std::uint64_t seed = 1;
    ScannerOptions scanner{};  ///< Its priority fee is replaced by the market's.
};

/// One line of the record, in the order things happened.
using EngineRecord = std::variant<EpisodeChange, Reject, SimulatedTradeAction, TradeOutcome, Correction>;

/// One snapshot in, every outcome out; synchronous and deterministic. The one code path of every decision: live,
/// replay, sweep and tests call the same functions.
class Engine {
  public:
    Engine(MarketDefinitionPtr market, std::vector<StrategyConfig> configs, EngineOptions options);
    Engine(Engine&&) noexcept;
    Engine& operator=(Engine&&) noexcept;
    ~Engine();

    /// Makes final what was decided on the block before, settles what this block includes, scans it, and lets every
    /// strategy decide on it. The records hold until the next call; those of decisions on this block come with the next
    /// one. A block at or below the newest undoes what it replaces, as `on_undone` would.
    std::span<const EngineRecord> on_snapshot(const SnapshotPtr& snapshot);

    /// Blocks above `fork` were replaced: reverses their outcomes, whose actions settle again on the new branch. What
    /// was decided on them stays. Books then equal a fold over what survives; the funnel keeps what was seen. Outcomes
    /// of blocks more than 64 below the newest are final.
    std::span<const EngineRecord> on_undone(BlockNumber fork);

    /// The end of the run: last decisions become final, what is still in flight is `unknown`, the channel of events is
    /// closed and drained. Called again it does nothing.
    std::span<const EngineRecord> finish();

    [[nodiscard]] const std::vector<StrategyConfig>& configs() const;
    [[nodiscard]] const MarketDefinition& market() const;
    [[nodiscard]] const RouteBook& routes() const;
    /// The channel that the strategies read; observers subscribe and read at their own pace.
    [[nodiscard]] const Broadcast<PoolUpdateEvent>& events() const;
    /// The books of one configuration, its daily counters and pause as of the newest block's UTC day.
    [[nodiscard]] TraderMetrics metrics(ConfigIndex config) const;
    /// The best net that stayed below zero over the whole run.
    [[nodiscard]] const std::optional<NearestMiss>& nearest_miss() const;
    /// How close each pair of the market came, over all blocks seen; in order of pair.
    [[nodiscard]] std::span<const EdgeHistogram> pair_edges() const;
    /// Pools whose known ticks bounded a size on the newest snapshot: the feed should read further.
    [[nodiscard]] std::span<const PoolIndex> wants_ticks() const;
    /// Decisions and outcomes so far as one number: the same recording gives the same digest on any machine.
    [[nodiscard]] Hash digest() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace dexarb

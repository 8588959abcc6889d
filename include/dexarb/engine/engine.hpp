#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "dexarb/arbitrage/opportunity_scanner.hpp"
#include "dexarb/metrics/trader_metrics.hpp"
#include "dexarb/trading/correction.hpp"
#include "dexarb/trading/reject.hpp"
#include "dexarb/trading/simulated_trade_action.hpp"
#include "dexarb/trading/strategy_config.hpp"
#include "dexarb/trading/trade_outcome.hpp"

namespace dexarb {

/// What holds for the whole run and every configuration.
struct EngineOptions {
    std::uint64_t seed = 1;
    ScannerOptions scanner;
};

/// One line of the record, in the order things happened.
using EngineRecord = std::variant<EpisodeChange, Reject, SimulatedTradeAction, TradeOutcome, Correction>;

/// One snapshot in, every outcome out; synchronous and deterministic. The one code path of every decision: live,
/// replay, sweep and tests call the same functions.
class Engine {
  public:
    Engine(MarketDefinitionPtr market, std::vector<StrategyConfig> configs, EngineOptions options);
    ~Engine();

    /// Makes final what was decided on the block before, settles what this block includes, scans it, and lets every
    /// strategy decide on it. The records hold until the next call.
    std::span<const EngineRecord> on_snapshot(const SnapshotPtr& snapshot);

    /// Blocks above `fork` were replaced: reverses their outcomes, which settle again on the new branch.
    std::span<const EngineRecord> on_undone(BlockNumber fork);

    /// The end of the run: last decisions become final, what is still in flight is `unknown`.
    std::span<const EngineRecord> finish();

    [[nodiscard]] const std::vector<StrategyConfig>& configs() const;
    [[nodiscard]] const MarketDefinition& market() const;
    [[nodiscard]] const RouteBook& routes() const;
    [[nodiscard]] TraderMetrics metrics(ConfigIndex config) const;
    /// The best net that stayed below zero on the newest snapshot and over the whole run.
    [[nodiscard]] const std::optional<NearestMiss>& nearest_miss() const;
    /// Pools whose known ticks bounded a size on the newest snapshot: the feed should read further.
    [[nodiscard]] std::span<const PoolIndex> wants_ticks() const;
    /// Decisions and outcomes so far as one number: the same recording gives the same digest on any machine.
    [[nodiscard]] Hash digest() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace dexarb

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "dexarb/arbitrage/opportunity_scanner.hpp"
#include "dexarb/base/broadcast.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/metrics/edge_histogram.hpp"
#include "dexarb/metrics/latency_tally.hpp"
#include "dexarb/metrics/survival_tally.hpp"
#include "dexarb/metrics/trade_samples.hpp"
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
    /// Of what its filters keep a configuration from, at most so many trades are followed at a time. Decisions and
    /// books do not depend on it.
    std::size_t forgone_most = 64;
};

/// One line of the record, in the order things happened.
using EngineRecord = std::variant<EpisodeChange, Reject, SimulatedTradeAction, TradeOutcome, Correction>;
/// Those of one step, as whoever keeps them shares them. Never null.
using EngineRecords = std::shared_ptr<const std::vector<EngineRecord>>;

/// Where a restored engine stands, and what it needs to be shown to go on.
struct ResumePoint {
    std::vector<BlockId> branch;           ///< The newest blocks it saw, as many as may be undone; the newest last.
    Timestamp arrival;                     ///< Of the newest.
    std::vector<BlockNumber> last_events;  ///< Per pool of the market: see `Pool`; zero where it was not certain.
    /// Per configuration: its place among those of the checkpoint; nothing where its books do not go on.
    std::vector<std::optional<std::size_t>> continued;
    std::size_t in_flight = 0;  ///< Actions of those that wait for their block, provisional ones too.
};

/// What becomes of configurations between two blocks, where another engine goes on with the books.
struct Handover {
    std::vector<ConfigIndex> closed;   ///< Changed, reset or left out: their books end here.
    std::vector<ConfigIndex> paused;   ///< By hand: they decide nothing on the blocks that follow.
    std::vector<ConfigIndex> resumed;  ///< No longer paused by hand, and limits that are reached count anew.

    friend bool operator==(const Handover&, const Handover&) = default;
};

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
    /// one. A block at or below the newest undoes what it replaces, as `on_undone` would; the newest itself once more
    /// is `resume`.
    std::span<const EngineRecord> on_snapshot(const SnapshotPtr& snapshot);

    /// Blocks above `fork` were replaced: reverses their outcomes, whose actions settle again on the new branch. What
    /// was decided on them stays. Books then equal a fold over what survives; the funnel keeps what was seen. Outcomes
    /// of blocks more than 64 below the newest are final.
    std::span<const EngineRecord> on_undone(BlockNumber fork);

    /// The end of the run: last decisions become final, what is still in flight is `unknown`, the channel of events is
    /// closed and drained. Called again it does nothing.
    std::span<const EngineRecord> finish();

    /// The last call before another engine goes on from the checkpoint. What configurations that are closed decided on
    /// the newest block becomes final, and all that they have in flight `unknown`; the checkpoint does not let their
    /// books go on. For the others nothing ends: what they have in flight settles in the engine that comes.
    std::span<const EngineRecord> hand_over(const Handover& handover);

    /// The records of the newest of these calls once more, to keep: they are handed over, not copied.
    [[nodiscard]] EngineRecords records() const;

    /// All that was decided and booked, and all that the next decisions depend on besides the chain, as bytes. Between
    /// two calls of the functions above.
    [[nodiscard]] std::vector<std::uint8_t> checkpoint() const;

    /// Takes over a checkpoint; for an engine that has seen nothing. Each configuration whose fingerprint is in it goes
    /// on with its books; the others start anew, and the digest with them. Nothing at all goes on where the market's
    /// fingerprint is another: then no `branch` is given. kMalformed for bytes that are no checkpoint, kInvalidInput
    /// for one of another layout; the engine is of no use after that.
    ///
    /// What comes next is either `resume` with the newest block's state, after which all goes on as if there had been
    /// no end, or a snapshot after a gap. Blocks of `branch` that are no longer the chain's are undone before.
    [[nodiscard]] Result<ResumePoint> restore(std::span<const std::uint8_t> checkpoint);

    /// The state after a block of the branch, which was decided on before the checkpoint: known again, and decided on
    /// no more. Oldest first; only the newest is needed, those before it serve blocks that will be undone.
    void resume(const SnapshotPtr& snapshot);

    [[nodiscard]] const std::vector<StrategyConfig>& configs() const;
    [[nodiscard]] const MarketDefinition& market() const;
    /// `configuration_fingerprint` of one of them; zeros once it is closed.
    [[nodiscard]] const Hash& fingerprint(ConfigIndex config) const;
    [[nodiscard]] const RouteBook& routes() const;
    /// The channel that the strategies read; observers subscribe and read at their own pace.
    [[nodiscard]] const Broadcast<PoolUpdateEvent>& events() const;
    /// The books of one configuration, its daily counters and pause as of the newest block's UTC day.
    [[nodiscard]] TraderMetrics metrics(ConfigIndex config) const;
    /// The pause that is in them, for whoever looks often.
    [[nodiscard]] std::optional<Pause> pause(ConfigIndex config) const;
    /// Its booked trades, for statistics; until the next call that is not const.
    [[nodiscard]] const TradeSamples& samples(ConfigIndex config) const;
    /// The best net that stayed below zero over the whole run.
    [[nodiscard]] const std::optional<NearestMiss>& nearest_miss() const;
    /// How close each pair of the market came, over all blocks seen; in order of pair.
    [[nodiscard]] std::span<const EdgeHistogram> pair_edges() const;
    /// How long what was acted on stayed open, by pair and DEXes.
    [[nodiscard]] const SurvivalTallies& survival() const;
    /// What its actions would have netted some blocks later.
    [[nodiscard]] const LatencyTally& latency(ConfigIndex config) const;
    /// Pools whose known ticks bounded a size on the newest snapshot: the feed should read further.
    [[nodiscard]] std::span<const PoolIndex> wants_ticks() const;
    /// Decisions and outcomes so far as one number: the same recording gives the same digest on any machine.
    [[nodiscard]] Hash digest() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace dexarb

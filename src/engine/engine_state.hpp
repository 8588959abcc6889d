#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "dexarb/base/broadcast.hpp"
#include "dexarb/engine/booked_outcomes.hpp"
#include "dexarb/engine/digest.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/engine/fingerprint.hpp"
#include "dexarb/metrics/latency_tracker.hpp"
#include "dexarb/metrics/metrics_aggregator.hpp"
#include "dexarb/metrics/survival_tracker.hpp"
#include "dexarb/trading/multi_executor.hpp"
#include "dexarb/trading/paper_trading_strategy.hpp"

namespace dexarb {

inline constexpr std::size_t kEventsKept = 16;

struct Engine::State {
    State(MarketDefinitionPtr definition, std::vector<StrategyConfig> list, const EngineOptions& given)
        : market{std::move(definition)},
          configs{std::move(list)},
          options{with_tip_of(*market, given)},
          routes{*market},
          scanner{market, routes, options.scanner},
          executor{configs, routes, options.scanner.gas, options.seed},
          metrics{configs.size()},
          survival{routes, options.scanner.gas},
          latency{configs, routes, options.scanner.gas},
          digest{routes},
          last_events(market->pools.size()),
          pair_edges(market->pairs.size()) {
        market_print = market_fingerprint(*market, options);
        for (const StrategyConfig& config : configs)
            prints.push_back(configuration_fingerprint(*market, config, options));
        strategies.reserve(configs.size());
        for (std::size_t i = 0; i < configs.size(); ++i)
            strategies.emplace_back(ConfigIndex(i), configs[i],
                                    PaperTradingStrategy::Surroundings{routes, options.scanner, events, options.seed,
                                                                       options.forgone_most});
    }

    const MarketSnapshot* newest() const { return history.empty() ? nullptr : history.back().get(); }
    static EngineOptions with_tip_of(const MarketDefinition& market, EngineOptions options);

    void begin_step();
    void conclude(std::optional<Timestamp> next_arrival);
    void conclude(PaperTradingStrategy& strategy, std::optional<Timestamp> next_arrival);
    void close(ConfigIndex config);
    void book(std::span<const OutcomePtr> outcomes);
    void settle_forgone(const MarketSnapshot& included, std::span<const OutcomePtr> outcomes);
    void watch_latency(const MarketSnapshot& included, std::span<const OutcomePtr> outcomes);
    void remember(const SnapshotPtr& snapshot);
    void note_rereads(const MarketSnapshot& snapshot);
    void publish(const SnapshotPtr& snapshot);
    void judge_phantoms(const PoolUpdateEvent& event);
    void keep_nearest_miss(const std::optional<NearestMiss>& miss);
    void undo_to(BlockNumber fork);
    void strand_above(BlockNumber fork);
    void note_event(PoolIndex pool, const MarketSnapshot& snapshot);
    void note_events(const MarketSnapshot& snapshot);
    void note_all_events(const MarketSnapshot& snapshot);
    void save_market(CheckpointWriter& writer) const;
    void load_market(CheckpointReader& reader);
    void save_config(ConfigIndex config, CheckpointWriter& writer) const;
    void load_config(ConfigIndex config, CheckpointReader& reader);
    void correct(Correction::Kind kind, const TradeOutcome& outcome, MicroUsd change);

    MarketDefinitionPtr market;
    std::vector<StrategyConfig> configs;
    EngineOptions options;
    RouteBook routes;
    OpportunityScanner scanner;
    Broadcast<PoolUpdateEvent> events{kEventsKept};
    std::vector<PaperTradingStrategy> strategies;
    MultiExecutor executor;
    MetricsAggregator metrics;
    SurvivalTracker survival;
    LatencyTracker latency;
    Digest digest;
    Hash market_print;            ///< Fingerprints; see fingerprint.hpp.
    std::vector<Hash> prints;     ///< Per configuration; zeros once it is closed.
    BlockNumber final_block = 0;  ///< Outcomes up to here cannot be undone.
    BookedOutcomes booked;
    std::deque<SnapshotPtr> history;  ///< The newest branch, as deep as it may be undone; less after a restore.
    std::deque<BlockId> branch;       ///< The same blocks by their ids, those before a restore too.
    Timestamp arrival;                ///< Of the newest block, undone or not.
    UtcDay today;
    std::vector<BlockNumber> last_events;  ///< Per pool, as of the newest block; zero where it is not certain.
    std::shared_ptr<std::vector<EngineRecord>> records = std::make_shared<std::vector<EngineRecord>>();
    bool records_are_shared = false;  ///< Others keep them: the next step has a list of its own.
    std::optional<NearestMiss> nearest_miss;
    std::vector<EdgeHistogram> pair_edges;
    std::vector<PoolIndex> wants_ticks;
    bool handed_over = false;
    bool finished = false;
};

}  // namespace dexarb

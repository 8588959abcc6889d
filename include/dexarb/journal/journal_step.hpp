#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dexarb/engine/engine.hpp"
#include "dexarb/market/feed_item.hpp"
#include "dexarb/report/run_report.hpp"

namespace dexarb {

/// What a run goes on with.
struct ResumedBooks {
    std::int64_t run = 0;    ///< That wrote the checkpoint.
    BlockNumber newest = 0;  ///< The newest block that the books know.
    /// Per configuration: its place among those of that run, in whose epoch it goes on; nothing begins a new one.
    std::vector<std::optional<std::size_t>> places;
};

/// A run as its manifest tells it.
struct RunManifest {
    std::string version;        ///< The release.
    std::string source_commit;  ///< May be empty.
    std::string command;        ///< run or demo.
    MarketDefinitionPtr market;
    std::vector<StrategyConfig> configs;  ///< In the engine's order.
    std::uint64_t seed = 1;
    Assumptions assumptions;
    Timestamp started_at;
    std::optional<ResumedBooks> resumes;  ///< Nothing begins a new series.
};

/// State of each pool of a route, in order of hops; null where not certain. Shared with snapshots, immutable.
using HopStates = std::vector<std::shared_ptr<const Pool>>;

/// What a block adds to the price of things.
struct BlockPrices {
    std::uint64_t base_fee_wei = 0;
    std::optional<U256> native_atto_usd;
    std::optional<U256> start_atto_usd;  ///< Of the token in which the route starts.
};

/// The engine's records with the states and prices that explain them, free of snapshots.
struct OpportunityRecord {
    EpisodeChange change;
    HopStates states;  ///< Empty on close.
    BlockPrices prices;
};
struct ActionRecord {
    SimulatedTradeAction action;  ///< `decided_on` is null; the header stands in its place.
    BlockHeader decided_on;
    HopStates states;
    BlockPrices prices;
};
struct OutcomeRecord {
    TradeOutcome outcome;
    HopStates states;  ///< At the end of M; empty where the run ended before.
    BlockPrices prices;
};
using JournalRecord = std::variant<OpportunityRecord, Reject, ActionRecord, OutcomeRecord, Correction>;

/// A block as the journal keeps it.
struct JournalBlock {
    BlockHeader header;
    Timestamp arrival;
    bool late = false;
    bool after_gap = false;
    std::optional<U256> native_atto_usd;
    std::uint64_t certain_pools = 0;
    std::vector<PoolIndex> uncertain_pools;
};

/// Of its last step: the end itself, or a handover to the run that goes on with its books.
struct EndOfRun {};

/// One step of the engine as plain values: what becomes one transaction.
struct JournalStep {
    std::variant<JournalBlock, Undone, EndOfRun> what;
    std::vector<JournalRecord> records;
    std::vector<std::uint8_t> checkpoint;  ///< What a resumed run starts from; may be empty.
};

/// The same as the thread that trades hands it over: shared with whoever else keeps it, so that nothing is copied.
struct EngineStep {
    std::variant<SnapshotPtr, Undone, EndOfRun, Handover> what;
    EngineRecords records;  ///< As the engine gave them for this step.
    Hash digest;            ///< The engine's after it.
};

/// The books of all configurations at a report, and the report.
struct JournalReport {
    Timestamp taken_at;
    std::vector<TraderMetrics> metrics;  ///< In order of the configurations.
    RunReport report;                    ///< Without its traders.
};

/// The step free of snapshots, with what explains its records; without a checkpoint.
[[nodiscard]] JournalStep journal_step(const EngineStep& step, const RouteBook& routes);
[[nodiscard]] JournalReport journal_report(const Engine& engine, RunReport report);

/// Bytes that a waiting step keeps: its own, those of its records, and those of the snapshot that it does not share
/// with others (ticks, which are shared for as long as no liquidity is added or removed, are left out).
[[nodiscard]] std::size_t weight_of(const EngineStep& step);

}  // namespace dexarb

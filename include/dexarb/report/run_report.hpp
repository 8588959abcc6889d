#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/arbitrage/gas_model.hpp"
#include "dexarb/metrics/edge_histogram.hpp"
#include "dexarb/metrics/evidence.hpp"
#include "dexarb/metrics/feed_status.hpp"
#include "dexarb/metrics/latency_tally.hpp"
#include "dexarb/metrics/survival_tally.hpp"
#include "dexarb/metrics/trader_metrics.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

class Engine;

/// What is assumed rather than measured, besides what each configuration assumes: the same on every surface.
struct Assumptions {
    std::uint64_t seed = 1;
    std::uint64_t market_priority_fee_wei = 0;  ///< With which a route is judged open.
    GasModel gas;
    std::vector<std::string> stablecoins;  ///< Symbols counted as exactly $1.
    /// Set where the arrival of blocks is modelled, as a delay after their timestamp, and not measured.
    std::optional<std::chrono::milliseconds> modelled_arrival;
    std::uint64_t blocks_at_a_time = 1;  ///< More than one are read together, timestamps between then interpolated.
    bool market_is_simulated = false;
};

/// An episode or route that came close, in words.
struct RouteMiss {
    std::string route;  ///< "WETH/USDC.e: UniswapV3 0.05% > QuickSwapV2 0.30%".
    BlockNumber block = 0;
    MicroUsd net_usd;
    double edge_ppm = 0.0;  ///< Of the first unit, after pool fees; only of a route that was not open.
};

struct TraderReport {
    StrategyConfig config;
    std::vector<std::string> pairs;
    std::uint64_t routes = 0;  ///< Of its pairs; 0 where that is not known, as in a history.
    TraderMetrics metrics;
    std::string nearest_miss_route;  ///< Of `metrics.nearest_miss`, where there is one.
    std::optional<TradeEvidence> evidence;
    std::optional<LatencyTally> latency;  ///< Of a run that goes on or went on in this process; a journal has none.
    std::string best_route;  ///< Of `evidence->best_route`, where there is one; empty where routes have no names.
    bool is_best = false;    ///< Of those tested it has the highest t.
};

/// How close the best route of a pair came, block by block.
struct PairEdges {
    std::string pair;
    EdgeHistogram edges;
};

/// The earlier run whose books a run goes on with.
struct BooksOrigin {
    std::int64_t run = 0;  ///< Of the journal; 0 where none is kept.
    std::string ended;     ///< stopped, failed, crashed, reloaded.
    Timestamp ended_at;
    BlockNumber block = 0;            ///< The newest that it saw.
    std::vector<std::string> anew;    ///< Names of the configurations whose books begin with this run all the same.
    std::vector<std::string> closed;  ///< Those whose books ended with that run: "Moderate: net -$1.20 over 12 trades".
};

/// How long what was acted on stayed open, between the pools of two DEXes.
struct PairSurvival {
    std::string pair;
    std::string dexes;  ///< "QuickSwapV2 / UniswapV3".
    SurvivalTally tally{};
};

/// What the trades of a run were found to support, and when.
struct WeighedEvidence {
    std::shared_ptr<const Evidence> evidence;  ///< In the order of the configurations; null where not weighed.
    BlockNumber block = 0;                     ///< The newest whose outcomes are in it.
    std::string note;                          ///< What is missing, in words; empty where nothing is.
};

/// What the trades of all configurations support together; see `Evidence`.
struct FamilyEvidence {
    BlockNumber block = 0;  ///< The newest whose outcomes are in it.
    std::optional<double> bar;
    std::size_t tested = 0;
    double effective_trials = 0.0;
    double sharpe_threshold = 0.0;
    std::size_t episodes = 0;
    std::size_t days = 0;
};

/// Everything a report shows, as plain values.
struct RunReport {
    std::string version;
    std::string market;
    std::uint64_t chain_id = 0;
    Timestamp started_at;
    Timestamp made_at;
    bool is_last = false;
    std::vector<std::string> alarms;  ///< What stands above everything else; empty where all is well.
    std::optional<BooksOrigin> resumed;
    Assumptions assumptions;
    FeedStatus feed;
    Hash digest;                             ///< Of all decisions and outcomes so far.
    std::vector<TraderReport> traders;       ///< By net, highest first; ties by id.
    std::vector<PairEdges> pair_edges;       ///< In order of the market's pairs.
    std::vector<PairSurvival> survival;      ///< In order of pair and DEXes.
    std::optional<RouteMiss> nearest_miss;   ///< Of the whole run: the best net of a route that was not open.
    std::optional<FamilyEvidence> evidence;  ///< Each configuration's own stands with it.
    std::string evidence_note;               ///< As in `WeighedEvidence`.
};

/// What the engine does not know of a run.
struct RunContext {
    std::string version;
    Timestamp started_at;
    Timestamp made_at;
    bool is_last = false;
    std::vector<std::string> alarms;
    std::optional<BooksOrigin> resumed;
    Assumptions assumptions;
    FeedStatus feed;
    WeighedEvidence evidence;
};

/// Gathers a report from the engine's books.
[[nodiscard]] RunReport make_run_report(const Engine& engine, RunContext context);

/// The assumptions of a run on `market` under these options.
[[nodiscard]] Assumptions make_assumptions(const MarketDefinition& market, std::uint64_t seed, const GasModel& gas);

/// "WETH/USDC.e: UniswapV3 0.05% > QuickSwapV2 0.30%".
[[nodiscard]] std::string describe_route(const MarketDefinition& market, const Route& route);

/// Puts what was weighed beside the configurations: in its order they stand in the report.
void add_evidence(RunReport& report, const WeighedEvidence& weighed);

/// The configuration with the highest t of those tested, if any was.
[[nodiscard]] const TraderReport* best_tested(const RunReport& report);

/// The order of `RunReport::traders`: by net, highest first; ties by id.
[[nodiscard]] bool net_order(const TraderReport& a, const TraderReport& b);
void sort_by_net(std::vector<TraderReport>& traders);

/// The configuration that is ahead, if any: it filled a trade and its net is above zero and higher than all others'.
[[nodiscard]] const TraderReport* leader(const RunReport& report);

}  // namespace dexarb

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "dexarb/arbitrage/route.hpp"
#include "dexarb/market/market_snapshot.hpp"
#include "dexarb/metrics/latency_histogram.hpp"
#include "dexarb/report/run_report.hpp"
#include "dexarb/service/webhook_status.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

/// What indices in records refer to. Made once per engine and never changed.
struct ViewNames {
    explicit ViewNames(MarketDefinitionPtr traded, std::vector<StrategyConfig> run)
        : market{std::move(traded)}, routes{*market}, configs{std::move(run)} {}

    MarketDefinitionPtr market;
    RouteBook routes;
    std::vector<StrategyConfig> configs;
};

/// How full a bounded queue beside the trading thread is, in the unit of its capacity.
struct QueueDepth {
    std::string name;
    std::size_t waiting = 0;
    std::size_t capacity = 0;
};

/// All that the outside may see of a run after one block. Immutable: the trading thread makes one per block, and
/// whoever is asked for it renders it on a thread of his own.
struct StatusView {
    RunReport report;
    SnapshotPtr snapshot;  ///< Null before the first.
    std::shared_ptr<const ViewNames> names;
    LatencyHistogram decisions;     ///< From a block handed over to decided.
    LatencyHistogram publications;  ///< Making a view and handing it over: what the window costs the trading thread.
    std::vector<QueueDepth> queues;
    std::vector<WebhookStatus> alerts;
};
using StatusViewPtr = std::shared_ptr<const StatusView>;

}  // namespace dexarb

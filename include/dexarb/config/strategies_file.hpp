#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dexarb/config/json_document.hpp"
#include "dexarb/config/origin.hpp"
#include "dexarb/market/market_definition.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

/// A configuration and where each of its values came from: one origin per `strategy_fields()`.
struct ResolvedStrategy {
    StrategyConfig config;
    std::vector<Origin> origins;
};

/// What holds for the whole run.
struct SimulationOptions {
    std::uint64_t seed = 1;
    Origin seed_origin;
    /// How long after its timestamp a block is taken to arrive where arrival is modelled (demo, backfill).
    std::chrono::milliseconds modelled_arrival{300};
    Origin modelled_arrival_origin;
};

struct ResolvedStrategies {
    SimulationOptions simulation;
    std::vector<ResolvedStrategy> strategies;

    [[nodiscard]] std::vector<StrategyConfig> configs() const;
};

/// Reads and checks a strategies file (configs/strategies.schema.json describes it) for a market. The error lists
/// everything wrong with it, one line each: "file: /json/pointer: reason".
///
/// An entry begins with the file's `defaults`, or with the values of the earlier entry that its `as` names.
[[nodiscard]] Result<ResolvedStrategies> load_strategies(const std::string& path, const MarketDefinition& market);

/// As `load_strategies`, from a document already parsed; `file` is its name in messages.
[[nodiscard]] Result<ResolvedStrategies> read_strategies(const JsonNode& document, const std::string& file,
                                                         const MarketDefinition& market);

/// A name in lower case with `_` for spaces and hyphens.
[[nodiscard]] std::string strategy_id(std::string_view name);

}  // namespace dexarb

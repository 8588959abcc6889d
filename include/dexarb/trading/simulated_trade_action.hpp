#pragma once

#include <cstdint>
#include <memory>

#include "dexarb/arbitrage/opportunity.hpp"
#include "dexarb/base/block_id.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/market/market_snapshot.hpp"
#include "dexarb/trading/model_outcome.hpp"
#include "dexarb/trading/strategy_config.hpp"

namespace dexarb {

/// What a configuration would have sent. At most one per configuration and episode, so the two identify it.
struct SimulatedTradeAction {
    ConfigIndex config{};
    EpisodeId episode;
    SnapshotPtr decided_on;  ///< N. Without its pools where the action was restored from a checkpoint.
    Timestamp decided_at;
    Timestamp due;         ///< decided_at + submit_latency: the first block to arrive from here on includes it.
    RouteQuote quote;      ///< Input and the outputs at N.
    U256 certificate_gap;  ///< How far the input may be from the best under the configuration's own terms.
    U256 min_out;          ///< Least final output it accepts.
    U256 loan_fee;         ///< In units of the start token.
    std::uint64_t gas_units = 0;
    std::uint64_t max_fee_wei = 0;
    std::uint64_t priority_fee_wei = 0;
    MicroUsd expected_net_usd;  ///< At N, after gas and loan fee.
    ModelOutcome legacy;        ///< What the models make of it that look at N alone.
    ModelOutcome instant;
};

using ActionPtr = std::shared_ptr<const SimulatedTradeAction>;

}  // namespace dexarb

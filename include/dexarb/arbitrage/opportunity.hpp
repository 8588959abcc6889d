#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/arbitrage/route.hpp"
#include "dexarb/arbitrage/sizing.hpp"
#include "dexarb/base/micro_usd.hpp"

namespace dexarb {

/// A maximal run of blocks on which a route is open. Identified by route and first block.
struct EpisodeId {
    RouteIndex route{};
    BlockNumber first_block = 0;

    friend auto operator<=>(const EpisodeId&, const EpisodeId&) = default;
};

/// An open route on one block, at its best input without a cap.
struct Opportunity {
    EpisodeId episode;
    SizedRoute sized;
    std::uint64_t gas_units = 0;
    MicroUsd gross_usd;               ///< Output minus input.
    std::optional<MicroUsd> gas_usd;  ///< Nothing without a native price; then nobody decides on it.
    MicroUsd net_usd;                 ///< Gross minus gas (gross alone where gas has no price).
    /// Blocks for which the route was open without an event in any of its pools.
    std::uint64_t quiet_blocks = 0;
    bool left_censored = false;  ///< Was already open after a start or gap.
};

enum class EpisodePhase { kOpen, kMove, kClose };

/// A line of the record: an episode opened, moved by more than 1 % of its net, or closed.
struct EpisodeChange {
    EpisodePhase phase = EpisodePhase::kOpen;
    BlockId block;
    Opportunity opportunity;  ///< On close: as last seen open.
};

/// How close the best route came that did not open: what the nearest miss of the report shows.
///
/// Among certain routes that profit before gas, the one with the largest net at its best input. Where none does, the
/// one with the best marginal rate; its net is minus the gas of a cycle, the least that any input of it loses.
struct NearestMiss {
    RouteIndex route{};
    BlockNumber block = 0;
    MicroUsd net_usd;  ///< Not above zero: what it lacked.
    /// What the first unit through the route gains after pool fees, parts per million; below zero where no input
    /// profits even before gas. For display.
    double edge_ppm = 0.0;
};

/// What the best route of one pair was worth on one block, at its best input without a cap and the market's tip.
struct PairEdge {
    enum class Kind {
        kNotJudged,  ///< No route of certain pools, or no price for gas or the quote token.
        kNoEdge,     ///< No input of any route profits, even before gas.
        kNet,
    };
    Kind kind = Kind::kNotJudged;
    MicroUsd net_usd{};  ///< Of `kNet`, after gas; the highest among the pair's routes.
};

/// All that a scan found on one snapshot.
struct ScanResult {
    std::vector<Opportunity> opportunities;  ///< Open routes in order of route.
    std::vector<EpisodeChange> changes;      ///< In order of route.
    std::optional<NearestMiss> nearest_miss;
    std::vector<PairEdge> pair_edges;    ///< One per pair of the market, in its order.
    std::vector<PoolIndex> wants_ticks;  ///< Pools whose known ticks bounded a size; ascending, each once.
};

}  // namespace dexarb

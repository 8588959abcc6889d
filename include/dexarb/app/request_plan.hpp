#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "dexarb/base/method_units.hpp"
#include "dexarb/market/market_definition.hpp"

namespace dexarb {

struct PlanQuestion {
    std::size_t pools = 0;
    std::size_t concentrated_pools = 0;  ///< Of them.
    std::chrono::milliseconds block_interval{2000};
    std::uint64_t every = 1;    ///< Blocks followed at a time.
    std::size_t endpoints = 1;  ///< All but one of them stand by.
};

/// What a run will ask in its steady state, from what it does and not from what it did.
struct RequestPlan {
    double requests_per_block = 0.0;
    double units_per_block = 0.0;
    double requests_per_day = 0.0;
    double units_per_day = 0.0;
};

/// The pools of a market; the rest of the question as it stands.
[[nodiscard]] PlanQuestion plan_question(const MarketDefinition& market);

/// A test holds it against what runs against the simulated node spend, to within 30 %.
[[nodiscard]] RequestPlan plan_requests(const PlanQuestion& question, const MethodUnits& units);

/// Blocks to follow at a time where only `units_per_second` are left to spend; `question.every`, which is the least,
/// for nothing.
[[nodiscard]] std::uint64_t affordable_pace(std::optional<double> units_per_second, PlanQuestion question,
                                            const MethodUnits& units);

}  // namespace dexarb

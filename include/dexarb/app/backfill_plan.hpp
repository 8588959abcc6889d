#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "dexarb/base/endpoint_limits.hpp"
#include "dexarb/base/method_units.hpp"
#include "dexarb/market/history.hpp"

namespace dexarb {

struct BackfillQuestion {
    std::vector<HistoryPiece> pieces;     ///< What is still to be fetched.
    std::size_t pools = 0;                ///< Read at the head in the end.
    EndpointLimits limits;                ///< Of the endpoint that is asked.
    std::chrono::nanoseconds latency{0};  ///< Of one answer.
    std::size_t in_flight = 1;
};

/// What a backfill will ask, at most: as if every block had an event of a tracked pool.
struct BackfillPlan {
    std::uint64_t requests = 0;
    std::uint64_t units = 0;
    std::chrono::seconds duration{0};
    std::string bound;  ///< What makes it take so long, in words.
};

[[nodiscard]] BackfillPlan plan_backfill(const BackfillQuestion& question, const MethodUnits& units);

/// "2 h 05 min", "3 min 20 s", "12 s".
[[nodiscard]] std::string duration_text(std::chrono::seconds duration);

}  // namespace dexarb

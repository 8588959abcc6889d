#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "dexarb/app/endpoint_measures.hpp"
#include "dexarb/app/finding.hpp"

namespace dexarb {

/// What endpoints are held against.
struct EndpointStandard {
    std::uint64_t chain_id = 0;
    std::chrono::milliseconds stale_after{20'000};  ///< `run` decides nothing on an older block.
    std::optional<BlockNumber> best_head;           ///< The highest that any endpoint showed.
};

struct EndpointVerdict {
    Findings findings;
    bool is_usable = false;  ///< `run` would work with this endpoint alone.
};

/// What is to be said of an endpoint. Pure.
[[nodiscard]] EndpointVerdict judge_endpoint(const EndpointMeasures& measures, const EndpointStandard& standard);

/// How old its newest block was when last seen, by this machine's clock; it must have one.
[[nodiscard]] std::chrono::milliseconds age_of_head(const EndpointMeasures& measures);

/// The highest block that any of them showed.
[[nodiscard]] std::optional<BlockNumber> best_head(const std::vector<EndpointMeasures>& endpoints);

/// The smallest latency that `percent` of all do not exceed (nearest rank); there must be one.
[[nodiscard]] std::chrono::microseconds percentile(std::vector<std::chrono::microseconds> latencies, unsigned percent);

}  // namespace dexarb

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/block_id.hpp"
#include "dexarb/base/time.hpp"

namespace dexarb {

/// One endpoint as the report shows it.
struct EndpointStatus {
    std::string name;   ///< Scheme and host only.
    std::string state;  ///< serving, standby, resting or stopped.
    std::chrono::milliseconds latency{0};
    double error_rate = 0.0;          ///< From 0 to 1.
    std::optional<BlockNumber> head;  ///< The newest block it showed.
    std::uint64_t behind = 0;
    std::uint64_t requests = 0;
    std::uint64_t failures = 0;
    std::string reason;  ///< Why it rests or is stopped; may be empty.
};

/// The feed as the report shows it; filled by the application from the feed's own counters.
struct FeedStatus {
    std::string endpoint;  ///< Scheme and host only.
    std::optional<BlockId> head;
    std::chrono::sys_seconds head_timestamp;
    std::chrono::milliseconds head_age{0};
    std::uint64_t base_fee_wei = 0;
    std::optional<double> native_price_usd;
    std::uint64_t blocks_seen = 0;
    std::uint64_t blocks_missed = 0;  ///< Never certain, so never an event.
    std::uint64_t blocks_late = 0;
    std::uint64_t blocks_undone = 0;
    std::uint64_t fresh_starts = 0;
    std::uint64_t pools_certain = 0;
    std::uint64_t pools_total = 0;
    std::uint64_t requests = 0;
    std::uint64_t request_errors = 0;
    std::uint64_t steady_requests = 0;  ///< Requests since the first snapshot, for requests per block.
    std::uint64_t steady_blocks = 0;
    bool arrival_is_modelled = false;
    std::vector<EndpointStatus> endpoints;     ///< In order of preference.
    std::uint64_t endpoint_changes = 0;        ///< Of the one that serves.
    std::uint64_t endpoint_disagreements = 0;  ///< Heights at which two showed different blocks.
    std::uint64_t bloom_refusals = 0;          ///< Answers with logs that their block's bloom excludes.
};

}  // namespace dexarb

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "dexarb/base/block_id.hpp"
#include "dexarb/base/time.hpp"

namespace dexarb {

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
};

}  // namespace dexarb

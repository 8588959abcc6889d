#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/block_id.hpp"
#include "dexarb/base/time.hpp"

namespace dexarb {

/// Answers that came but were not used, of one kind.
struct RefusedAnswers {
    std::string kind;  ///< "log_of_other_block".
    std::uint64_t count = 0;
};

/// How often something of that name happened.
struct NamedCount {
    std::string name;
    std::uint64_t count = 0;
};

/// Whether what is decided on is of now.
enum class FeedHealth : std::uint8_t {
    kStarting,  ///< No snapshot yet.
    kLive,
    kStalled,  ///< No new block for ten block times.
    kBehind,   ///< The newest block was ten block times old when it came: nothing is decided on such a block.
};
/// "stalled", for reports.
[[nodiscard]] std::string_view to_string(FeedHealth health);

/// How the followed state compares with what `eth_call` says at the same block.
struct Parity {
    std::uint64_t audits = 0;
    std::uint64_t skipped = 0;  ///< The node no longer had the block's state, or did not answer.
    std::uint64_t checks = 0;   ///< Values compared.
    std::uint64_t agreed = 0;
    std::uint64_t distrusted = 0;          ///< Times that a pool was taken out and read anew.
    std::vector<std::string> differences;  ///< The last few: block, pool and field.
};

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
    std::uint64_t units = 0;                       ///< Spent since the start.
    std::optional<std::uint64_t> units_per_day;    ///< What its plan allows.
    std::optional<std::uint64_t> units_per_month;  ///< What its plan allows.
    std::optional<std::uint64_t> today;            ///< Units for the rest of the UTC day in which the run or day began.
    std::uint64_t today_left = 0;
    std::optional<std::uint64_t> quota_left;  ///< Of the quota that ends first.
    Timestamp quota_renewed;
    bool is_low = false;                  ///< Little is left of today: what is left is spread over the rest of it.
    bool is_spent = false;                ///< Nothing goes out until the quota begins anew.
    std::optional<Timestamp> spent_at;    ///< When the quota ends at this rate; nothing if it lasts.
    std::string reason;                   ///< Why it rests or is stopped; may be empty.
    std::vector<RefusedAnswers> refused;  ///< Kinds that occurred.
    std::vector<NamedCount> calls;        ///< By method, repetitions included.
    std::vector<NamedCount> errors;       ///< By class, those that occurred.
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
    std::uint64_t blocks_stale = 0;  ///< Late because they were ten block times old when they came.
    std::uint64_t blocks_undone = 0;
    std::uint64_t blocks_undone_beyond = 0;  ///< Of them deeper than states are kept.
    std::uint64_t fresh_starts = 0;
    std::uint64_t pools_certain = 0;
    std::uint64_t pools_total = 0;
    std::uint64_t polls = 0;  ///< Questions for the newest header.
    std::uint64_t requests = 0;
    std::uint64_t request_errors = 0;
    std::uint64_t units = 0;  ///< What the requests cost, by the table of units per method.
    /// In the steady state: as measured, or as planned until there are blocks enough to tell.
    double requests_per_block = 0.0;
    double units_per_block = 0.0;
    double requests_per_day = 0.0;
    double units_per_day = 0.0;
    bool is_measured = false;
    std::uint64_t blocks_at_a_time = 1;        ///< Now.
    std::uint64_t blocks_asked_at_a_time = 1;  ///< By --every.
    std::uint64_t blocks_interpolated = 0;     ///< Whose timestamp lies between two that were read.
    std::uint64_t ranges_refused = 0;          ///< Ranges that did not agree and were read block by block instead.
    std::uint64_t steady_requests = 0;         ///< Requests since the first snapshot, for requests per block.
    std::uint64_t steady_blocks = 0;
    bool arrival_is_modelled = false;
    std::vector<EndpointStatus> endpoints;     ///< In order of preference.
    std::uint64_t endpoint_changes = 0;        ///< Of the one that serves.
    std::uint64_t endpoint_disagreements = 0;  ///< Heights at which two showed different blocks.
    std::uint64_t bloom_refusals = 0;          ///< Answers with logs that their block's bloom excludes.
    std::uint64_t bloom_exceptions = 0;        ///< Logs taken all the same: the bloom is all zero or contradicted.
    std::uint64_t blooms_contradicted = 0;     ///< By an audit; after the first none is believed.
    FeedHealth health = FeedHealth::kStarting;
    std::chrono::milliseconds quiet{0};        ///< Since the newest block was complete.
    std::chrono::milliseconds stall_after{0};  ///< Ten block times.
    Parity parity;
};

}  // namespace dexarb

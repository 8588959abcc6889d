#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/block_id.hpp"
#include "dexarb/base/time.hpp"
#include "dexarb/rpc/rpc_error.hpp"

namespace dexarb {

/// A newest block and when it was last seen to be it.
struct HeadSeen {
    BlockId block;
    std::chrono::sys_seconds timestamp;
    Timestamp seen_at;  ///< By this machine's clock.
};

/// Whether an endpoint answers one kind of question.
struct Ability {
    bool was_asked = false;
    std::optional<RpcError> refusal;
};

/// Whether an endpoint announces new heads over its WebSocket.
enum class Announcing : std::uint8_t {
    kNotAsked,  ///< It is no WebSocket.
    kYes,
    kSilent,  ///< The subscription was taken, but nothing came.
    kRefused,
};

/// What one endpoint was seen to do. Values only: what they mean is for `judge_endpoint`.
struct EndpointMeasures {
    std::string name;      ///< As findings call it: `endpoint`, and which of several it is, where there are several.
    std::string endpoint;  ///< Scheme and host, as failures call it.
    bool is_secure = false;
    std::optional<RpcError> trouble;  ///< Why nothing beyond what stands here could be measured.
    std::optional<std::uint64_t> chain_id;
    std::chrono::milliseconds first_answer{0};         ///< With looking the name up, connecting and TLS.
    std::vector<std::chrono::microseconds> latencies;  ///< Of questions for the head, one after the other.
    std::size_t interruptions = 0;                     ///< Of these questions failed.
    std::optional<RpcError> interruption;              ///< The last such failure.
    std::optional<HeadSeen> first_head;
    std::optional<HeadSeen> newest_head;
    /// How far this machine's clock is ahead of the one that stamps the endpoint's HTTP answers; to about a second.
    std::optional<std::chrono::milliseconds> clock_ahead;
    Ability logs_by_hash;
    Ability calls_at_hash;
    Ability batches;
    std::size_t largest_batch = 0;             ///< Calls in the largest batch that was answered.
    std::optional<std::uint64_t> state_at;     ///< The most blocks below the head whose state it has.
    std::optional<std::uint64_t> no_state_at;  ///< The least, of those asked, whose state it has not.
    Announcing announcing = Announcing::kNotAsked;
    std::uint64_t requests = 0;  ///< What measuring cost.
    std::uint64_t units = 0;
};

}  // namespace dexarb

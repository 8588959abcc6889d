#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/rpc/refusal.hpp"

namespace dexarb {

/// What a failed request asks its caller to do; every failure is of exactly one class.
enum class RpcErrorClass : std::uint8_t {
    kRetryNow,        ///< No answer or a passing fault of the node (timeout, reset): the same again.
    kRetryElsewhere,  ///< This backend lags or is down: another endpoint, or this one in a moment.
    kRetryLater,      ///< A rate limit, or nothing we know: after a pause, `retry_after` if it named one.
    kSplit,           ///< Range, batch, answer or filter too large: ask for less.
    kNotHere,         ///< This endpoint does not have it: archive state, method, tag.
    kStopEndpoint,    ///< Key refused or quota spent: no use asking this endpoint again.
    kMalformed,       ///< An answer that is not one to the question.
    kRevert,          ///< `eth_call` reverted: an answer, about the contract; `revert_data` holds its reason.
    kInvalidRequest,  ///< The node says that the request is wrong: a bug of ours, never retried.
};
inline constexpr std::size_t kRpcErrorClasses = 9;

/// "retry_later", for reports.
[[nodiscard]] std::string_view to_string(RpcErrorClass error_class);
/// Whether the same request may succeed at the same endpoint after a pause.
[[nodiscard]] bool is_retryable(RpcErrorClass error_class);

/// An `Error` (kNetwork, kRpc or kMalformed) that also says what to do; converts to `Error` by dropping that.
struct RpcError : Error {
    RpcErrorClass error_class = RpcErrorClass::kRetryLater;
    std::int64_t rpc_code = 0;  ///< The node's own; 0 if it gave none.
    std::optional<std::chrono::milliseconds> retry_after;
    std::vector<std::uint8_t> revert_data;
    RefusalKind refusal = RefusalKind::kNotAnAnswer;  ///< Of class kMalformed.
};

template <typename T>
using RpcResult = boost::system::result<T, RpcError>;

/// What a node said instead of a result.
struct RpcComplaint {
    unsigned http_status = 200;
    std::int64_t code = 0;
    std::string message;
    std::string data;                        ///< `error.data` as JSON text, a string without its quotes.
    std::optional<std::string> retry_after;  ///< The HTTP header's value.
};

/// The class of a complaint: by its text first, since codes are used for nearly anything, then by code, then by HTTP
/// status; unknown ones count as kRetryLater. Hints come from the header, `backoff_seconds` in the data, and
/// "try again in 4ms" or "retry in 10m0s" in the text.
[[nodiscard]] RpcError classify(const RpcComplaint& complaint);

/// An answer that is not one to the question.
[[nodiscard]] RpcError malformed_answer(std::string detail, RefusalKind kind = RefusalKind::kNotAnAnswer);

}  // namespace dexarb

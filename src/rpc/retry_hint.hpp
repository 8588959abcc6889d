#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "dexarb/rpc/rpc_error.hpp"

namespace dexarb {

/// How long the node asked to wait: the header Retry-After in seconds, `backoff_seconds` in the data, or "try again in
/// 4ms" and "retry in 10m0s" in the text; at most a day.
[[nodiscard]] std::optional<std::chrono::milliseconds> find_retry_hint(const RpcComplaint& complaint);

/// A duration as Go prints it, "1h2m3.5s" or "250ms", at the start of `text`.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_go_duration(std::string_view text);

/// The hex bytes of a revert's data; empty if it has none.
[[nodiscard]] std::vector<std::uint8_t> find_revert_data(const RpcComplaint& complaint);

}  // namespace dexarb

#pragma once

#include <vector>

#include "dexarb/rpc/log_filter.hpp"

#include "rpc/json.hpp"

namespace dexarb {

/// A block object; its transactions are passed over. The bloom may be absent and is then all zero.
[[nodiscard]] RpcResult<void> decode_header(JsonValue& value, RpcHeader& header);

/// The array that answers `ChainReader::logs`, with all its checks.
[[nodiscard]] RpcResult<void> decode_logs(JsonValue& value, const BlockId& block, const LogFilter& filter,
                                          std::vector<RpcLog>& logs);

/// The array that answers `ChainReader::logs_between`, with all its checks.
[[nodiscard]] RpcResult<void> decode_range_logs(JsonValue& value, BlockNumber first, BlockNumber last,
                                                const LogFilter& filter, std::vector<RpcLog>& logs);

/// The object that answers eth_feeHistory for the blocks from `first` to `last`.
[[nodiscard]] RpcResult<void> decode_base_fees(JsonValue& value, BlockNumber first, BlockNumber last,
                                               std::vector<std::uint64_t>& fees);

}  // namespace dexarb

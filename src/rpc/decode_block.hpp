#pragma once

#include <vector>

#include "dexarb/rpc/chain_reader.hpp"

#include "rpc/json.hpp"

namespace dexarb {

/// A block object; its transactions are passed over. The bloom may be absent and is then all zero.
[[nodiscard]] RpcResult<void> decode_header(JsonValue& value, RpcHeader& header);

/// The array that answers `ChainReader::logs`, with all its checks.
[[nodiscard]] RpcResult<void> decode_logs(JsonValue& value, const BlockId& block, const LogFilter& filter,
                                          std::vector<RpcLog>& logs);

}  // namespace dexarb

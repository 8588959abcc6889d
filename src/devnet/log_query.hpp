#pragma once

#include "json_answers.hpp"

namespace dexarb {

/// eth_getLogs: the logs that one filter object asks for, in order.
///
/// By `blockHash` a block that is not shown is an error, never an empty list. A range beyond the head, reversed, longer
/// than the node allows or with too many logs is an error too. Topics may be null, one, or a list of alternatives.
[[nodiscard]] JsonResult query_logs(const NodeRpc& node, const Json& filter);

}  // namespace dexarb

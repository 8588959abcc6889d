#pragma once

#include <functional>
#include <string>

#include "dexarb/rpc/rpc_error.hpp"

namespace dexarb {

/// One value of an answer being decoded; complete inside this room only.
class JsonValue;

/// Reads a result where it lies. Called at most once per attempt; what it stores must not outlive a failure.
using ResultReader = std::function<RpcResult<void>(JsonValue&)>;

struct RpcRequest {
    std::string method;
    std::string params = "[]";  ///< JSON text of the array.
};

}  // namespace dexarb

#pragma once

#include <string>
#include <string_view>

#include "dexarb/rpc/rpc_error.hpp"

namespace dexarb {

/// What a failure means to the user of an endpoint, and what to do about it.
struct Advice {
    std::string text;    ///< "its name does not resolve (..)", said of the endpoint.
    std::string action;  ///< As `Finding::action`.
};

/// In words that need no knowledge of JSON-RPC; the failure's own stand in brackets. `endpoint` is what messages call
/// it.
[[nodiscard]] Advice advise(const RpcError& error, std::string_view endpoint);

}  // namespace dexarb

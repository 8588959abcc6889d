#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "dexarb/rpc/rpc_error.hpp"

namespace dexarb {

/// What one client has asked so far. A batch is one request; each of its members counts as a call.
struct RpcStats {
    std::uint64_t requests = 0;  ///< HTTP exchanges, retries included.
    std::uint64_t retries = 0;
    std::uint64_t connections = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t bytes_received = 0;
    std::chrono::nanoseconds waited{0};  ///< Before requests: for a pause after a failure, or for the budget.
    std::map<std::string, std::uint64_t> calls_by_method;  ///< Retries included.
    std::array<std::uint64_t, kRpcErrorClasses> errors{};  ///< By `RpcErrorClass`, each failed exchange once.

    RefusalCounts refusals{};  ///< Answers not used, by `RefusalKind`.

    [[nodiscard]] std::uint64_t refusals_of(RefusalKind kind) const { return refusals[static_cast<std::size_t>(kind)]; }
    [[nodiscard]] std::uint64_t errors_of(RpcErrorClass error_class) const {
        return errors[static_cast<std::size_t>(error_class)];
    }
};

}  // namespace dexarb

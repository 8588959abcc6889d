#pragma once

#include <chrono>
#include <string_view>

#include "dexarb/devnet/faults.hpp"

namespace dexarb {

/// What goes back over the wire, and when.
struct ServedAnswer {
    HttpResponse response;
    std::chrono::milliseconds delay{0};
    bool drops_connection = false;
};

/// JSON-RPC 2.0 as it stands in an HTTP body: single calls, batches, notifications, and the errors of each.
class NodeService {
  public:
    /// `rpc` outlives it.
    explicit NodeService(NodeRpc& rpc) : rpc_{&rpc} {}

    void set_intercept(Intercept intercept) { intercept_ = std::move(intercept); }

    [[nodiscard]] ServedAnswer answer(std::string_view body);

    /// Calls answered so far, members of batches counted one by one.
    [[nodiscard]] std::uint64_t calls() const { return calls_; }

  private:
    class Exchange;

    NodeRpc* rpc_;
    Intercept intercept_;
    std::uint64_t calls_ = 0;
};

}  // namespace dexarb

#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "dexarb/devnet/faults.hpp"

namespace dexarb {

/// What goes back over the wire, and when.
struct ServedAnswer {
    HttpResponse response;
    std::chrono::milliseconds delay{0};
    bool drops_connection = false;
};

/// Methods that one connection has besides the node's own; nothing for a method that is not among them.
using OwnMethods = std::function<std::optional<boost::system::result<std::string, RpcFault>>(std::string_view method,
                                                                                             std::string_view params)>;

/// JSON-RPC 2.0 as it stands in an HTTP body or a WebSocket message: single calls, batches, notifications, and the
/// errors of each.
class NodeService {
  public:
    /// `rpc` outlives it.
    explicit NodeService(NodeRpc& rpc) : rpc_{&rpc} {}

    void set_intercept(Intercept intercept) { intercept_ = std::move(intercept); }

    [[nodiscard]] ServedAnswer answer(std::string_view body, const OwnMethods& own = {});

    /// Calls answered so far, members of batches counted one by one.
    [[nodiscard]] std::uint64_t calls() const { return calls_; }

  private:
    class Exchange;

    NodeRpc* rpc_;
    Intercept intercept_;
    std::uint64_t calls_ = 0;
};

}  // namespace dexarb

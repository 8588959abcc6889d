#pragma once

#include <cstdint>
#include <string>

#include "dexarb/devnet/node_service.hpp"
#include "dexarb/net/http_server.hpp"

namespace dexarb {

/// The simulated node on a loopback port. One executor with the network and whoever mines.
class DevnetNode {
  public:
    /// `network` outlives it. `port` 0 takes a free one.
    DevnetNode(const Executor& executor, const SimulatedNetwork& network, NodeRpcOptions options = {},
               std::uint16_t port = 0);

    /// Binds and serves; the error says what to change.
    [[nodiscard]] Result<void> start();
    /// No new requests; those being answered have a moment to end.
    [[nodiscard]] Task<void> stop();

    /// "http://127.0.0.1:PORT", once started.
    [[nodiscard]] std::string url() const;

    /// Replaces the faults; an empty one lets the node speak for itself.
    void set_intercept(Intercept intercept) { service_.set_intercept(std::move(intercept)); }
    [[nodiscard]] NodeRpc& rpc() { return rpc_; }
    [[nodiscard]] const NodeService& service() const { return service_; }

  private:
    [[nodiscard]] Task<HttpResponse> handle(HttpRequest request);

    NodeRpc rpc_;
    NodeService service_;
    HttpServer server_;
    std::uint16_t port_ = 0;
};

}  // namespace dexarb

#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "dexarb/devnet/node_service.hpp"
#include "dexarb/devnet/node_sockets.hpp"
#include "dexarb/net/http_server.hpp"

namespace dexarb {

/// The simulated node on a loopback port, over HTTP and WebSocket. One executor with the network and whoever mines.
class DevnetNode {
  public:
    /// `network` outlives it. `port` 0 takes a free one.
    DevnetNode(const Executor& executor, const SimulatedNetwork& network, NodeRpcOptions options = {},
               std::uint16_t port = 0);
    ~DevnetNode();
    DevnetNode(const DevnetNode&) = delete;
    DevnetNode& operator=(const DevnetNode&) = delete;

    /// Binds and serves; the error says what to change.
    [[nodiscard]] Result<void> start();
    /// No new requests; those being answered have a moment to end.
    [[nodiscard]] Task<void> stop();

    /// "http://127.0.0.1:PORT", once started.
    [[nodiscard]] std::string url() const;
    /// "ws://127.0.0.1:PORT", the same port.
    [[nodiscard]] std::string web_socket_url() const;

    /// Replaces the faults; an empty one lets the node speak for itself.
    void set_intercept(Intercept intercept) { service_.set_intercept(std::move(intercept)); }
    [[nodiscard]] NodeRpc& rpc() { return rpc_; }
    [[nodiscard]] const NodeService& service() const { return service_; }
    /// A `BlockProducer` on `rpc()` has new heads announced; who mines by hand calls `announce`.
    [[nodiscard]] NodeSockets& sockets() { return *sockets_; }

  private:
    [[nodiscard]] Task<HttpResponse> handle(HttpRequest request);

    NodeRpc rpc_;
    NodeService service_;
    std::shared_ptr<NodeSockets> sockets_;
    HttpServer server_;
    std::uint16_t port_ = 0;
};

}  // namespace dexarb

#include "dexarb/devnet/devnet_node.hpp"

#include <utility>

namespace dexarb {
namespace {

HttpServerOptions server_options(std::uint16_t port) {
    HttpServerOptions options;
    options.port = port;
    options.max_body_bytes = 4U << 20U;
    return options;
}

/// A refusal before any JSON is read, as go-ethereum words it.
std::optional<HttpResponse> refusal(const HttpRequest& request) {
    if (request.method != "POST") return HttpResponse{405, {{"Allow", "POST"}}, "method not allowed\n"};
    const auto type = find_header(request.headers, "Content-Type");
    if (type && type->starts_with("application/json")) return std::nullopt;
    return HttpResponse{415, {}, "invalid content type, only application/json is supported\n"};
}

}  // namespace

DevnetNode::DevnetNode(const Executor& executor, const SimulatedNetwork& network, NodeRpcOptions options,
                       std::uint16_t port)
    : rpc_{network, options},
      service_{rpc_},
      sockets_{std::make_shared<NodeSockets>(executor, service_, rpc_)},
      server_{executor, server_options(port), [this](HttpRequest request) { return handle(std::move(request)); }} {
    rpc_.set_on_show([sockets = sockets_.get()] { sockets->announce(); });
    server_.accept_web_sockets(
        [sockets = sockets_](std::shared_ptr<WebSocket> socket) { return sockets->converse(std::move(socket)); });
}

DevnetNode::~DevnetNode() {
    sockets_->end();
}

Result<void> DevnetNode::start() {
    const auto port = server_.listen();
    if (!port) return port.error();
    port_ = *port;
    return {};
}

Task<void> DevnetNode::stop() {
    return server_.stop(std::chrono::milliseconds{200});
}

std::string DevnetNode::url() const {
    return "http://127.0.0.1:" + std::to_string(port_);
}

std::string DevnetNode::web_socket_url() const {
    return "ws://127.0.0.1:" + std::to_string(port_);
}

Task<HttpResponse> DevnetNode::handle(HttpRequest request) {
    auto refused = refusal(request);
    if (refused) co_return *std::move(refused);
    ServedAnswer answer = service_.answer(request.body);
    if (answer.delay.count() > 0) co_await sleep_for(answer.delay);
    if (answer.drops_connection) answer.response.status = kNoAnswer;
    co_return std::move(answer.response);
}

}  // namespace dexarb

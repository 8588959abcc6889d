#include "net/served_web_socket.hpp"

#include <boost/beast/websocket/rfc6455.hpp>

#include "net/message_stream.hpp"

namespace dexarb {

namespace {

namespace websocket = boost::beast::websocket;

class ServedWebSocket final : public MessageStream<PlainStream&> {
  public:
    ServedWebSocket(std::shared_ptr<PlainStream> socket, std::size_t max_message_bytes)
        : MessageStream{*socket, max_message_bytes}, socket_{std::move(socket)} {
        stream().set_option(websocket::stream_base::timeout::suggested(boost::beast::role_type::server));
    }

    Task<bool> accept(const UpgradeRequest& request) {
        const auto [error] = co_await stream().async_accept(request, kQuiet);
        co_return !error;
    }

  private:
    std::shared_ptr<PlainStream> socket_;
};

}  // namespace

bool asks_for_web_socket(const UpgradeRequest& request) {
    return websocket::is_upgrade(request);
}

Task<std::shared_ptr<WebSocket>> accept_web_socket(std::shared_ptr<PlainStream> socket, const UpgradeRequest& request,
                                                   std::size_t max_message_bytes) {
    auto accepted = std::make_shared<ServedWebSocket>(std::move(socket), max_message_bytes);
    const bool is_open = co_await accepted->accept(request);
    if (!is_open) co_return nullptr;
    co_return accepted;
}

}  // namespace dexarb

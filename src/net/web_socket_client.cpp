#include "dexarb/net/web_socket_client.hpp"

#include <type_traits>
#include <utility>

#include <boost/beast/http/string_body.hpp>

#include "net/deadline.hpp"
#include "net/message_stream.hpp"
#include "net/tcp_dialer.hpp"
#include "net/tls.hpp"

namespace dexarb {

namespace {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

template <typename Layer>
Layer make_layer(const Executor& executor, const Peer& peer) {
    if constexpr (std::is_same_v<Layer, TlsStream>)
        return Layer{executor, *peer.tls};
    else
        return Layer{executor};
}

HttpResponse to_response(const websocket::response_type& answer) {
    HttpResponse response;
    response.status = answer.result_int();
    for (const auto& field : answer)
        response.headers.push_back({std::string{field.name_string()}, std::string{field.value()}});
    response.body = answer.body();
    return response;
}

template <typename Layer>
class ClientWebSocket final : public MessageStream<Layer, DialedWebSocket> {
    using Base = MessageStream<Layer, DialedWebSocket>;

  public:
    ClientWebSocket(const Executor& executor, std::shared_ptr<const Peer> peer)
        : Base{make_layer<Layer>(executor, *peer), peer->options.max_response_bytes},
          executor_{executor},
          peer_{std::move(peer)},
          dialer_{executor, peer_},
          ended_{executor},
          pong_{executor} {}

    Task<Result<HttpResponse>> open() override {
        const auto keep = this->shared_from_this();
        auto connected = co_await dialer_.connect();
        if (!connected) co_return std::move(connected).error();
        this->socket() = *std::move(connected);
        if constexpr (std::is_same_v<Layer, TlsStream>) {
            const auto shaken = co_await shake_hands(this->stream().next_layer(), peer_->url.host);
            if (!shaken) co_return shaken.error();
        }
        auto upgraded = co_await upgrade();
        co_return upgraded;
    }

    void close() override {
        Base::close();
        dialer_.close();
        ended_.notify();
        pong_.notify();
    }

  private:
    Task<Result<HttpResponse>> upgrade() {
        this->stream().set_option(websocket::stream_base::decorator([peer = peer_](websocket::request_type& request) {
            request.set(http::field::user_agent, peer->options.user_agent);
            if (const std::string value = authorization(peer->url, peer->options.bearer); !value.empty())
                request.set(http::field::authorization, value);
        }));
        websocket::response_type answer;
        const std::string host = host_header(peer_->url);
        const auto [error] = co_await this->stream().async_handshake(answer, host, peer_->url.target, kQuiet);
        if (error == websocket::error::upgrade_declined) co_return to_response(answer);
        if (error) co_return refused(error);
        boost::asio::co_spawn(executor_,
                              keep_alive(std::static_pointer_cast<ClientWebSocket>(this->shared_from_this())),
                              [](const std::exception_ptr&) {});
        co_return to_response(answer);
    }

    static Error refused(const error_code& error) {
        const bool is_network = error.category() == boost::asio::error::get_system_category() ||
                                error.category() == boost::asio::error::get_misc_category() ||
                                error == http::error::end_of_stream || error == http::error::partial_message;
        if (is_network) return network_error("WebSocket handshake", error);
        return {ErrorCode::kMalformed, "WebSocket handshake: " + error.message()};
    }

    /// A silent network tells nobody: only an answer to a ping proves that the peer is still there.
    static Task<void> keep_alive(std::shared_ptr<ClientWebSocket> self) {
        const TransportOptions& options = self->peer_->options;
        self->stream().control_callback(
            [raw = self.get()](websocket::frame_type kind, boost::beast::string_view payload) {
                if (kind == websocket::frame_type::pong && payload == std::to_string(raw->pings_)) raw->pong_.notify();
            });
        while (true) {
            co_await self->ended_.wait_for(options.ping_every);
            if (self->is_closed()) co_return;
            // Also where the ping itself cannot go out.
            const Deadline deadline{self->executor_, options.pong_within, [raw = self.get()] { raw->give_up(); }};
            const websocket::ping_data payload{std::to_string(++self->pings_)};
            const auto [error] = co_await self->stream().async_ping(payload, kQuiet);
            if (error) self->close();
            co_await self->pong_.wait();
            if (self->is_closed()) co_return;
        }
    }

    void give_up() {
        this->close_for("no pong within " + std::to_string(peer_->options.pong_within.count()) +
                        " ms, so the peer has gone");
    }

    Executor executor_;
    std::shared_ptr<const Peer> peer_;
    TcpDialer dialer_;
    Notifier ended_;
    Notifier pong_;
    std::uint64_t pings_ = 0;
};

}  // namespace

Result<WebSocketDial> make_web_socket_dial(const Executor& executor, Url url, TransportOptions options) {
    if (!url.is_web_socket())
        return Error{ErrorCode::kInvalidInput, url.redacted() + ": not a WebSocket URL, where ws or wss is wanted"};
    auto made = make_peer(executor, std::move(url), std::move(options));
    if (!made) return std::move(made).error();
    return WebSocketDial{[executor, peer = *std::move(made)]() -> std::shared_ptr<DialedWebSocket> {
        if (peer->tls) return std::make_shared<ClientWebSocket<TlsStream>>(executor, peer);
        return std::make_shared<ClientWebSocket<PlainStream>>(executor, peer);
    }};
}

}  // namespace dexarb

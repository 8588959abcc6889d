#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "dexarb/async/quiet.hpp"

#include "net/connection.hpp"
#include "net/tcp_dialer.hpp"
#include "net/tls.hpp"

namespace dexarb {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Request = http::request<http::span_body<const char>>;
using Parser = http::response_parser<http::string_body>;

constexpr std::uint32_t kMaxHeaderBytes = 64U << 10U;

Request make_request(const Peer& peer, std::string_view body) {
    const bool reads = peer.options.reads;
    Request request{reads ? http::verb::get : http::verb::post, peer.url.target, 11};
    request.set(http::field::host, host_header(peer.url));
    request.set(http::field::user_agent, peer.options.user_agent);
    if (!reads) request.set(http::field::content_type, "application/json");
    request.set(http::field::accept, "application/json");
    request.set(http::field::accept_encoding, "identity");
    if (const std::string value = authorization(peer.url, peer.options.bearer); !value.empty())
        request.set(http::field::authorization, value);
    for (const HttpHeader& header : peer.options.headers)
        request.set(header.name, header.value);
    request.body() = {body.data(), body.size()};
    request.prepare_payload();
    return request;
}

Result<HttpResponse> take_response(Parser& parser) {
    auto message = parser.release();
    const auto encoding = message[http::field::content_encoding];
    if (!encoding.empty() && encoding != "identity")
        return Error{ErrorCode::kMalformed, "a compressed answer, which was not asked for"};
    HttpResponse response;
    response.status = message.result_int();
    for (const auto& field : message)
        response.headers.push_back({std::string{field.name_string()}, std::string{field.value()}});
    response.body = std::move(message.body());
    return response;
}

bool is_protocol_error(const error_code& error) {
    const auto& category = http::make_error_code(http::error::bad_method).category();
    return error.category() == category && error != http::error::end_of_stream && error != http::error::partial_message;
}

template <typename Stream>
class HttpConnection final : public Connection {
  public:
    HttpConnection(const Executor& executor, std::shared_ptr<const Peer> peer)
        : peer_{std::move(peer)}, dialer_{executor, peer_}, stream_{make_stream(executor, *peer_)} {}

    Task<Result<void>> open() override {
        auto connected = co_await dialer_.connect();
        if (!connected) co_return std::move(connected).error();
        socket() = *std::move(connected);
        Result<void> shaken;
        if constexpr (std::is_same_v<Stream, TlsStream>) shaken = co_await shake_hands(stream_, peer_->url.host);
        is_open_ = shaken.has_value();
        co_return shaken;
    }

    Task<ExchangeOutcome> exchange(std::string_view body) override {
        const Request request = make_request(*peer_, body);
        reusable_ = false;
        // A server may refuse before it has read everything; its answer is worth more than the broken write.
        const auto [unsent, sent] = co_await http::async_write(stream_, request, kQuiet);
        error_code failure;
        do {
            parser_.emplace();
            parser_->body_limit(peer_->options.max_response_bytes);
            parser_->header_limit(kMaxHeaderBytes);
            const auto [unread, received] = co_await http::async_read(stream_, buffer_, *parser_, kQuiet);
            failure = unread;
        } while (!failure && http::to_status_class(parser_->get().result()) == http::status_class::informational);
        if (failure) co_return failed(unsent ? unsent : failure);
        // Bytes behind the answer belong to no question of ours: such a peer cannot be followed any further.
        reusable_ = !unsent && parser_->keep_alive() && buffer_.size() == 0;
        ExchangeOutcome outcome{take_response(*parser_), false};
        co_return outcome;
    }

    bool is_reusable() const override { return is_open_ && reusable_ && !closed_; }

    void close() override {
        closed_ = true;
        dialer_.close();
        error_code ignored;
        socket().close(ignored);
    }

  private:
    static Stream make_stream(const Executor& executor, const Peer& peer) {
        if constexpr (std::is_same_v<Stream, TlsStream>)
            return Stream{executor, *peer.tls};
        else
            return Stream{executor};
    }

    Tcp::socket& socket() {
        if constexpr (std::is_same_v<Stream, TlsStream>)
            return stream_.next_layer();
        else
            return stream_;
    }

    ExchangeOutcome failed(const error_code& error) const {
        const bool silent = !parser_->got_some() && buffer_.size() == 0;
        if (is_protocol_error(error))
            return {Error{ErrorCode::kMalformed, "not an HTTP answer: " + error.message()}, false};
        return {network_error(silent ? "no answer" : "the answer broke off", error), silent};
    }

    std::shared_ptr<const Peer> peer_;
    TcpDialer dialer_;
    Stream stream_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    bool is_open_ = false;
    bool reusable_ = true;
    bool closed_ = false;
};

}  // namespace

std::shared_ptr<Connection> make_http_connection(const Executor& executor, std::shared_ptr<const Peer> peer) {
    if (peer->tls) return std::make_shared<HttpConnection<TlsStream>>(executor, std::move(peer));
    return std::make_shared<HttpConnection<Tcp::socket>>(executor, std::move(peer));
}

}  // namespace dexarb

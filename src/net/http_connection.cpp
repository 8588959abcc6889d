#include <type_traits>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <openssl/evp.h>
#include <openssl/ssl.h>

#include "net/connection.hpp"

namespace dexarb {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<Tcp::socket>;
using Request = http::request<http::span_body<const char>>;
using Parser = http::response_parser<http::string_body>;

constexpr auto kQuiet = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t kMaxHeaderBytes = 64U << 10U;

Error network_error(const std::string& step, const error_code& code) {
    return {ErrorCode::kNetwork, step + ": " + code.message()};
}

std::string base64(const std::string& text) {
    std::string encoded(4 * ((text.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(size));
    return encoded;
}

bool is_ip_address(const std::string& host) {
    error_code error;
    asio::ip::make_address(host, error);
    return !error;
}

std::string host_header(const Url& url) {
    const std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
    const bool is_default = url.port == (url.is_secure() ? 443 : 80);
    return is_default ? host : host + ":" + std::to_string(url.port);
}

Request make_request(const Peer& peer, std::string_view body) {
    Request request{http::verb::post, peer.url.target, 11};
    request.set(http::field::host, host_header(peer.url));
    request.set(http::field::user_agent, peer.options.user_agent);
    request.set(http::field::content_type, "application/json");
    request.set(http::field::accept, "application/json");
    request.set(http::field::accept_encoding, "identity");
    if (!peer.url.user.empty() || !peer.url.password.empty())
        request.set(http::field::authorization, "Basic " + base64(peer.url.user + ":" + peer.url.password));
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
        : peer_{std::move(peer)}, resolver_{executor}, stream_{make_stream(executor, *peer_)} {}

    Task<Result<void>> open() override {
        const std::string service = std::to_string(peer_->url.port);
        const auto [unresolved, endpoints] = co_await resolver_.async_resolve(peer_->url.host, service, kQuiet);
        if (unresolved) co_return network_error("cannot resolve the host", unresolved);
        if (closed_) co_return network_error("connecting", asio::error::operation_aborted);
        const auto [unconnected, endpoint] = co_await asio::async_connect(socket(), endpoints, kQuiet);
        if (unconnected) co_return network_error("cannot connect", unconnected);
        error_code ignored;
        socket().set_option(Tcp::no_delay{true}, ignored);
        auto shaken = co_await shake_hands();
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
        resolver_.cancel();
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

    Task<Result<void>> shake_hands() {
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            const std::string& host = peer_->url.host;
            if (!is_ip_address(host)) name_server(host);
            stream_.set_verify_callback(asio::ssl::host_name_verification{host});
            const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::client, kQuiet);
            if (error) co_return tls_error(error);
        }
        co_return Result<void>{};
    }

    /// SNI. OpenSSL's own macro for this casts in the old style.
    void name_server(std::string host) {
        if constexpr (std::is_same_v<Stream, TlsStream>)
            SSL_ctrl(stream_.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
    }

    Error tls_error(const error_code& error) {
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            const long verdict = SSL_get_verify_result(stream_.native_handle());
            if (verdict != X509_V_OK)
                return {ErrorCode::kNetwork,
                        std::string{"certificate refused: "} + X509_verify_cert_error_string(verdict)};
        }
        return network_error("TLS handshake", error);
    }

    ExchangeOutcome failed(const error_code& error) const {
        const bool silent = !parser_->got_some() && buffer_.size() == 0;
        if (is_protocol_error(error))
            return {Error{ErrorCode::kMalformed, "not an HTTP answer: " + error.message()}, false};
        return {network_error(silent ? "no answer" : "the answer broke off", error), silent};
    }

    std::shared_ptr<const Peer> peer_;
    Tcp::resolver resolver_;
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

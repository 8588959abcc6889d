#include "dexarb/net/http_server.hpp"

#include <algorithm>
#include <list>
#include <optional>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "dexarb/async/notifier.hpp"
#include "dexarb/async/quiet.hpp"

#include "net/deadline.hpp"
#include "net/served_web_socket.hpp"
#include "net/streamed_answer.hpp"

namespace dexarb {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Parser = http::request_parser<http::string_body>;
using Message = http::response<http::string_body>;

constexpr std::size_t kDrainedBytes = 16U << 20U;  // Of a request that was refused before it was read.
constexpr std::chrono::milliseconds kDrainedWithin{1'000};

struct Session {
    explicit Session(Tcp::socket accepted) : socket{std::move(accepted)} {}

    void close() {
        error_code ignored;
        socket.close(ignored);
    }

    PlainStream socket;
    boost::beast::flat_buffer buffer;
    asio::cancellation_signal stop;
    bool is_busy = false;
    bool is_over = false;
    std::shared_ptr<HttpBodyStream> stream;  ///< Being sent.
};
using SessionPtr = std::shared_ptr<Session>;

std::shared_ptr<PlainStream> stream_of(const SessionPtr& session) {
    return {session, &session->socket};
}

HttpRequest take_request(Parser& parser) {
    auto message = parser.release();
    HttpRequest request;
    request.method = std::string{message.method_string()};
    request.target = std::string{message.target()};
    for (const auto& field : message)
        request.headers.push_back({std::string{field.name_string()}, std::string{field.value()}});
    request.body = std::move(message.body());
    return request;
}

Message make_message(HttpResponse response, bool keep_alive, bool is_head) {
    Message message;
    message.result(response.status);
    for (const auto& header : response.headers)
        message.insert(header.name, header.value);
    message.keep_alive(keep_alive);
    message.body() = std::move(response.body);
    message.prepare_payload();
    if (is_head) message.body().clear();
    return message;
}

/// What a request that cannot be read is answered with; nothing if the peer has just gone.
std::optional<HttpResponse> refusal(const error_code& error) {
    if (error == http::error::body_limit) return HttpResponse{413, {}, "request body too large\n"};
    if (error == http::error::header_limit) return HttpResponse{431, {}, "request header too large\n"};
    const bool is_http = error.category() == http::make_error_code(http::error::bad_method).category();
    if (!is_http || error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
    return HttpResponse{400, {}, "not an HTTP request\n"};
}

}  // namespace

class HttpServer::Impl : public std::enable_shared_from_this<HttpServer::Impl> {
  public:
    Impl(const Executor& executor, HttpServerOptions options, Handler handler)
        : executor_{executor},
          options_{std::move(options)},
          handler_{std::move(handler)},
          acceptor_{executor},
          session_ended_{executor} {}

    void accept_web_sockets(WebSocketHandler handler) { web_socket_handler_ = std::move(handler); }

    Result<std::uint16_t> listen() {
        error_code error;
        const auto address = asio::ip::make_address(options_.address, error);
        if (error) return refused("not an IP address", error);
        const Tcp::endpoint endpoint{address, options_.port};
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(Tcp::acceptor::reuse_address{true}, error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error) return refused("cannot listen; choose another address or port", error);
        asio::co_spawn(executor_, accept(shared_from_this()), asio::detached);
        return acceptor_.local_endpoint().port();
    }

    Task<void> stop(std::chrono::milliseconds grace) {
        refuse_new_ones();
        const auto until = std::chrono::steady_clock::now() + grace;
        while (!sessions_.empty() && std::chrono::steady_clock::now() < until)
            co_await session_ended_.wait_for(until - std::chrono::steady_clock::now());
        close_all();
    }

    void refuse_new_ones() {
        is_stopping_ = true;
        error_code ignored;
        acceptor_.close(ignored);
        for (const auto& session : sessions_) {
            if (session->stream) session->stream->end();
            if (!session->is_busy) session->close();
        }
    }

    /// The coroutines end in the executor's next turns; they keep this object until then.
    void close_all() {
        refuse_new_ones();
        const auto sessions = sessions_;
        for (const auto& session : sessions) {
            if (!session->is_over) session->stop.emit(asio::cancellation_type::terminal);
            session->close();
        }
    }

    std::size_t connections() const { return sessions_.size(); }

  private:
    Error refused(const std::string& why, const error_code& error) const {
        return {ErrorCode::kIo,
                options_.address + ":" + std::to_string(options_.port) + ": " + why + ": " + error.message()};
    }

    static Task<void> accept(std::shared_ptr<Impl> self) {
        while (self->acceptor_.is_open()) {
            auto [error, socket] = co_await self->acceptor_.async_accept(kQuiet);
            if (error == asio::error::operation_aborted || !self->acceptor_.is_open()) break;
            // Out of descriptors, for one: accepting at once again would spin.
            if (error) co_await sleep_for(std::chrono::milliseconds{50});
            if (error || !self->has_room()) continue;
            self->start(std::make_shared<Session>(std::move(socket)));
        }
    }

    /// Where all places are taken, the connection that has waited longest for a request gives way.
    bool has_room() {
        if (sessions_.size() < options_.max_connections) return true;
        const auto waits = [](const SessionPtr& session) { return !session->is_busy && session->socket.is_open(); };
        const auto idle = std::ranges::find_if(sessions_, waits);
        if (idle == sessions_.end() || sessions_.size() >= 2 * options_.max_connections) return false;
        (*idle)->close();
        return true;
    }

    void start(SessionPtr session) {
        sessions_.push_back(session);
        auto on_end = [self = shared_from_this(), session](const std::exception_ptr&) {
            self->sessions_.remove(session);
            self->session_ended_.notify();
        };
        const auto slot = session->stop.slot();
        asio::co_spawn(executor_, serve(shared_from_this(), std::move(session)),
                       asio::bind_cancellation_slot(slot, std::move(on_end)));
    }

    static Task<void> serve(std::shared_ptr<Impl> self, SessionPtr session) {
        error_code ignored;
        session->socket.set_option(Tcp::no_delay{true}, ignored);
        const int buffer = self->options_.send_buffer_bytes;
        if (buffer > 0) session->socket.set_option(asio::socket_base::send_buffer_size{buffer}, ignored);
        bool goes_on = true;
        while (goes_on && !self->is_stopping_) {
            goes_on = co_await self->wait_for_data(session);
            if (goes_on) goes_on = co_await self->serve_one(session);
        }
        session->socket.shutdown(Tcp::socket::shutdown_both, ignored);
        session->close();
        // A signal emitted in this turn arrives in the next one and must find a coroutine.
        session->is_over = true;
        co_await asio::post(asio::use_awaitable);
    }

    Task<bool> wait_for_data(SessionPtr session) {
        if (session->buffer.size() > 0) co_return true;
        const Deadline deadline{executor_, options_.idle_timeout, [session] { session->close(); }};
        const auto [error] = co_await session->socket.async_wait(Tcp::socket::wait_read, kQuiet);
        co_return !error && session->socket.is_open();
    }

    /// One request and its answer; whether the connection may carry another.
    Task<bool> serve_one(SessionPtr session) {
        Parser parser;
        const error_code error = co_await read(session, parser);
        const auto refused = refusal(error);
        if (refused) {
            const Message message = make_message(*refused, false, false);
            co_await write(session, message);
            auto stream = stream_of(session);
            co_await drain(std::move(stream), kDrainedBytes, kDrainedWithin);
        }
        if (error) co_return false;
        if (web_socket_handler_ && asks_for_web_socket(parser.get())) {
            co_await converse(session, parser.release());
            co_return false;
        }
        session->is_busy = true;
        const bool keep_alive = parser.keep_alive() && !is_stopping_;
        HttpRequest request = take_request(parser);
        const bool is_head = request.method == "HEAD";
        const bool knows_chunks = parser.get().version() >= 11;
        HttpResponse response = co_await handler_(std::move(request));
        if (response.status == kNoAnswer) co_return false;
        if (response.stream && !is_head) {
            session->stream = response.stream;
            if (is_stopping_) session->stream->end();
            auto stream = stream_of(session);
            co_await send_streamed(std::move(stream), std::move(response), knows_chunks, options_.read_timeout);
            co_return false;
        }
        Message message = make_message(std::move(response), keep_alive, is_head);
        const bool written = co_await write(session, message);
        session->is_busy = false;
        co_return written&& keep_alive;
    }

    Task<void> converse(SessionPtr session, UpgradeRequest request) {
        auto stream = stream_of(session);
        const auto socket = co_await accept_web_socket(std::move(stream), request, options_.max_body_bytes);
        if (!socket) co_return;
        co_await web_socket_handler_(socket);
        socket->close();
    }

    Task<error_code> read(SessionPtr session, Parser& parser) {
        parser.body_limit(options_.max_body_bytes);
        parser.header_limit(static_cast<std::uint32_t>(options_.max_header_bytes));
        const Deadline deadline{executor_, options_.read_timeout, [session] { session->close(); }};
        const auto [error, size] = co_await http::async_read(session->socket, session->buffer, parser, kQuiet);
        co_return error;
    }

    Task<bool> write(SessionPtr session, const Message& message) {
        const Deadline deadline{executor_, options_.read_timeout, [session] { session->close(); }};
        const auto [error, size] = co_await http::async_write(session->socket, message, kQuiet);
        co_return !error;
    }

    Executor executor_;
    HttpServerOptions options_;
    Handler handler_;
    WebSocketHandler web_socket_handler_;
    Tcp::acceptor acceptor_;
    std::list<SessionPtr> sessions_;
    Notifier session_ended_;
    bool is_stopping_ = false;
};

HttpServer::HttpServer(const Executor& executor, HttpServerOptions options, Handler handler)
    : impl_{std::make_shared<Impl>(executor, std::move(options), std::move(handler))} {}

HttpServer::~HttpServer() {
    impl_->close_all();
}

void HttpServer::accept_web_sockets(WebSocketHandler handler) {
    impl_->accept_web_sockets(std::move(handler));
}

Result<std::uint16_t> HttpServer::listen() {
    return impl_->listen();
}

Task<void> HttpServer::stop(std::chrono::milliseconds grace) {
    return impl_->stop(grace);
}

std::size_t HttpServer::connections() const {
    return impl_->connections();
}

}  // namespace dexarb

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "dexarb/async/task.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/net/http_message.hpp"
#include "dexarb/net/web_socket.hpp"

namespace dexarb {

struct HttpServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0 takes a free one.
    std::size_t max_header_bytes = 16U << 10U;
    std::size_t max_body_bytes = 8U << 20U;
    std::size_t max_connections = 256;  ///< Beyond it one that waits for a request gives way, or the new one.
    int send_buffer_bytes = 0;          ///< In the kernel, per connection; 0 leaves it to the system.
    std::chrono::milliseconds read_timeout{10'000};   ///< For a request once begun, and for writing its answer.
    std::chrono::milliseconds idle_timeout{120'000};  ///< Between requests of one connection.
};

/// A small HTTP/1.1 server with keep-alive: one coroutine per connection on the given executor.
class HttpServer {
  public:
    /// Must not throw; may run for many connections at once.
    using Handler = std::function<Task<HttpResponse>(HttpRequest)>;

    /// One conversation; it ends when this returns, which it should once `receive` fails. Must not throw.
    using WebSocketHandler = std::function<Task<void>(std::shared_ptr<WebSocket>)>;

    HttpServer(const Executor& executor, HttpServerOptions options, Handler handler);
    /// Closes everything at once.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// WebSockets are taken too, of any target, with messages of at most `max_body_bytes`. Said before `listen`.
    void accept_web_sockets(WebSocketHandler handler);

    /// Binds and starts to accept; the port taken. The error says what to change.
    [[nodiscard]] Result<std::uint16_t> listen();

    /// No new connection or request; requests being answered have `grace` to end, then all is closed.
    [[nodiscard]] Task<void> stop(std::chrono::milliseconds grace);

    [[nodiscard]] std::size_t connections() const;

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace dexarb

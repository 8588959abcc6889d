#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "dexarb/async/task.hpp"

namespace dexarb::test {

/// One accepted connection of a `RawPeer`, for scripts that speak HTTP badly on purpose.
class RawConnection {
  public:
    explicit RawConnection(boost::asio::ip::tcp::socket socket) : socket_{std::move(socket)} {}

    /// One whole request, by its Content-Length; empty if the other side has gone.
    [[nodiscard]] Task<std::string> read_request();
    /// Whatever has come; empty if the other side has gone.
    [[nodiscard]] Task<std::string> read_some();
    [[nodiscard]] Task<void> send(std::string bytes);
    /// The same answer to every request, until the other side has gone.
    [[nodiscard]] Task<void> serve(std::string answer);
    /// Byte by byte with a pause before each, until all is sent or the other side has gone.
    [[nodiscard]] Task<void> drip(std::string bytes, std::chrono::milliseconds pause);
    /// Until the other side closes.
    [[nodiscard]] Task<void> wait_for_end();
    void close();
    /// A reset instead of an orderly end.
    void reset();

  private:
    boost::asio::ip::tcp::socket socket_;
    std::string unread_;
};

/// Accepts on a free loopback port and runs `script` for each connection, told its number from 0 upwards.
class RawPeer {
  public:
    using Script = std::function<Task<void>(RawConnection&, std::size_t)>;

    RawPeer(const Executor& executor, Script script);
    ~RawPeer();

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port()) + "/"; }
    [[nodiscard]] std::size_t accepted() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// A complete answer with the right Content-Length and keep-alive.
[[nodiscard]] std::string http_answer(const std::string& body, const std::string& status = "200 OK",
                                      const std::string& more_headers = "");

}  // namespace dexarb::test

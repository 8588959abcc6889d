#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "dexarb/async/task.hpp"

namespace dexarb::testing {

/// One connection, byte by byte, with or without TLS. Its other side may be gone at any time; nothing throws for that.
class Wire {
  public:
    virtual ~Wire() = default;

    /// TLS handshake, if there is one.
    [[nodiscard]] virtual Task<bool> open() = 0;
    /// What has come; empty at the end.
    [[nodiscard]] virtual Task<std::string> read_some() = 0;
    [[nodiscard]] virtual Task<bool> write(std::string_view bytes) = 0;
    virtual void close() = 0;
    /// A reset instead of an orderly end.
    virtual void reset() = 0;
};

/// `tls` null for none; it outlives the wire.
[[nodiscard]] std::unique_ptr<Wire> make_wire(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls);

/// One whole request, by its Content-Length, off `unread`, which keeps what came behind it; empty at the end.
[[nodiscard]] Task<std::string> read_request(Wire& wire, std::string& unread);

}  // namespace dexarb::testing

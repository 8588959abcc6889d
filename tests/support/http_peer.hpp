#pragma once

#include <cstdint>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace dexarb::testing {

/// An answer as it came over the wire.
struct RawAnswer {
    unsigned status = 0;
    std::string head;  ///< Status line and headers.
    std::string body;

    /// The value of a header; empty if there is none.
    [[nodiscard]] std::string header(const std::string& name) const;
};

/// A connection that may say anything, and never waits longer than ten seconds.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port);

    /// Whether all was taken; a server may hang up before.
    bool send(const std::string& bytes);
    /// Until the server closes, or `most` bytes; what came.
    std::string read_to_end(std::size_t most = 64U << 20U);
    /// Until `text` has come or the server closes; all that came so far.
    std::string read_until(const std::string& text);
    void close();
    /// For `poll`.
    [[nodiscard]] int handle() { return socket_.native_handle(); }

  private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_;
    std::string read_;
};

[[nodiscard]] RawAnswer parse_answer(const std::string& bytes);

}  // namespace dexarb::testing

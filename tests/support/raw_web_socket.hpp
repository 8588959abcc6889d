#pragma once

#include <string>

#include "support/frames.hpp"
#include "support/raw_peer.hpp"

namespace dexarb::test {

/// The answer that takes the upgrade asked for by `request`.
[[nodiscard]] std::string upgrade_answer(const std::string& request);

/// The server's side of a WebSocket on a raw connection, as far as scripts need it: it answers no ping.
class RawWebSocket {
  public:
    explicit RawWebSocket(RawConnection& connection) : connection_{connection} {}

    /// Answers the upgrade; what was asked.
    Task<std::string> accept();
    /// The payload of the next text frame; pings are dropped. Empty if the other side has gone.
    [[nodiscard]] Task<std::string> read();
    [[nodiscard]] Task<void> send(std::string bytes) { return connection_.send(std::move(bytes)); }
    [[nodiscard]] RawConnection& connection() { return connection_; }

  private:
    RawConnection& connection_;
    std::string unread_;
};

}  // namespace dexarb::test

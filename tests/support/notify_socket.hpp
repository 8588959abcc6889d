#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace dexarb::testing {

/// The service manager's end: a datagram socket at a path, or in the abstract space for a name that begins with "@".
class NotifySocket {
  public:
    explicit NotifySocket(const std::string& name);
    ~NotifySocket();
    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;

    /// The next message as it came; nothing if none comes in time.
    [[nodiscard]] std::optional<std::string> receive(std::chrono::milliseconds longest) const;
    /// Reads messages until one has `part`, and gives that one; empty if none comes in a minute.
    [[nodiscard]] std::string receive_with(const std::string& part) const;

  private:
    int socket_ = -1;
};

}  // namespace dexarb::testing

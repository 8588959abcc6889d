#pragma once

#include <cstdint>
#include <string>

#include "dexarb/async/task.hpp"
#include "dexarb/base/result.hpp"

namespace dexarb {

/// An open WebSocket (RFC 6455): whole text messages both ways, bounded in size, never compressed.
class WebSocket {
  public:
    virtual ~WebSocket() = default;

    /// The next message, however it was fragmented; one receiver at a time. The error says how the conversation ended:
    /// kNetwork, or kMalformed for what is no text or too large; it is over then.
    [[nodiscard]] virtual Task<Result<std::string>> receive() = 0;

    /// The code with which the peer said goodbye (RFC 6455 7.4); 0 before that, and where it just went.
    [[nodiscard]] virtual std::uint16_t close_code() const = 0;

    /// Goes out behind what was sent before. Dropped once the conversation is over.
    virtual void send(std::string text) = 0;

    /// Ends both ways at once; what waits fails.
    virtual void close() = 0;
};

}  // namespace dexarb

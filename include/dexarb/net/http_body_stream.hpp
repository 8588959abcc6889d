#pragma once

#include <optional>
#include <string>

#include "dexarb/async/task.hpp"

namespace dexarb {

/// The body of an answer that comes about while it is sent. All on the server's executor.
class HttpBodyStream {
  public:
    virtual ~HttpBodyStream() = default;

    /// Waits for the next piece, never an empty one; nothing at the end.
    [[nodiscard]] virtual Task<std::optional<std::string>> next() = 0;

    /// The peer has gone, or the server stops: what is at hand may still come, then `next` gives nothing.
    virtual void end() = 0;
};

}  // namespace dexarb

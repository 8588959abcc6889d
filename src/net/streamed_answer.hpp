#pragma once

#include <chrono>
#include <memory>

#include "dexarb/async/task.hpp"
#include "dexarb/net/http_body_stream.hpp"
#include "dexarb/net/http_message.hpp"

#include "net/layers.hpp"

namespace dexarb {

/// Sends the header of `response` and then its stream, piece by piece, until it ends or the peer goes, sends more or
/// takes nothing for `patience`. Chunked (RFC 9112 7.1), or as it is for a peer that does not know chunks. The stream
/// has been told of its end when this returns.
[[nodiscard]] Task<void> send_streamed(std::shared_ptr<PlainStream> socket, HttpResponse response, bool chunked,
                                       std::chrono::milliseconds patience);

/// Takes what the peer still sends, for at most `patience` and `most` bytes, and drops it: closing a socket with unread
/// bytes would take away the answer that went before (RFC 9112 9.6).
[[nodiscard]] Task<void> drain(std::shared_ptr<PlainStream> socket, std::size_t most,
                               std::chrono::milliseconds patience);

}  // namespace dexarb

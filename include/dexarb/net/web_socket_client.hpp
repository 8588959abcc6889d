#pragma once

#include <functional>
#include <memory>

#include "dexarb/net/transport.hpp"
#include "dexarb/net/url.hpp"
#include "dexarb/net/web_socket.hpp"

namespace dexarb {

/// A WebSocket of ours to a peer. While it is open, pings go out; a peer that does not answer one has gone.
class DialedWebSocket : public WebSocket {
  public:
    /// Resolves, connects and shakes hands, once, before anything else; `close` ends it early. The answer to the
    /// upgrade: 101 if the conversation is open, else what the peer said instead.
    [[nodiscard]] virtual Task<Result<HttpResponse>> open() = 0;
};

/// Makes one, not open yet.
using WebSocketDial = std::function<std::shared_ptr<DialedWebSocket>()>;

/// Refuses, in words, schemes other than ws and wss and a certificate store that cannot be read.
[[nodiscard]] Result<WebSocketDial> make_web_socket_dial(const Executor& executor, Url url,
                                                         TransportOptions options = {});

}  // namespace dexarb

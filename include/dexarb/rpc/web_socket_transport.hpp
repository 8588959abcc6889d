#pragma once

#include <memory>
#include <string>

#include "dexarb/net/transport.hpp"
#include "dexarb/net/web_socket_client.hpp"

namespace dexarb {

/// JSON-RPC over one WebSocket at a time, opened with the first call and again after its end. Calls in flight are told
/// apart by their ids, which the caller never uses twice; batches by those of their members. An answer without a usable
/// id goes to the only call that it can be meant for, else to nobody.
///
/// When a connection ends, the calls on it fail at once; after an orderly end (the peer said goodbye) each is sent once
/// more over a new one, within its deadline. A call that gets no answer in time ends its connection, if nothing at all
/// came over it meanwhile.
///
/// `endpoint` is what messages call it.
[[nodiscard]] std::unique_ptr<Transport> make_web_socket_transport(const Executor& executor, WebSocketDial dial,
                                                                   std::string endpoint, std::size_t max_request_bytes);

}  // namespace dexarb

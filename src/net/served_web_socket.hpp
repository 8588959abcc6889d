#pragma once

#include <cstddef>
#include <memory>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "dexarb/net/web_socket.hpp"

#include "net/layers.hpp"

namespace dexarb {

using UpgradeRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// Whether `request` asks for a WebSocket.
[[nodiscard]] bool asks_for_web_socket(const UpgradeRequest& request);

/// Answers `request`, which outlives the call, on `socket`: the conversation, or null if the peer has gone.
[[nodiscard]] Task<std::shared_ptr<WebSocket>> accept_web_socket(std::shared_ptr<PlainStream> socket,
                                                                 const UpgradeRequest& request,
                                                                 std::size_t max_message_bytes);

}  // namespace dexarb

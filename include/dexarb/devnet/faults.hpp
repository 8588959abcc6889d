#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/devnet/node_rpc.hpp"
#include "dexarb/net/http_message.hpp"

namespace dexarb {

/// What a test wants a call to be answered with. Nothing set is the true answer.
struct ScriptedReply {
    std::chrono::milliseconds delay{0};  ///< Before the HTTP answer that carries it.
    std::optional<std::string> result;   ///< JSON text.
    std::optional<RpcFault> fault;
    std::optional<HttpResponse> http;  ///< Instead of any JSON-RPC answer; a batch is answered with it as a whole.
    bool drops_connection = false;
};

/// Asked for each call before the node answers it; nothing lets the node speak for itself. Must not throw.
using Intercept = std::function<std::optional<ScriptedReply>(std::string_view method, std::string_view params)>;

[[nodiscard]] ScriptedReply reply_after(std::chrono::milliseconds delay);
[[nodiscard]] ScriptedReply reply_with_fault(RpcFault fault);
[[nodiscard]] ScriptedReply reply_with_http(unsigned status, std::string body);
/// 429 with `Retry-After` and a body that is no JSON-RPC.
[[nodiscard]] ScriptedReply reply_too_many_requests(std::chrono::seconds retry_after);
[[nodiscard]] ScriptedReply reply_with_nothing();

/// Calls of one method by how often it was called before; an empty method counts all.
struct CallWindow {
    std::string method;
    std::uint64_t first = 0;
    std::uint64_t count = 1;
};
[[nodiscard]] Intercept on_calls(CallWindow window, ScriptedReply reply);

/// Each distinct question of `method` gets `reply` the first `times` it is asked: a block whose logs come late.
[[nodiscard]] Intercept on_first_asks(std::string method, std::uint64_t times, ScriptedReply reply);

/// The first of `intercepts` that has a reply gives it; those behind it do not count that call.
[[nodiscard]] Intercept first_of(std::vector<Intercept> intercepts);

}  // namespace dexarb

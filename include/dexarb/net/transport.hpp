#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/async/task.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/net/http_message.hpp"

namespace dexarb {

/// The numeric addresses of a host. Blocks: it is called on a thread of its own, which may outlive who asked.
using NameLookup = std::function<Result<std::vector<std::string>>(const std::string& host)>;

struct TransportOptions {
    std::size_t max_request_bytes = 16U << 20U;
    std::size_t max_response_bytes = 64U << 20U;
    std::string user_agent = "dexarb";
    /// PEM file trusted instead of the system's store; empty for the system's.
    std::string certificate_file;
    bool reads = false;               ///< Over HTTP: GET, and no body, in place of POST.
    std::string bearer;               ///< Secret; sent as the token of `Authorization` where the URL names no user.
    std::vector<HttpHeader> headers;  ///< Secret; sent with each request, over HTTP only, in place of our own.
    NameLookup look_up;               ///< Instead of the system's resolver; empty for that.

    // WebSocket only.
    std::chrono::milliseconds ping_every{20'000};
    std::chrono::milliseconds pong_within{10'000};  ///< A peer that does not answer a ping by then has gone.
};

/// What went over the wire so far.
struct TransportStats {
    std::uint64_t connections = 0;
    std::uint64_t bytes_sent = 0;      ///< Bodies only.
    std::uint64_t bytes_received = 0;  ///< Bodies only.
};

/// Who is told what a peer says unasked.
struct PushListener {
    std::function<void(std::string_view message)> on_message;
    /// The connection that carried such messages has ended; what was subscribed on it is gone.
    std::function<void()> on_end;
};

/// One endpoint that answers a body by a body, whatever the wire. Calls may overlap. Messages name the endpoint by
/// scheme and host only.
class Transport {
  public:
    virtual ~Transport() = default;

    /// Any complete answer is a value, whatever its HTTP status (of a WebSocket 200, or that of a refused upgrade).
    /// `deadline` bounds the whole exchange: resolve, connect, handshakes, write, read. Errors are kNetwork,
    /// kMalformed for an answer that breaks the protocol or is too large, kInvalidInput for a body that is too large.
    [[nodiscard]] virtual Task<Result<HttpResponse>> post(std::string body, std::chrono::milliseconds deadline) = 0;

    [[nodiscard]] virtual const TransportStats& stats() const = 0;

    /// Whether the peer can speak unasked.
    [[nodiscard]] virtual bool can_push() const { return false; }
    /// In place of the listener before.
    virtual void listen(PushListener) {}
    /// The next call opens a new connection; answers still due may come over the old one.
    virtual void renew() {}
};

}  // namespace dexarb

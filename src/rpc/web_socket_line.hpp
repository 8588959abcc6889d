#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/async/notifier.hpp"
#include "dexarb/net/web_socket_client.hpp"

#include "rpc/message_ids.hpp"

namespace dexarb {

/// A call that waits for its answer.
struct WaitingCall {
    WaitingCall(const Executor& executor, IdRange asked) : ids{asked}, answered{executor} {}

    IdRange ids;
    Notifier answered;
    std::optional<Result<HttpResponse>> outcome;
    bool may_be_repeated = false;  ///< The peer said goodbye instead of answering.
};

/// What all lines of one transport share.
struct LineBook {
    TransportStats stats;
    PushListener listener;
};

/// One WebSocket and the calls on it, from its opening to its end. Held by a shared_ptr, which its coroutine keeps.
class WebSocketLine : public std::enable_shared_from_this<WebSocketLine> {
  public:
    WebSocketLine(std::shared_ptr<DialedWebSocket> socket, std::shared_ptr<LineBook> book)
        : socket_{std::move(socket)}, book_{std::move(book)} {}

    /// Opens, then hands out what arrives, until the end.
    void start(const Executor& executor);

    /// Sent as soon as it is open. `call` stays listed until it is answered, the line ends, or `forget`.
    void ask(WaitingCall& call, std::string body);
    void forget(const WaitingCall& call);

    /// No further call; ends with the last answer.
    void retire();
    /// Fails all calls with `error`, at once.
    void end(const Error& error);

    [[nodiscard]] bool takes_calls() const { return !is_over_ && !is_retired_; }
    /// Whole messages that arrived.
    [[nodiscard]] std::uint64_t messages() const { return messages_; }

  private:
    [[nodiscard]] static Task<void> live(std::shared_ptr<WebSocketLine> self);
    void take(std::string message);
    [[nodiscard]] WaitingCall* recipient(const MessageSubject& subject) const;
    void finish(const Result<HttpResponse>& outcome, bool may_be_repeated);
    void end_as_the_peer_did(const Error& error);
    void tell_end_of_pushes();

    std::shared_ptr<DialedWebSocket> socket_;
    std::shared_ptr<LineBook> book_;
    std::vector<WaitingCall*> calls_;
    std::deque<std::string> unsent_;  // Until it is open.
    MessageReader reader_;
    std::uint64_t messages_ = 0;
    bool is_open_ = false;
    bool is_retired_ = false;
    bool is_over_ = false;
};

}  // namespace dexarb

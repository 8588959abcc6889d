#include "dexarb/rpc/web_socket_transport.hpp"

#include <utility>

#include "rpc/web_socket_line.hpp"

namespace dexarb {

namespace {

using Clock = std::chrono::steady_clock;

/// Being among those who wait on a line.
class Listed {
  public:
    Listed(std::shared_ptr<WebSocketLine> line, WaitingCall& call) : line_{std::move(line)}, call_{&call} {}
    ~Listed() { line_->forget(*call_); }
    Listed(const Listed&) = delete;
    Listed& operator=(const Listed&) = delete;

  private:
    std::shared_ptr<WebSocketLine> line_;
    WaitingCall* call_;
};

class WebSocketTransport final : public Transport {
  public:
    WebSocketTransport(Executor executor, WebSocketDial dial, std::string endpoint, std::size_t max_request_bytes)
        : executor_{std::move(executor)},
          dial_{std::move(dial)},
          endpoint_{std::move(endpoint)},
          max_request_bytes_{max_request_bytes} {}
    ~WebSocketTransport() override {
        book_->listener = {};
        if (line_) line_->end({ErrorCode::kNetwork, "given up"});
    }
    WebSocketTransport(const WebSocketTransport&) = delete;
    WebSocketTransport& operator=(const WebSocketTransport&) = delete;

    Task<Result<HttpResponse>> post(std::string body, std::chrono::milliseconds deadline) override {
        if (body.size() > max_request_bytes_) co_return too_large(body.size());
        const auto until = Clock::now() + deadline;
        const IdRange ids = reader_.read_request(body);
        for (bool is_repeated = false;; is_repeated = true) {
            WaitingCall call{executor_, ids};
            co_await ask(call, body, until);
            if (!call.outcome) co_return timed_out(deadline);
            if (call.may_be_repeated && !is_repeated && Clock::now() < until) continue;
            if (!*call.outcome) co_return std::move(*call.outcome).error().within(endpoint_);
            co_return *std::move(call.outcome);
        }
    }

    const TransportStats& stats() const override { return book_->stats; }
    bool can_push() const override { return true; }
    void listen(PushListener listener) override { book_->listener = std::move(listener); }
    void renew() override {
        if (line_) std::exchange(line_, nullptr)->retire();
    }

  private:
    /// Until `call` has its outcome, or `until`.
    Task<void> ask(WaitingCall& call, const std::string& body, Clock::time_point until) {
        const auto line = open_line();
        const Listed listed{line, call};
        const auto heard = line->messages();
        line->ask(call, body);
        co_await call.answered.wait_for(until - Clock::now());
        if (call.outcome || line->messages() != heard) co_return;
        // Not one message while this call waited: it has stalled, and those behind would wait in vain too.
        line->forget(call);
        line->end({ErrorCode::kNetwork, "the connection stalled"});
    }

    std::shared_ptr<WebSocketLine> open_line() {
        if (line_ && line_->takes_calls()) return line_;
        line_ = std::make_shared<WebSocketLine>(dial_(), book_);
        ++book_->stats.connections;
        line_->start(executor_);
        return line_;
    }

    Error too_large(std::size_t bytes) const {
        return {ErrorCode::kInvalidInput, endpoint_ + ": a request of " + std::to_string(bytes) +
                                              " bytes is larger than is sent: ask for less at once"};
    }
    Error timed_out(std::chrono::milliseconds deadline) const {
        return {ErrorCode::kNetwork,
                endpoint_ + ": no complete reply within " + std::to_string(deadline.count()) + " ms"};
    }

    Executor executor_;
    WebSocketDial dial_;
    std::string endpoint_;
    std::size_t max_request_bytes_;
    std::shared_ptr<LineBook> book_ = std::make_shared<LineBook>();
    std::shared_ptr<WebSocketLine> line_;
    MessageReader reader_;
};

}  // namespace

std::unique_ptr<Transport> make_web_socket_transport(const Executor& executor, WebSocketDial dial, std::string endpoint,
                                                     std::size_t max_request_bytes) {
    return std::make_unique<WebSocketTransport>(executor, std::move(dial), std::move(endpoint), max_request_bytes);
}

}  // namespace dexarb

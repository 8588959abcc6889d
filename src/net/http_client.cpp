#include "dexarb/net/http_client.hpp"

#include <utility>
#include <vector>

#include "net/connection.hpp"
#include "net/deadline.hpp"

namespace dexarb {

namespace {

/// Reuses connections and repeats on a fresh one what a stale one swallowed; knows nothing of the bytes on the wire.
class PooledHttpClient final : public Transport {
  public:
    PooledHttpClient(Executor executor, std::shared_ptr<const Peer> peer)
        : executor_{std::move(executor)}, peer_{std::move(peer)} {}

    Task<Result<HttpResponse>> post(std::string body, std::chrono::milliseconds deadline) override {
        if (body.size() > peer_->options.max_request_bytes) co_return too_large(body.size());
        const auto current = std::make_shared<std::shared_ptr<Connection>>();
        const Deadline timer{executor_, deadline, [current] { *current ? (*current)->close() : void(); }};
        auto response = co_await post_on_some_connection(body, *current, timer);
        if (!response) co_await throw_if_stopped();
        if (!response && timer.expired()) co_return timed_out(deadline);
        if (!response) co_return std::move(response).error().within(peer_->url.redacted());
        stats_.bytes_received += response->body.size();
        co_return response;
    }

    const TransportStats& stats() const override { return stats_; }

  private:
    static constexpr std::size_t kMaxIdle = 4;

    Task<Result<HttpResponse>> post_on_some_connection(const std::string& body, std::shared_ptr<Connection>& current,
                                                       const Deadline& timer) {
        current = take_idle();
        if (current) {
            auto outcome = co_await exchange(body, *current);
            if (!outcome.is_stale || timer.expired()) co_return finish(std::move(outcome), current);
        }
        current = make_http_connection(executor_, peer_);
        ++stats_.connections;
        auto opened = co_await current->open();
        if (!opened) co_return std::move(opened).error();
        if (timer.expired()) co_return Error{ErrorCode::kNetwork, "no reply in time"};
        auto outcome = co_await exchange(body, *current);
        co_return finish(std::move(outcome), current);
    }

    Task<ExchangeOutcome> exchange(const std::string& body, Connection& connection) {
        stats_.bytes_sent += body.size();
        return connection.exchange(body);
    }

    Result<HttpResponse> finish(ExchangeOutcome outcome, const std::shared_ptr<Connection>& connection) {
        if (connection->is_reusable() && idle_.size() < kMaxIdle) idle_.push_back(connection);
        return std::move(outcome.response);
    }

    std::shared_ptr<Connection> take_idle() {
        if (idle_.empty()) return nullptr;
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
    }

    Error too_large(std::size_t bytes) const {
        return {ErrorCode::kInvalidInput, peer_->url.redacted() + ": a request of " + std::to_string(bytes) +
                                              " bytes is larger than is sent: ask for less at once"};
    }

    Error timed_out(std::chrono::milliseconds deadline) const {
        return {ErrorCode::kNetwork,
                peer_->url.redacted() + ": no complete reply within " + std::to_string(deadline.count()) + " ms"};
    }

    Executor executor_;
    std::shared_ptr<const Peer> peer_;
    std::vector<std::shared_ptr<Connection>> idle_;
    TransportStats stats_;
};

}  // namespace

Result<std::unique_ptr<Transport>> make_http_client(const Executor& executor, Url url, TransportOptions options) {
    if (url.is_web_socket())
        return Error{ErrorCode::kInvalidInput,
                     url.redacted() + ": a WebSocket URL, where one of http or https is wanted"};
    auto peer = make_peer(executor, std::move(url), std::move(options));
    if (!peer) return std::move(peer).error();
    return std::unique_ptr<Transport>{std::make_unique<PooledHttpClient>(executor, *std::move(peer))};
}

}  // namespace dexarb

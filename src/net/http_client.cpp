#include "dexarb/net/http_client.hpp"

#include <utility>
#include <vector>

#include "net/connection.hpp"
#include "net/deadline.hpp"
#include "net/tls.hpp"

namespace dexarb {

namespace {

/// Reuses connections and repeats on a fresh one what a stale one swallowed; knows nothing of the bytes on the wire.
class PooledHttpClient final : public HttpClient {
  public:
    PooledHttpClient(Executor executor, std::shared_ptr<const Peer> peer)
        : executor_{std::move(executor)}, peer_{std::move(peer)} {}

    Task<Result<HttpResponse>> post(std::string body, std::chrono::milliseconds deadline) override {
        const auto current = std::make_shared<std::shared_ptr<Connection>>();
        const Deadline timer{executor_, deadline, [current] { *current ? (*current)->close() : void(); }};
        auto response = co_await post_on_some_connection(body, *current, timer);
        if (!response) co_await throw_if_stopped();
        if (!response && timer.expired()) co_return timed_out(deadline);
        if (!response) co_return std::move(response).error().within(peer_->url.redacted());
        stats_.bytes_received += response->body.size();
        co_return response;
    }

    const HttpClientStats& stats() const override { return stats_; }

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

    Error timed_out(std::chrono::milliseconds deadline) const {
        return {ErrorCode::kNetwork,
                peer_->url.redacted() + ": no complete reply within " + std::to_string(deadline.count()) + " ms"};
    }

    Executor executor_;
    std::shared_ptr<const Peer> peer_;
    std::vector<std::shared_ptr<Connection>> idle_;
    HttpClientStats stats_;
};

}  // namespace

Result<std::unique_ptr<HttpClient>> make_http_client(const Executor& executor, Url url, HttpClientOptions options) {
    if (url.is_web_socket())
        return Error{ErrorCode::kInvalidInput, url.redacted() +
                                                   ": WebSocket endpoints are not served yet; use the provider's " +
                                                   (url.is_secure() ? "https" : "http") + " URL"};
    auto peer = std::make_shared<Peer>();
    if (url.is_secure()) {
        auto tls = make_tls_context(options.certificate_file);
        if (!tls) return std::move(tls).error().within(url.redacted());
        peer->tls = std::move(*tls);
    }
    peer->url = std::move(url);
    peer->options = std::move(options);
    return std::unique_ptr<HttpClient>{std::make_unique<PooledHttpClient>(executor, std::move(peer))};
}

}  // namespace dexarb

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "dexarb/app/setup.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/market/feed_item.hpp"
#include "dexarb/service/http_service.hpp"

namespace dexarb {

/// What the window needs of a session; all called on the session's thread.
struct HttpSource {
    std::function<RunReport()> report;
    std::function<std::vector<QueueDepth>()> queues;              ///< May be empty.
    std::function<std::vector<WebhookStatus>()> alerts;           ///< May be empty.
    std::function<ControlAnswer(const ControlRequest&)> control;  ///< May be empty.
};

/// A session's window to the outside: publishes what it sees, once per block and at least every two seconds, and brings
/// what is asked for back to the session's thread.
class SessionHttp {
  public:
    /// Listens, if `options` say so; null where they do not, or where the usual port is taken and nobody named one:
    /// that is logged. `engine` and `context` outlive it.
    [[nodiscard]] static Result<std::unique_ptr<SessionHttp>> begin(boost::asio::io_context& context,
                                                                    const Setup& setup, const HttpFlags& flags,
                                                                    const Engine& engine, HttpSource source);

    /// One step of the engine.
    void on_step(const FeedItem* item, std::span<const EngineRecord> records);
    void on_decided(std::chrono::nanoseconds duration) { decisions_.add(duration); }
    /// Hands over what is true now.
    void publish();
    /// The engine's last step with its configurations.
    void on_last_step(std::span<const EngineRecord> records);
    /// The engine has other configurations, and this was its first step with them.
    void begin_anew(const FeedItem* item, std::span<const EngineRecord> records);
    /// The last state, then the end of all streams and connections.
    void end();

    /// Where it listens: "http://127.0.0.1:8137/".
    [[nodiscard]] const std::string& url() const { return url_; }

  private:
    SessionHttp(boost::asio::io_context& context, const Engine& engine, HttpSource source);
    void take_control(ControlRequest request, ControlReply reply);
    void keep_fresh();

    boost::asio::io_context& context_;
    const Engine& engine_;
    HttpSource source_;
    std::shared_ptr<const ViewNames> names_;
    std::unique_ptr<HttpService> service_;
    std::string url_;
    SnapshotPtr newest_;
    std::vector<EngineRecord> records_;
    LatencyHistogram decisions_;
    LatencyHistogram publications_;
    boost::asio::steady_timer timer_;
    bool has_published_ = false;
};

}  // namespace dexarb

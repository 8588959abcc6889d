#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "dexarb/app/setup.hpp"
#include "dexarb/engine/engine.hpp"
#include "dexarb/service/alert_sender.hpp"
#include "dexarb/service/alert_watch.hpp"

namespace dexarb {

/// Where a session's alerts find out how it is.
struct AlertSource {
    std::function<RunReport()> report;  ///< Asked only when there is something to tell.
    std::function<FeedStatus()> feed;
    std::function<const WeighedEvidence&()> evidence;
    std::function<bool()> goes_on;  ///< Whether books of an earlier run go on.
};

/// What a session tells webhooks: looks at it once a second, and hands what is worth an alert to a thread of its own.
class SessionAlerts {
  public:
    /// Null where no webhook is set up. `engine`, `context` and what `source` reads outlive it.
    [[nodiscard]] static Result<std::unique_ptr<SessionAlerts>> begin(boost::asio::io_context& context,
                                                                      const Setup& setup, const Engine& engine,
                                                                      AlertSource source);

    /// One step of the engine.
    void on_step(std::span<const EngineRecord> records);
    /// One snapshot was decided on.
    void on_block();
    /// The engine has other configurations.
    void begin_anew();
    /// The run ends, by `failure` if nobody asked it to. The message goes out while the rest of the run is tidied up.
    void on_ending(const std::optional<Error>& failure);
    /// Waits for that message, a second from `on_ending` at the most.
    void end();

    [[nodiscard]] std::vector<WebhookStatus> status() const { return sender_->status(); }

  private:
    SessionAlerts(boost::asio::io_context& context, const Engine& engine, AlertSource source);
    [[nodiscard]] RunGlance glance() const;
    void look();
    void look_again();

    const Engine& engine_;
    AlertSource source_;
    std::unique_ptr<AlertSender> sender_;
    std::unique_ptr<AlertWatch> watch_;
    std::unique_ptr<const ViewNames> names_;
    boost::asio::steady_timer timer_;
    bool has_block_ = false;
    bool has_ended_ = false;
    std::chrono::steady_clock::time_point ended_at_;
};

/// What a watch looks at, from the engine and beside it.
[[nodiscard]] RunGlance glance_at(const Engine& engine, FeedStatus feed, const WeighedEvidence& evidence);

/// The sender of a run on that market; what it has to say goes to the log.
[[nodiscard]] Result<std::unique_ptr<AlertSender>> make_alert_sender(const AlertOptions& alerts,
                                                                     AlertSenderOptions options,
                                                                     const std::string& market);

}  // namespace dexarb

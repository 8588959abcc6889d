#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/async/notifier.hpp"
#include "dexarb/async/task.hpp"
#include "dexarb/base/alert_options.hpp"
#include "dexarb/net/transport.hpp"
#include "dexarb/net/url.hpp"
#include "dexarb/service/alert_sender.hpp"

#include "service/alert_pace.hpp"
#include "service/alert_queue.hpp"
#include "service/webhook_answer.hpp"

namespace dexarb {

/// The way to one webhook: what waits goes out in order, at its pace, each until it is taken, refused or given up. On
/// the sender's executor, but for `status`.
class WebhookLane {
  public:
    using Clock = std::chrono::steady_clock;

    /// `options` outlives it. `url` is the webhook's.
    WebhookLane(const Executor& executor, Webhook webhook, const Url& url, std::unique_ptr<Transport> transport,
                const AlertSenderOptions& options);

    [[nodiscard]] bool wants(AlertKind kind) const { return webhook_.kinds.test(static_cast<std::size_t>(kind)); }
    void add(Alert alert);
    /// One that never came as far as the queue; on the sending thread.
    void note_dropped();

    /// Until `end`, and then until nothing waits.
    [[nodiscard]] Task<void> work();
    /// Says `stopped` beside a message that hangs; for the end.
    [[nodiscard]] Task<void> say_goodbye();
    /// Nothing is paced or repeated any more, and nothing begun after `until`.
    void end(Clock::time_point until);
    /// What is still there is lost.
    void close();
    /// It ended by something nobody expected.
    void note_failure(const std::string& what);

    [[nodiscard]] WebhookStatus status() const;

  private:
    [[nodiscard]] Task<void> deliver(WaitingAlert message);
    [[nodiscard]] std::chrono::milliseconds time_for_attempt() const;
    [[nodiscard]] std::chrono::milliseconds pause_after(unsigned failures, const WebhookVerdict& verdict);
    void settle(std::uint64_t WebhookStatus::*count);
    void note_attempt_failed(const WebhookVerdict& verdict, bool is_lost);
    void note_well();
    void tell(const std::string& text) const;
    void show_waiting();

    Webhook webhook_;
    std::vector<std::string> secrets_;
    std::unique_ptr<Transport> transport_;
    const AlertSenderOptions& options_;
    AlertQueue queue_;
    AlertPace pace_;
    std::size_t under_way_ = 0;
    std::optional<Clock::time_point> ends_at_;
    std::uint64_t random_;
    Notifier news_;
    Notifier ending_;
    mutable std::mutex mutex_;
    WebhookStatus status_;
};

}  // namespace dexarb

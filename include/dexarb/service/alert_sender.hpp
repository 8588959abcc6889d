#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dexarb/base/alert_options.hpp"
#include "dexarb/base/result.hpp"
#include "dexarb/service/webhook_status.hpp"

namespace dexarb {

struct AlertSenderOptions {
    std::string market;  ///< Of whom the messages are.
    std::string host;
    std::size_t capacity = 64;                           ///< Messages that may wait for one webhook.
    std::chrono::milliseconds deadline{10'000};          ///< Of one attempt.
    std::chrono::milliseconds first_pause{1'000};        ///< After a failure; doubles with each further one,
    std::chrono::milliseconds longest_pause{60'000};     ///< up to this; jittered.
    std::chrono::milliseconds longest_hint{900'000};     ///< The most that a Retry-After is kept to.
    std::chrono::milliseconds give_up_after{3'600'000};  ///< From the first attempt at a message.
    std::uint64_t seed = 1;                              ///< Of the jitter.
    std::string certificate_file;                        ///< As in `TransportOptions`.
    /// In words and without secrets, for the log; called on the sender's thread. May be empty.
    std::function<void(const std::string&)> on_notice;
};

/// Brings alerts to webhooks, on a thread of its own: each webhook has a bounded queue and a pace, and none waits for
/// another. While a webhook is slow, alerts of one kind become one message.
class AlertSender {
  public:
    /// Connects to nobody yet. kInvalidInput names the webhook whose address cannot be used, without showing it.
    [[nodiscard]] static Result<std::unique_ptr<AlertSender>> start(const AlertOptions& alerts,
                                                                    AlertSenderOptions options);
    virtual ~AlertSender() = default;

    /// Never waits; from one thread.
    virtual void send(Alert alert) = 0;

    /// In the order of the file; from any thread.
    [[nodiscard]] virtual std::vector<WebhookStatus> status() const = 0;

    /// What waits is tried once more within `grace`, `stopped` even where another message hangs; the rest counts as
    /// lost. Joins the thread. Again it does nothing.
    virtual void stop(std::chrono::milliseconds grace) = 0;
};

}  // namespace dexarb

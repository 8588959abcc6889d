#pragma once

#include <chrono>

#include <boost/asio/steady_timer.hpp>

#include "dexarb/async/task.hpp"

namespace dexarb {

/// A wake-up without a value, for one waiter on one executor. Notifications before a wait are kept, as one.
class Notifier {
  public:
    explicit Notifier(const Executor& executor);

    void notify();

    /// Returns at once if notified since the last wait.
    [[nodiscard]] Task<void> wait();

    /// As `wait`, but gives up after `duration`; whether there was a notification.
    [[nodiscard]] Task<bool> wait_for(std::chrono::nanoseconds duration);

  private:
    boost::asio::steady_timer timer_;
    bool notified_ = false;
};

}  // namespace dexarb

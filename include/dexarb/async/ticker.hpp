#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>

namespace dexarb {

/// Calls `action` once every `period` until it is destroyed: at whole periods from when it was made, however late the
/// calls before came. Periods in which nobody came to call it are passed over. Without an action it does nothing.
template <typename Clock = std::chrono::steady_clock>
class Ticker {
  public:
    Ticker(boost::asio::io_context& context, std::chrono::milliseconds period, std::function<void()> action)
        : timer_{context},
          period_{std::max(period, std::chrono::milliseconds{1})},
          action_{std::move(action)},
          next_{Clock::now()} {
        if (action_) schedule();
    }
    Ticker(const Ticker&) = delete;
    Ticker& operator=(const Ticker&) = delete;

  private:
    void schedule() {
        next_ += period_;
        const auto now = Clock::now();
        if (next_ <= now) next_ += ((now - next_) / period_ + 1) * period_;
        timer_.expires_at(next_);
        timer_.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            action_();
            schedule();
        });
    }

    boost::asio::basic_waitable_timer<Clock> timer_;
    std::chrono::milliseconds period_;
    std::function<void()> action_;
    typename Clock::time_point next_;
};

}  // namespace dexarb

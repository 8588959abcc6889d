#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

namespace dexarb {

/// Tokens that come back one minute after they were taken: within no minute more messages go out than were allowed.
class AlertPace {
  public:
    using Time = std::chrono::steady_clock::time_point;

    explicit AlertPace(std::size_t per_minute) : per_minute_{per_minute} {}

    /// How long until the next may go out.
    [[nodiscard]] std::chrono::nanoseconds wait(Time now) const {
        if (taken_.size() < per_minute_) return std::chrono::nanoseconds{0};
        return std::max(std::chrono::nanoseconds{0}, std::chrono::nanoseconds{taken_.front() + kMinute - now});
    }

    void take(Time now) {
        if (taken_.size() >= per_minute_) taken_.pop_front();
        taken_.push_back(now);
    }

  private:
    static constexpr std::chrono::minutes kMinute{1};

    std::size_t per_minute_;
    std::deque<Time> taken_;  ///< The newest `per_minute_`.
};

}  // namespace dexarb

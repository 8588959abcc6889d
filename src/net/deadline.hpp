#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/steady_timer.hpp>

#include "dexarb/async/task.hpp"

namespace dexarb {

/// Calls `on_expiry` once, from the executor, unless destroyed before `duration` has passed.
class Deadline {
  public:
    Deadline(const Executor& executor, std::chrono::nanoseconds duration, std::function<void()> on_expiry);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    [[nodiscard]] bool expired() const { return state_->expired; }

  private:
    struct State {
        std::function<void()> on_expiry;
        bool expired = false;
    };

    boost::asio::steady_timer timer_;
    std::shared_ptr<State> state_;
};

}  // namespace dexarb

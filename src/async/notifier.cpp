#include "dexarb/async/notifier.hpp"

#include "dexarb/async/quiet.hpp"

namespace dexarb {

namespace {}  // namespace

Notifier::Notifier(const Executor& executor) : timer_{executor} {}

void Notifier::notify() {
    notified_ = true;
    timer_.cancel();
}

Task<void> Notifier::wait() {
    // A cancelled task leaves the loop by the exception that its next wait throws.
    while (!notified_) {
        timer_.expires_at(boost::asio::steady_timer::time_point::max());
        co_await timer_.async_wait(kQuiet);
    }
    notified_ = false;
}

Task<bool> Notifier::wait_for(std::chrono::nanoseconds duration) {
    const auto until = boost::asio::steady_timer::clock_type::now() + duration;
    while (!notified_ && boost::asio::steady_timer::clock_type::now() < until) {
        timer_.expires_at(until);
        co_await timer_.async_wait(kQuiet);
    }
    const bool was_notified = notified_;
    notified_ = false;
    co_return was_notified;
}

}  // namespace dexarb

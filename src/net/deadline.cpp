#include "net/deadline.hpp"

#include <utility>

namespace dexarb {

Deadline::Deadline(const Executor& executor, std::chrono::nanoseconds duration, std::function<void()> on_expiry)
    : timer_{executor, duration}, state_{std::make_shared<State>()} {
    state_->on_expiry = std::move(on_expiry);
    timer_.async_wait([state = state_](const boost::system::error_code&) {
        if (!state->on_expiry) return;
        state->expired = true;
        state->on_expiry();
    });
}

// A handler that is already queued finds nothing to call.
Deadline::~Deadline() {
    state_->on_expiry = nullptr;
}

}  // namespace dexarb

#pragma once

#include <chrono>

#include <boost/asio/io_context.hpp>
#include <boost/asio/wait_traits.hpp>

namespace dexarb::testing {

/// A clock that stands still until a test moves it.
struct HeldClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<HeldClock, duration>;
    static constexpr bool is_steady = true;

    static time_point now() { return held(); }
    /// Moves it on, and lets `context` do all that is due then.
    static void pass(duration time, boost::asio::io_context& context) {
        held() += time;
        for (int look = 0; look < kLooks; ++look) {
            context.restart();
            context.poll();
        }
    }

  private:
    /// One look finds that something is due, another does it, and what that begins may be due as well.
    static constexpr int kLooks = 50;

    static time_point& held() {
        static time_point time;
        return time;
    }
};

}  // namespace dexarb::testing

/// A context never sleeps before it looks at the clock again.
template <>
struct boost::asio::wait_traits<dexarb::testing::HeldClock> {
    using Duration = dexarb::testing::HeldClock::duration;
    static Duration to_wait_duration(const Duration&) { return Duration::zero(); }
    static Duration to_wait_duration(const dexarb::testing::HeldClock::time_point&) { return Duration::zero(); }
};

#include "dexarb/async/when_all.hpp"

#include <deque>
#include <exception>
#include <memory>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include "dexarb/async/quiet.hpp"

namespace dexarb {

namespace {

/// Shared with the completion handlers, so that it outlives whoever ends last.
struct Group {
    explicit Group(const Executor& executor) : wake{executor} {}

    void stop() {
        for (auto& signal : signals)
            signal.emit(boost::asio::cancellation_type::terminal);
    }
    void on_end(std::exception_ptr thrown) {
        --running;
        if (thrown && (!cause || is_cancellation(cause))) cause = thrown;
        if (thrown) stop();
        wake.cancel();
    }

    std::deque<boost::asio::cancellation_signal> signals;
    std::size_t running = 0;
    std::exception_ptr cause;
    boost::asio::steady_timer wake;
};

}  // namespace

Task<void> when_all(std::vector<Task<void>> tasks) {
    const Executor executor = co_await boost::asio::this_coro::executor;
    const auto group = std::make_shared<Group>(executor);
    group->running = tasks.size();
    for (auto& task : tasks) {
        auto slot = group->signals.emplace_back().slot();
        auto on_end = [group](std::exception_ptr thrown) { group->on_end(std::move(thrown)); };
        boost::asio::co_spawn(executor, std::move(task), boost::asio::bind_cancellation_slot(slot, std::move(on_end)));
    }
    // Told to stop, this task must still see the others end: they may refer to what it owns.
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    bool told = false;
    while (group->running > 0) {
        group->wake.expires_at(boost::asio::steady_timer::time_point::max());
        co_await group->wake.async_wait(kQuiet);
        const auto state = co_await boost::asio::this_coro::cancellation_state;
        if (state.cancelled() == boost::asio::cancellation_type::none || told) continue;
        told = true;
        group->stop();
    }
    co_await boost::asio::this_coro::throw_if_cancelled(true);
    if (group->cause) std::rethrow_exception(group->cause);
}

}  // namespace dexarb

#pragma once

#include <chrono>
#include <exception>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace dexarb {

/// A coroutine on one thread's executor. Told to stop, its next wait throws `boost::system::system_error` with
/// `operation_aborted`; that unwinds it and is no failure (see `is_cancellation`).
template <typename T>
using Task = boost::asio::awaitable<T>;

using Executor = boost::asio::any_io_executor;

/// Waits without holding the thread.
[[nodiscard]] Task<void> sleep_for(std::chrono::nanoseconds duration);

/// Throws, as a wait would, if this task was told to stop; for a place that has swallowed the reason of a failed wait.
[[nodiscard]] Task<void> throw_if_stopped();

/// Whether the exception in flight, captured as `cause`, only says that its task was told to stop.
[[nodiscard]] bool is_cancellation(const std::exception_ptr& cause);

}  // namespace dexarb

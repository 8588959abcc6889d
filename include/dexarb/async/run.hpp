#pragma once

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "dexarb/async/task.hpp"
#include "dexarb/async/when_all.hpp"

namespace dexarb {

/// Runs `context` on this thread until `task` has ended; rethrows what it threw. Other work stays where it is.
void run(boost::asio::io_context& context, Task<void> task);

template <typename T>
[[nodiscard]] T run(boost::asio::io_context& context, Task<T> task) {
    std::optional<T> slot;
    run(context, detail::store_result(std::move(task), slot));
    return std::move(*slot);
}

}  // namespace dexarb

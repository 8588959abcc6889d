#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "dexarb/async/task.hpp"

namespace dexarb {

/// Runs `tasks` side by side until all have ended. The first exception stops the others and is rethrown after their
/// end; stopping the caller stops them all.
[[nodiscard]] Task<void> when_all(std::vector<Task<void>> tasks);

namespace detail {
template <typename T>
Task<void> store_result(Task<T> task, std::optional<T>& slot) {
    slot.emplace(co_await std::move(task));
}
}  // namespace detail

/// As above; the results in the order of `tasks`.
template <typename T>
[[nodiscard]] Task<std::vector<T>> when_all(std::vector<Task<T>> tasks) {
    std::vector<std::optional<T>> slots(tasks.size());
    std::vector<Task<void>> stores;
    for (std::size_t i = 0; i < tasks.size(); ++i)
        stores.push_back(detail::store_result(std::move(tasks[i]), slots[i]));
    co_await when_all(std::move(stores));
    std::vector<T> results;
    for (auto& slot : slots)
        results.push_back(std::move(*slot));
    co_return results;
}

}  // namespace dexarb

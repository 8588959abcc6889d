#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "dexarb/async/notifier.hpp"
#include "dexarb/async/task.hpp"
#include "dexarb/base/check.hpp"

namespace dexarb {

/// Bounded queue in front of one receiving coroutine; one sending coroutine, same executor. Closing lets the receiver
/// drain what was sent (an Asio channel of this Boost drops it).
template <typename T>
class Mailbox {
  public:
    Mailbox(const Executor& executor, std::size_t capacity)
        : capacity_{capacity}, readable_{executor}, writable_{executor} {
        check(capacity > 0, "a mailbox holds at least one value");
    }

    /// Waits while full. False, with the value dropped, if the mailbox is closed.
    [[nodiscard]] Task<bool> send(T value) {
        while (!closed_ && queue_.size() >= capacity_)
            co_await writable_.wait();
        co_return try_send(std::move(value));
    }

    /// Does not wait: false if full or closed.
    [[nodiscard]] bool try_send(T value) {
        if (closed_ || queue_.size() >= capacity_) return false;
        queue_.push_back(std::move(value));
        readable_.notify();
        return true;
    }

    /// The oldest value; nothing once closed and drained.
    [[nodiscard]] Task<std::optional<T>> receive() {
        while (queue_.empty() && !closed_)
            co_await readable_.wait();
        if (queue_.empty()) co_return std::nullopt;
        std::optional<T> value{std::move(queue_.front())};
        queue_.pop_front();
        writable_.notify();
        co_return value;
    }

    void close() {
        closed_ = true;
        readable_.notify();
        writable_.notify();
    }

    [[nodiscard]] std::size_t size() const { return queue_.size(); }
    [[nodiscard]] bool is_closed() const { return closed_; }

  private:
    std::size_t capacity_;
    std::deque<T> queue_;
    bool closed_ = false;
    Notifier readable_;
    Notifier writable_;
};

}  // namespace dexarb

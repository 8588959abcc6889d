#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "dexarb/base/check.hpp"

namespace dexarb {

/// In-process broadcast channel: one writer, any number of readers, each with a cursor of its own.
///
/// A ring of the last `capacity` events. A reader that falls further behind skips to the oldest event kept and is told
/// how many it missed. After `close` readers still drain what is kept. One thread; a handover between threads is a
/// mailbox's work.
template <typename Event>
class Broadcast {
  public:
    /// A reader's place in the stream. Made by `subscribe`; sees what is published afterwards.
    class Cursor {
      public:
        /// Events this reader never saw because it was more than the ring behind.
        [[nodiscard]] std::uint64_t missed() const { return missed_; }

      private:
        friend class Broadcast;
        std::uint64_t next_ = 0;
        std::uint64_t missed_ = 0;
    };

    explicit Broadcast(std::size_t capacity) : ring_(capacity) {
        check(capacity > 0, "a broadcast holds at least one event");
    }

    [[nodiscard]] Cursor subscribe() const {
        Cursor cursor;
        cursor.next_ = published_;
        return cursor;
    }

    void publish(Event event) {
        check(!closed_, "publish after close");
        ring_[published_ % ring_.size()] = std::move(event);
        ++published_;
    }

    /// The next event for `cursor`, or null when it has seen all. The pointer holds until the next `publish`.
    [[nodiscard]] const Event* read(Cursor& cursor) const {
        const std::uint64_t oldest = published_ > ring_.size() ? published_ - ring_.size() : 0;
        if (cursor.next_ < oldest) {
            cursor.missed_ += oldest - cursor.next_;
            cursor.next_ = oldest;
        }
        if (cursor.next_ == published_) return nullptr;
        return &ring_[cursor.next_++ % ring_.size()];
    }

    /// Events published but not yet read by `cursor`, those it will miss included.
    [[nodiscard]] std::uint64_t lag(const Cursor& cursor) const { return published_ - cursor.next_; }

    void close() { closed_ = true; }
    /// True once closed and read to the end by `cursor`.
    [[nodiscard]] bool drained(const Cursor& cursor) const { return closed_ && cursor.next_ == published_; }

  private:
    std::vector<Event> ring_;
    std::uint64_t published_ = 0;
    bool closed_ = false;
};

}  // namespace dexarb

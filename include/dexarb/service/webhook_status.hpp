#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace dexarb {

/// What became of one webhook's alerts. Each that was sent is in the end delivered, folded, dropped or lost.
struct WebhookStatus {
    std::string name;
    std::string endpoint;     ///< Scheme and host only.
    std::size_t waiting = 0;  ///< Messages, the one under way among them.
    std::size_t capacity = 0;
    std::uint64_t delivered = 0;
    std::uint64_t folded = 0;   ///< Told by the message of another of their kind.
    std::uint64_t dropped = 0;  ///< For want of room.
    std::uint64_t lost = 0;     ///< Refused, given up, or still there at the end.
    std::uint64_t failed_attempts = 0;
    std::string trouble;  ///< What keeps messages back now; empty where all is well.

    /// What is settled of those that were sent.
    [[nodiscard]] std::uint64_t settled() const { return delivered + folded + dropped + lost; }
};

}  // namespace dexarb

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/alert.hpp"

namespace dexarb {

/// One message to be: an alert, and what came of the same kind while it waited.
struct WaitingAlert {
    Alert alert;
    std::size_t more = 0;
    std::vector<std::string> newest;  ///< Titles of the last few of them.

    /// With what was folded into it.
    [[nodiscard]] Alert digest() const;
};

/// Alerts that wait for one webhook, in order, in bounded room.
///
/// What comes while one of its kind waits is folded into that one. Of kinds that come in pairs (lost, back) only the
/// last in the queue takes others in, so that whoever reads ends with what is true.
class AlertQueue {
  public:
    explicit AlertQueue(std::size_t capacity) : capacity_{capacity} {}

    /// What became of it. Where there is no room the oldest of the least severe goes, or the new one if it is less
    /// severe than all.
    enum class Added { kWaits, kFolded, kDroppedAnother, kDropped };
    Added add(Alert alert);

    /// The oldest; only where there is one.
    [[nodiscard]] WaitingAlert take();
    /// The newest of that kind, out of turn.
    [[nodiscard]] std::optional<WaitingAlert> take(AlertKind kind);

    [[nodiscard]] bool empty() const { return waiting_.empty(); }
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

  private:
    [[nodiscard]] WaitingAlert* host_for(AlertKind kind);

    std::size_t capacity_;
    std::deque<WaitingAlert> waiting_;
};

}  // namespace dexarb

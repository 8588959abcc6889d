#pragma once

#include <chrono>
#include <cstdint>

#include "dexarb/base/time.hpp"

namespace dexarb {

/// How far a node's announcements of new heads can be relied on. Pure, like `BlockTimer`, to which it leaves the choice
/// whenever there is nothing to rely on: before the first announcement, after a stall, and while an announced head is
/// not to be had yet.
class HeadWatch {
  public:
    /// A head was announced, of which we know or not.
    void on_announced(Timestamp now, bool is_known);
    /// The head was asked for, and was new or not; `interval` is the block time.
    void on_asked(Timestamp now, std::chrono::milliseconds interval, bool is_new);
    /// Nobody announces any more.
    void on_silence() { *this = HeadWatch{stalls_}; }

    /// When to ask for the head, unless something is announced before. `by_timer` is what polling alone would choose.
    [[nodiscard]] Timestamp next_poll(Timestamp by_timer, std::chrono::milliseconds interval) const;

    /// Whether heads keep coming that were not announced; told once.
    [[nodiscard]] bool take_stall();
    /// Times that a new head was found while announcements were relied on and did not come.
    [[nodiscard]] std::uint64_t stalls() const { return stalls_; }

    HeadWatch() = default;

    /// So many block times without an announcement are a stall.
    static constexpr int kPatience = 3;

  private:
    explicit HeadWatch(std::uint64_t stalls) : stalls_{stalls} {}

    bool is_relied_on_ = false;
    bool is_announced_ = false;  ///< A head that was not asked for yet.
    bool is_awaited_ = false;    ///< One that was asked for and not there.
    Timestamp heard_at_{};       ///< The newest news.
    unsigned unannounced_ = 0;   ///< New heads since the last announcement.
    std::uint64_t stalls_ = 0;
};

}  // namespace dexarb

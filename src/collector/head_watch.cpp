#include "dexarb/collector/head_watch.hpp"

namespace dexarb {
namespace {

/// One head may overtake its announcement, and right after subscribing some do.
constexpr unsigned kUnannouncedOfAStall = 3;

}  // namespace

void HeadWatch::on_announced(Timestamp now, bool is_known) {
    // The same head over and over is no sign of life; once it shows that announcements do come.
    if (!is_known || !is_relied_on_) heard_at_ = now;
    is_relied_on_ = true;
    if (is_known) return;
    is_announced_ = true;
    unannounced_ = 0;
}

void HeadWatch::on_asked(Timestamp now, std::chrono::milliseconds interval, bool is_new) {
    const bool is_silent = is_relied_on_ && !is_announced_ && now >= heard_at_ + kPatience * interval;
    is_awaited_ = !is_new && (is_awaited_ || is_announced_);
    if (is_new && !is_announced_) ++unannounced_;
    if (is_silent && is_new) ++stalls_;
    if (is_silent) is_relied_on_ = false;
    is_announced_ = false;
}

Timestamp HeadWatch::next_poll(Timestamp by_timer, std::chrono::milliseconds interval) const {
    if (is_announced_) return heard_at_;
    if (!is_relied_on_ || is_awaited_) return by_timer;
    return heard_at_ + kPatience * interval;
}

bool HeadWatch::take_stall() {
    if (unannounced_ < kUnannouncedOfAStall) return false;
    unannounced_ = 0;
    return true;
}

}  // namespace dexarb

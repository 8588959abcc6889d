#include "service/alert_queue.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "dexarb/base/check.hpp"

namespace dexarb {

namespace {

constexpr std::size_t kTitlesKept = 3;

/// Whether a later alert of another kind takes it back.
bool is_of_a_pair(AlertKind kind) {
    switch (kind) {
        case AlertKind::kStarted:
        case AlertKind::kStopped:
        case AlertKind::kNoBlock:
        case AlertKind::kBlocksAgain:
        case AlertKind::kEndpointLost:
        case AlertKind::kEndpointBack:
            return true;
        default:
            return false;
    }
}

}  // namespace

Alert WaitingAlert::digest() const {
    if (more == 0) return alert;
    Alert told = alert;
    told.title += fmt::format(" (and {} more)", more);
    told.text += fmt::format("\n\n{} more of {}, the newest: {}", more, facts_of(alert.kind).name,
                             fmt::join(newest.rbegin(), newest.rend(), "; "));
    return told;
}

AlertQueue::Added AlertQueue::add(Alert alert) {
    if (WaitingAlert* host = host_for(alert.kind)) {
        ++host->more;
        host->alert.severity = std::max(host->alert.severity, alert.severity);
        host->newest.push_back(std::move(alert.title));
        if (host->newest.size() > kTitlesKept) host->newest.erase(host->newest.begin());
        return Added::kFolded;
    }
    Added added = Added::kWaits;
    if (waiting_.size() >= capacity_) {
        const auto least =
            std::ranges::min_element(waiting_, {}, [](const WaitingAlert& waiting) { return waiting.alert.severity; });
        if (least == waiting_.end() || alert.severity < least->alert.severity) return Added::kDropped;
        waiting_.erase(least);
        added = Added::kDroppedAnother;
    }
    waiting_.push_back({std::move(alert), 0, {}});
    return added;
}

WaitingAlert AlertQueue::take() {
    check(!waiting_.empty(), "only what waits can be taken");
    WaitingAlert oldest = std::move(waiting_.front());
    waiting_.pop_front();
    return oldest;
}

std::optional<WaitingAlert> AlertQueue::take(AlertKind kind) {
    const auto found = std::ranges::find_if(waiting_.rbegin(), waiting_.rend(),
                                            [&](const WaitingAlert& waiting) { return waiting.alert.kind == kind; });
    if (found == waiting_.rend()) return std::nullopt;
    std::optional<WaitingAlert> taken{std::move(*found)};
    waiting_.erase(std::next(found).base());
    return taken;
}

WaitingAlert* AlertQueue::host_for(AlertKind kind) {
    if (waiting_.empty()) return nullptr;
    if (is_of_a_pair(kind)) return waiting_.back().alert.kind == kind ? &waiting_.back() : nullptr;
    const auto found =
        std::ranges::find_if(waiting_, [&](const WaitingAlert& waiting) { return waiting.alert.kind == kind; });
    return found == waiting_.end() ? nullptr : &*found;
}

}  // namespace dexarb

#include "dexarb/trading/funnel.hpp"

#include <algorithm>
#include <utility>

#include "dexarb/trading/ledger.hpp"

namespace dexarb {
namespace {

/// Blocks after which an episode not seen open cannot return: undone blocks, bridged ones, and some to spare.
constexpr BlockNumber kForgetAfter = 2 * kUndoDepth;

std::size_t place(const Reject& reject) {
    return static_cast<std::size_t>(reject.reason);
}

bool is_further(const Reject& reject, const std::optional<Reject>& than) {
    if (!than) return true;
    return std::pair{reject.reason, reject.net_usd} > std::pair{than->reason, than->net_usd};
}

}  // namespace

bool FunnelCounter::stop(const Reject& reject) {
    Progress& progress = meet(reject.episode, reject.block);
    if (!progress.standing.acted && is_further(reject, progress.furthest)) {
        if (progress.furthest) --funnel_.stopped[place(*progress.furthest)];
        ++funnel_.stopped[place(reject)];
        progress.furthest = reject;
    }
    if (progress.reasons.test(place(reject))) return false;
    progress.reasons.set(place(reject));
    return true;
}

void FunnelCounter::act(const EpisodeId& episode, BlockNumber block) {
    Progress& progress = meet(episode, block);
    if (progress.standing.acted) return;
    if (progress.furthest) --funnel_.stopped[place(*progress.furthest)];
    progress.furthest.reset();
    progress.standing.acted = true;
    ++funnel_.acted;
}

void FunnelCounter::forgo(const EpisodeId& episode, PricedFilter filter) {
    const auto found = episodes_.find(episode);
    if (found != episodes_.end()) found->second.standing.forgone.set(static_cast<std::size_t>(filter));
}

EpisodeStanding FunnelCounter::standing(const EpisodeId& episode) const {
    const auto found = episodes_.find(episode);
    return found == episodes_.end() ? EpisodeStanding{} : found->second.standing;
}

std::optional<BlockNumber> FunnelCounter::last_seen(const EpisodeId& episode) const {
    const auto found = episodes_.find(episode);
    if (found == episodes_.end()) return std::nullopt;
    return found->second.last_seen;
}

std::optional<ConfigNearestMiss> FunnelCounter::nearest_miss(MicroUsd min_profit) const {
    std::optional<Reject> nearest = nearest_forgotten_;
    for (const auto& [episode, progress] : episodes_)
        if (progress.furthest && is_further(*progress.furthest, nearest)) nearest = progress.furthest;
    if (!nearest) return std::nullopt;
    ConfigNearestMiss miss{nearest->episode, nearest->block, nearest->reason, nearest->net_usd, {}};
    if (nearest->reason == RejectReason::kMinProfit || nearest->reason == RejectReason::kUnprofitable)
        miss.lacked_usd = min_profit - nearest->net_usd;
    return miss;
}

void FunnelCounter::forget_before(BlockNumber newest) {
    if (newest < forgotten_at_ + kUndoDepth || episodes_.empty()) return;
    forgotten_at_ = newest;
    std::erase_if(episodes_, [&](const auto& entry) {
        const Progress& progress = entry.second;
        if (progress.last_seen + kForgetAfter >= newest) return false;
        if (progress.furthest && is_further(*progress.furthest, nearest_forgotten_))
            nearest_forgotten_ = progress.furthest;
        return true;
    });
}

FunnelCounter::Progress& FunnelCounter::meet(const EpisodeId& episode, BlockNumber block) {
    const auto [entry, is_new] = episodes_.try_emplace(episode);
    if (is_new) ++funnel_.episodes;
    entry->second.last_seen = std::max(entry->second.last_seen, block);
    return entry->second;
}

}  // namespace dexarb

#include "arbitrage/episode_book.hpp"

#include <algorithm>

namespace dexarb {

namespace {

/// More than 1 % away from what was last told.
bool moved(MicroUsd now, MicroUsd told) {
    const auto distance = static_cast<i128>(now.value) - told.value;
    return (distance < 0 ? -distance : distance) * 100 > (told.value < 0 ? -told.value : told.value);
}

}  // namespace

void EpisodeBook::start_block(const BlockId& block) {
    block_ = block;
    changes_.clear();
    while (!undo_.empty() && undo_.front().block + kDepth < block.number)
        undo_.pop_front();
}

std::uint64_t EpisodeBook::missed_blocks(const Episode& episode) const {
    return block_.number > episode.last_open ? block_.number - episode.last_open - 1 : 0;
}

void EpisodeBook::open(Opportunity& opportunity, RouteIndex route, bool was_closed_before, BlockNumber last_event) {
    const auto running = running_.find(route);
    if (running != running_.end() && missed_blocks(running->second) > bridged_blocks_) close(route);
    remember(route);
    const bool opens = !running_.contains(route);
    Episode& episode = running_[route];
    if (opens) {
        episode.id = {route, block_.number};
        episode.left_censored = !was_closed_before;
    }
    opportunity.episode = episode.id;
    opportunity.left_censored = episode.left_censored;
    opportunity.quiet_blocks = block_.number + 1 - std::max(episode.id.first_block, last_event + 1);
    episode.last_open = block_.number;
    episode.seen = std::make_shared<const Opportunity>(opportunity);
    if (!opens && !moved(opportunity.net_usd, episode.reported_net)) return;
    episode.reported_net = opportunity.net_usd;
    tell(opens ? EpisodePhase::kOpen : EpisodePhase::kMove, opportunity);
}

void EpisodeBook::shut(RouteIndex route) {
    if (running_.contains(route)) close(route);
}

void EpisodeBook::miss(RouteIndex route) {
    const auto running = running_.find(route);
    if (running != running_.end() && missed_blocks(running->second) >= bridged_blocks_) close(route);
}

void EpisodeBook::close(RouteIndex route) {
    remember(route);
    const auto running = running_.find(route);
    tell(EpisodePhase::kClose, *running->second.seen);
    running_.erase(running);
}

void EpisodeBook::tell(EpisodePhase phase, const Opportunity& opportunity) {
    changes_.push_back({phase, block_, opportunity});
}

void EpisodeBook::remember(RouteIndex route) {
    const auto running = running_.find(route);
    undo_.push_back({block_.number, route, {}});
    if (running != running_.end()) undo_.back().episode = running->second;
}

void EpisodeBook::undo_to(BlockNumber fork) {
    for (; !undo_.empty() && undo_.back().block > fork; undo_.pop_back()) {
        Before& before = undo_.back();
        if (before.episode)
            running_[before.route] = std::move(*before.episode);
        else
            running_.erase(before.route);
    }
    // Beyond the depth nothing is remembered; what began above the fork never began all the same.
    std::erase_if(running_, [&](const auto& entry) { return entry.second.id.first_block > fork; });
}

}  // namespace dexarb

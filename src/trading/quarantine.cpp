#include "dexarb/trading/quarantine.hpp"

#include <algorithm>

#include "dexarb/trading/ledger.hpp"

namespace dexarb {

void Quarantine::watch(const OutcomePtr& fill) {
    fills_[fill->episode] = {fill, std::nullopt, fill->inclusion_block->number};
}

std::vector<OutcomePtr> Quarantine::judge(std::span<const Opportunity> opportunities, BlockNumber number) {
    std::vector<OutcomePtr> moved;
    if (fills_.empty()) return moved;
    for (const Opportunity& opportunity : opportunities) {
        const auto found = fills_.find(opportunity.episode);
        if (found == fills_.end()) continue;
        found->second.last_open = number;
        if (found->second.moved_on || !is_suspect(opportunity, phantom_blocks_)) continue;
        found->second.moved_on = number;
        moved.push_back(found->second.outcome);
    }
    forget_closed(number);
    return moved;
}

std::vector<OutcomePtr> Quarantine::undo_to(BlockNumber fork) {
    std::vector<OutcomePtr> restored;
    for (auto& [episode, fill] : fills_) {
        if (!fill.moved_on || *fill.moved_on <= fork) continue;
        fill.moved_on.reset();
        restored.push_back(fill.outcome);
    }
    forget_above(fork);
    return restored;
}

void Quarantine::forget_above(BlockNumber fork) {
    std::erase_if(fills_, [&](const auto& entry) { return entry.second.outcome->inclusion_block->number > fork; });
    for (auto& [episode, fill] : fills_)
        if (fill.moved_on) fill.moved_on = std::min(*fill.moved_on, fork);
}

void Quarantine::forget_closed(BlockNumber number) {
    std::erase_if(fills_, [&](const auto& entry) { return entry.second.last_open + 2 * kUndoDepth < number; });
}

}  // namespace dexarb

#include <algorithm>
#include <utility>

#include "dexarb/collector/pool_state_collector.hpp"

namespace dexarb {

Task<Result<void>> PoolStateCollector::give_up_branch(BlockNumber newest) {
    auto fork = co_await find_fork(newest);
    if (!fork) co_return std::move(fork).error();
    const BlockNumber reached = replica_.oldest()->number;
    const auto beyond = [&](const BlockId& block) { return block.number > *fork && block.number <= reached; };
    counters_.undone_beyond += static_cast<std::uint64_t>(std::ranges::count_if(trail_.blocks(), beyond));
    const std::size_t undone = trail_.undo_to(*fork);
    counters_.undone += undone;
    if (undone > 0) outbox_.emplace_back(Undone{*fork});
    ++counters_.fresh_starts;
    given_up_at_ = *fork;
    path_.clear();
    started_ = false;
    co_return Result<void>{};
}

/// The newest block handed over that is still the chain's; the one below the oldest if none is. By halving: what is
/// below a block of the chain is of the chain too. A block that the node no longer has, though it has later ones, was
/// forgotten, not replaced.
Task<Result<BlockNumber>> PoolStateCollector::find_fork(BlockNumber newest) {
    const std::vector<BlockId> blocks{trail_.blocks().begin(), trail_.blocks().end()};
    std::size_t canonical = 0;
    std::size_t unknown = blocks.size();
    std::size_t asked = blocks.size() - 1;
    while (canonical < unknown) {
        const BlockId& block = blocks[asked];
        auto header = co_await source_.header_by_number(block.number);
        if (!header) co_return std::move(header).error();
        const bool is_forgotten = !*header && block.number <= newest;
        if (is_forgotten || (*header && (*header)->id == block))
            canonical = asked + 1;
        else
            unknown = asked;
        asked = canonical + (unknown - canonical) / 2;
    }
    if (canonical > 0) co_return blocks[canonical - 1].number;
    co_return std::max<BlockNumber>(blocks.front().number, 1) - 1;
}

void PoolStateCollector::undo_to(const BlockId& fork) {
    counters_.undone += trail_.undo_to(fork.number);
    const bool undone = replica_.undo_to(fork);
    check(undone, "the replica reaches every block it knows");
    outbox_.emplace_back(Undone{fork.number});
    mended_ = false;
    audit_wanted_ = true;
    doubt_again(fork.number);
}

}  // namespace dexarb

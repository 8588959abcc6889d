#include <algorithm>
#include <string>
#include <utility>

#include "dexarb/collector/pool_state_collector.hpp"

namespace dexarb {
namespace {

/// So many answers must say that the chain ends below where we stood before we believe it: a backend may just lag.
constexpr unsigned kShorterAnswersBelieved = 10;

}  // namespace

Task<Result<std::optional<BlockHeader>>> PoolStateCollector::read_resumed_header() {
    const auto& branch = options_.resume->branch;
    const BlockNumber stood = branch.back().number;
    auto latest = co_await source_.latest_header();
    if (!latest) co_return std::move(latest).error();
    if (latest->id.number < stood && ++shorter_answers_ < kShorterAnswersBelieved)
        co_return Error{ErrorCode::kNotFound,
                        "the node has not reached block " + std::to_string(stood) + ", from which this run goes on"};
    auto fork = co_await read_fork(branch);
    if (!fork) co_return std::move(fork).error();
    resumption_ = Resumption{branch.back(), {}, {}};
    if (!*fork) {
        give_up_resuming("none of the last " + std::to_string(branch.size()) + " blocks is part of the chain any more");
        co_return std::optional<BlockHeader>{};
    }
    resumption_->fork = (*fork)->id.number;
    const BlockNumber passed = std::max(latest->id.number, *resumption_->fork) - *resumption_->fork;
    if (!options_.modelled_arrival && passed > options_.longest_gap) {
        give_up_resuming(std::to_string(passed) + " blocks have passed, and no more than " +
                         std::to_string(options_.longest_gap) + " are followed up");
        co_return std::optional<BlockHeader>{};
    }
    co_return fork;
}

/// The newest of `branch` that is the chain's; asks by halves, since all below it are too.
Task<Result<std::optional<BlockHeader>>> PoolStateCollector::read_fork(std::span<const BlockId> branch) {
    std::optional<BlockHeader> found;
    std::size_t below = 0;
    std::size_t above = branch.size();
    std::size_t probe = above - 1;
    while (below < above) {
        auto header = co_await source_.header_by_number(branch[probe].number);
        if (!header) co_return std::move(header).error();
        if (*header && (*header)->id == branch[probe]) {
            found = **header;
            below = probe + 1;
        } else {
            above = probe;
        }
        probe = below + (above - below) / 2;
    }
    co_return found;
}

void PoolStateCollector::give_up_unread_state(const Error& error) {
    give_up_resuming("the node no longer has the state after block " + std::to_string(*resumption_->fork) + " (" +
                     error.detail + ")");
}

void PoolStateCollector::give_up_resuming(std::string obstacle) {
    resumption_->obstacle = std::move(obstacle);
    resumed_ = true;
    const auto& branch = options_.resume->branch;
    const BlockNumber fork = resumption_->fork.value_or(branch.front().number - 1);
    if (fork < branch.back().number) outbox_.emplace_back(Undone{fork});
    last_arrival_ = std::max(last_arrival_, options_.resume->arrival);
    given_up_at_ = fork;
}

void PoolStateCollector::begin_at(const BlockHeader& header, std::vector<std::optional<PoolState>> states) {
    if (!is_resuming()) {
        const Timestamp arrival = stamp(header);
        replica_.start(header, arrival, std::move(states), is_stale(header));
        return note_start();
    }
    const ResumeFrom& from = *options_.resume;
    const bool is_newest = header.id == from.branch.back();
    if (!is_newest) outbox_.emplace_back(Undone{header.id.number});
    const Timestamp arrival = is_newest ? from.arrival : stamp(header);
    last_arrival_ = std::max(arrival, from.arrival);
    replica_.resume(header, arrival, std::move(states), from.last_events);
    for (const BlockId& ancestor : from.branch)
        if (ancestor.number < header.id.number) trail_.push(ancestor);
    resumed_ = true;
    note_start();
}

}  // namespace dexarb

#include <algorithm>
#include <string>
#include <utility>

#include "dexarb/collector/pool_state_collector.hpp"

namespace dexarb {
namespace {

/// So many answers in a row must say that the chain became shorter before we believe it: a backend may just lag.
constexpr unsigned kShorterAnswersBelieved = 10;
constexpr std::chrono::milliseconds kLongestSleep{5'000};

BlockId parent_id(const BlockHeader& header) {
    return {header.id.number - 1, header.parent};
}

}  // namespace

Task<Result<void>> PoolStateCollector::poll() {
    co_await wait_until_due();
    ask_at_once_ = false;
    ++counters_.polls;
    auto latest = co_await source_.latest_header();
    if (!latest) co_return std::move(latest).error();
    const bool new_head = is_new(*latest);
    const bool path_leads_there = !path_.empty() && path_.back().id == latest->id;
    if (!new_head) {
        ++counters_.idle_polls;
        path_.clear();
        failures_in_a_row_ = 0;
        timer_.on_nothing(clock_.now());
        co_return Result<void>{};
    }
    timer_.on_block(clock_.now(), latest->id.number);
    if (path_leads_there) co_return Result<void>{};
    path_.clear();
    auto walked = co_await walk_back(*latest);
    co_return walked;
}

Task<void> PoolStateCollector::wait_until_due() {
    if (ask_at_once_) co_return;
    const auto wait = timer_.next_poll() - clock_.now();
    if (wait <= std::chrono::milliseconds{0}) co_return;
    const auto pause = std::min<std::chrono::milliseconds>(wait, kLongestSleep);
    co_await clock_.sleep(pause);
}

bool PoolStateCollector::is_new(const BlockHeader& latest) {
    const bool shorter = latest.id.number < replica_.head()->number();
    const bool known = replica_.knows(latest.id);
    if (known || !shorter) shorter_answers_ = 0;
    if (known) return false;
    return !shorter || ++shorter_answers_ >= kShorterAnswersBelieved;
}

Task<Result<void>> PoolStateCollector::walk_back(BlockHeader latest) {
    const BlockNumber ours = replica_.head()->number();
    const bool fills_all = options_.modelled_arrival.has_value();
    if (!fills_all && latest.id.number > ours + options_.longest_gap) {
        auto given_up = co_await give_up_branch();
        co_return given_up;
    }
    std::deque<BlockHeader> path;
    path.push_front(latest);
    while (!replica_.knows(parent_id(path.front()))) {
        if (path.front().id.number <= replica_.oldest()->number + 1) {
            auto given_up = co_await give_up_branch();
            co_return given_up;
        }
        auto parent = co_await read_parent(path.front());
        if (!parent) co_return std::move(parent).error();
        path.push_front(*parent);
    }
    const BlockId fork = parent_id(path.front());
    if (fork != replica_.head()->header.id) undo_to(fork);
    path_ = std::move(path);
    co_return Result<void>{};
}

Task<Result<BlockHeader>> PoolStateCollector::read_parent(BlockHeader child) {
    auto parent = co_await source_.header_by_hash(child.parent);
    if (!parent) co_return std::move(parent).error();
    const std::string name = "block " + std::to_string(child.id.number - 1);
    if (!*parent)
        co_return Error{ErrorCode::kNotFound, "the node does not have " + name + ", the parent of one it gave"};
    if ((*parent)->id != parent_id(child))
        co_return Error{ErrorCode::kMalformed, name + " came with another hash or number than its child names"};
    co_return **parent;
}

Task<Result<void>> PoolStateCollector::give_up_branch() {
    const BlockNumber ours = replica_.head()->number();
    const BlockNumber oldest = replica_.oldest()->number;
    BlockNumber fork = ours;
    for (; fork >= oldest; --fork) {
        auto header = co_await source_.header_by_number(fork);
        if (!header) co_return std::move(header).error();
        if (*header && (*header)->id == *replica_.block_at(fork)) break;
        if (fork == 0) break;
    }
    if (fork < ours) outbox_.emplace_back(Undone{fork});
    counters_.undone += ours - fork;
    ++counters_.fresh_starts;
    given_up_at_ = fork;
    path_.clear();
    started_ = false;
    co_return Result<void>{};
}

void PoolStateCollector::undo_to(const BlockId& fork) {
    counters_.undone += replica_.head()->number() - fork.number;
    const bool undone = replica_.undo_to(fork);
    check(undone, "the replica reaches every block it knows");
    outbox_.emplace_back(Undone{fork.number});
    mended_ = false;
}

Task<Result<void>> PoolStateCollector::complete_block() {
    BlockUpdate update;
    update.header = path_.front();
    update.late = !options_.modelled_arrival && path_.size() > 1;
    auto logs = co_await source_.logs(update.header.id);
    if (!logs) co_return std::move(logs).error();
    const auto is_mismatch = [this](const RpcLog& log) {
        const auto pool = decoder_.find(log.address);
        return pool && readings_[position(*pool)].status == PoolStatus::kMismatch;
    };
    std::erase_if(*logs, is_mismatch);
    auto events = decoder_.decode(update.header.id, *logs);
    if (!events) co_return std::move(events).error();
    update.events = *std::move(events);
    update.arrival = stamp(update.header);
    auto snapshot = replica_.apply(update);
    if (!snapshot) co_return std::move(snapshot).error();
    path_.pop_front();
    read_missing_pools_again(update.events);
    mended_ = false;
    failures_in_a_row_ = 0;
    ++counters_.blocks;
    ++counters_.steady_blocks;
    counters_.late += update.late ? 1 : 0;
    counters_.broken_pools += replica_.take_broken().size();
    outbox_.emplace_back(*std::move(snapshot));
    co_return Result<void>{};
}

void PoolStateCollector::read_missing_pools_again(const std::vector<PoolEvent>& events) {
    for (const PoolEvent& event : events) {
        PoolStatus& status = readings_[position(event.pool)].status;
        if (status == PoolStatus::kMissing) status = PoolStatus::kUnread;
    }
}

}  // namespace dexarb

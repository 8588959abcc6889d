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
    choose_pace();
    co_await wait_until_due();
    ask_at_once_ = false;
    ++counters_.polls;
    auto latest = co_await source_.latest_header();
    if (!latest) co_return std::move(latest).error();
    const bool new_head = is_new(*latest);
    const bool path_leads_there = !path_.empty() && path_.back().id == latest->id;
    watch_.on_asked(clock_.now(), timer_.interval(), new_head);
    if (watch_.take_stall() && source_.announces_heads()) source_.renew_announcements();
    if (!new_head) {
        ++counters_.idle_polls;
        path_.clear();
        failures_in_a_row_ = 0;
        timer_.on_nothing(clock_.now());
        co_return Result<void>{};
    }
    timer_.on_block(clock_.now(), latest->id.number);
    newest_seen_ = latest->id.number;
    if (path_leads_there) co_return Result<void>{};
    path_.clear();
    if (counters_.blocks_at_a_time > 1) {
        auto followed = co_await follow_range(*latest);
        co_return followed;
    }
    auto walked = co_await walk_back(*latest);
    co_return walked;
}

Task<void> PoolStateCollector::wait_until_due() {
    if (ask_at_once_) co_return;
    const auto more = range_delay();
    if (more == std::chrono::milliseconds{0} && source_.announces_heads()) {
        co_await wait_for_announcement();
        if (source_.announces_heads()) co_return;
    }
    watch_.on_silence();
    const auto wait = timer_.next_poll() + more - clock_.now();
    if (wait <= std::chrono::milliseconds{0}) co_return;
    const auto pause = std::min<std::chrono::milliseconds>(wait, kLongestSleep + more);
    co_await clock_.sleep(pause);
}

/// Until a head is announced that we do not know, the head is due to be asked for all the same, or nobody announces any
/// more.
Task<void> PoolStateCollector::wait_for_announcement() {
    while (source_.announces_heads()) {
        const auto due = watch_.next_poll(timer_.next_poll(), timer_.interval());
        // Also where it is due already: what was announced meanwhile says whether to go on relying on that.
        const auto wait = std::max<std::chrono::milliseconds>(due - clock_.now(), std::chrono::milliseconds{0});
        const auto head = co_await source_.wait_for_head(wait);
        // Nothing came for as long as we were willing to wait, whatever a clock that was set says.
        if (!head) co_return;
        watch_.on_announced(clock_.now(), replica_.knows(*head));
    }
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
        auto given_up = co_await give_up_branch(latest.id.number);
        co_return given_up;
    }
    std::deque<BlockHeader> path;
    path.push_front(latest);
    while (!replica_.knows(parent_id(path.front()))) {
        if (path.front().id.number <= replica_.oldest()->number + 1) {
            auto given_up = co_await give_up_branch(latest.id.number);
            co_return given_up;
        }
        auto parent = co_await read_parent(path.front());
        if (!parent) co_return std::move(parent).error();
        path.push_front(*parent);
    }
    if (const auto ages = check_ages(path); !ages) co_return ages.error();
    const BlockId fork = parent_id(path.front());
    if (fork != replica_.head()->header.id) undo_to(fork);
    if (path.size() > 1) audit_wanted_ = true;
    path_ = std::move(path);
    co_return Result<void>{};
}

/// Timestamps never go back from parent to child; equal ones are normal.
Result<void> PoolStateCollector::check_ages(const std::deque<BlockHeader>& path) {
    const BlockHeader* parent = replica_.header_at(path.front().id.number - 1);
    for (const BlockHeader& block : path) {
        if (block.timestamp < parent->timestamp) {
            Error error{ErrorCode::kMalformed,
                        "block " + std::to_string(block.id.number) + " is older than its parent"};
            source_.refuse_last_answer(RefusalKind::kTimestamp, error.detail);
            return error;
        }
        parent = &block;
    }
    return {};
}

Task<Result<BlockHeader>> PoolStateCollector::read_parent(BlockHeader child) {
    const std::uint64_t asked = source_.requests();
    auto parent = co_await source_.header_by_hash(child.parent);
    if (!parent) co_return std::move(parent).error();
    // A long way back is walked in the face of failures only if pauses do not grow faster than it shortens.
    if (source_.requests() > asked) failures_in_a_row_ = 0;
    const std::string name = "block " + std::to_string(child.id.number - 1);
    if (!*parent)
        co_return Error{ErrorCode::kNotFound, "the node does not have " + name + ", the parent of one it gave"};
    if ((*parent)->id != parent_id(child)) {
        Error error{ErrorCode::kMalformed, name + " came with another hash or number than its child names"};
        source_.refuse_last_answer(RefusalKind::kOtherBlock, error.detail);
        co_return error;
    }
    co_return **parent;
}

Task<Result<void>> PoolStateCollector::complete_block() {
    BlockUpdate update;
    update.header = path_.front();
    auto events = co_await read_events(update.header.id);
    if (!events) co_return std::move(events).error();
    update.events = *std::move(events);
    auto settled = co_await settle_doubts(update);
    if (!settled) co_return std::move(settled).error();
    update.arrival = stamp(update.header);
    const bool is_old = is_stale(update.header);
    update.late = is_old || (!options_.modelled_arrival && path_.size() > 1);
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
    note_snapshot(*snapshot);
    outbox_.emplace_back(*std::move(snapshot));
    co_return Result<void>{};
}

Task<Result<std::vector<PoolEvent>>> PoolStateCollector::read_events(BlockId block) {
    const std::uint64_t refused = source_.bloom_refusals();
    auto logs = co_await source_.logs(block);
    if (source_.bloom_refusals() > refused) {
        const bool is_bloom_wrong = co_await judge_bloom(block);
        if (is_bloom_wrong) logs = co_await source_.logs(block);
    }
    if (!logs) co_return std::move(logs).error();
    auto events = decode_trusted(block, *std::move(logs));
    co_return events;
}

Result<std::vector<PoolEvent>> PoolStateCollector::decode_trusted(const BlockId& block, std::vector<RpcLog> logs) {
    const auto is_mismatch = [this](const RpcLog& log) {
        const auto pool = decoder_.find(log.address);
        return pool && readings_[position(*pool)].status == PoolStatus::kMismatch;
    };
    std::erase_if(logs, is_mismatch);
    auto events = decoder_.decode(block, logs);
    if (!events) source_.refuse_last_answer(RefusalKind::kLogData, events.error().detail);
    return events;
}

void PoolStateCollector::read_missing_pools_again(const std::vector<PoolEvent>& events) {
    for (const PoolEvent& event : events) {
        PoolStatus& status = readings_[position(event.pool)].status;
        if (status == PoolStatus::kMissing) status = PoolStatus::kUnread;
    }
}

}  // namespace dexarb

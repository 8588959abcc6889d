#include <algorithm>
#include <utility>

#include "dexarb/collector/pool_state_collector.hpp"

namespace dexarb {
namespace {

/// After so many failed tries a range is read block by block, each by its hash.
constexpr unsigned kTriesOfARange = 3;

/// The highest block that `replica` has among `hashes`, which begin at `first`; nothing if none.
std::optional<BlockId> common_block(const MarketReplica& replica, BlockNumber first, const std::vector<Hash>& hashes) {
    for (std::size_t i = hashes.size(); i-- > 0;) {
        const BlockId block{first + i, hashes[i]};
        if (replica.knows(block)) return block;
    }
    return std::nullopt;
}

std::vector<PoolIndex> certain_pools(const PoolTable& pools) {
    std::vector<PoolIndex> certain;
    for (std::size_t i = 0; i < pools.size(); ++i)
        if (pools[i]) certain.push_back(PoolIndex(i));
    return certain;
}

}  // namespace

/// While some blocks of a range are there and some are not, the pace stays.
void PoolStateCollector::choose_pace() {
    if (newest_seen_ > replica_.head()->number()) return;
    const std::uint64_t wanted = options_.blocks_at_a_time ? options_.blocks_at_a_time() : 1;
    counters_.blocks_at_a_time = std::clamp<std::uint64_t>(wanted, 1, kLongestRange);
}

std::chrono::milliseconds PoolStateCollector::range_delay() const {
    const std::uint64_t wanted = counters_.blocks_at_a_time;
    if (wanted == 1) return std::chrono::milliseconds{0};
    const std::uint64_t there = newest_seen_ - std::min(newest_seen_, replica_.head()->number());
    if (there + 1 > wanted) return std::chrono::milliseconds{0};
    // A little late rather than early: an early look finds a block too few and costs another.
    return timer_.interval() * static_cast<std::int64_t>(wanted - there - 1) + timer_.interval() / 2;
}

Task<Result<void>> PoolStateCollector::follow_range(BlockHeader latest) {
    const BlockNumber ours = replica_.head()->number();
    if (latest.id.number > ours && latest.id.number - ours < counters_.blocks_at_a_time) co_return Result<void>{};
    if (latest.id.number > ours + kLongestRange) {
        auto given_up = co_await give_up_branch(latest.id.number);
        co_return given_up;
    }
    if (failures_in_a_row_ >= kTriesOfARange) {
        ++counters_.ranges_refused;
        auto walked = co_await walk_back(latest);
        co_return walked;
    }
    auto taken = co_await take_range(latest);
    co_return taken;
}

Task<Result<void>> PoolStateCollector::take_range(BlockHeader latest) {
    const BlockNumber ours = replica_.head()->number();
    const BlockNumber first = std::min(ours, latest.id.number - 1);
    std::vector<PoolIndex> pools = certain_pools(*replica_.head()->pools);
    auto witness = co_await ranges_.read_witness(latest.id, first, latest.id.number - 1, std::move(pools));
    if (!witness) co_return std::move(witness).error();
    auto fork = common_block(replica_, first, witness->hashes);
    if (fork != replica_.head()->header.id) {
        auto found = co_await find_fork(latest, *witness);
        if (!found) co_return std::move(found).error();
        fork = *found;
        if (!fork) {
            auto given_up = co_await give_up_branch(latest.id.number);
            co_return given_up;
        }
        undo_to(*fork);
    }
    const auto known = static_cast<std::ptrdiff_t>(witness->hashes.size() - (latest.id.number - 1 - fork->number));
    std::vector<Hash> between{witness->hashes.begin() + known, witness->hashes.end()};
    const BlockHeader from = replica_.head()->header;
    auto range = co_await ranges_.read(from, latest, std::move(between));
    if (!range) co_return std::move(range).error();
    auto applied = apply_range(*range, *witness);
    if (!applied) co_return std::move(applied).error();
    if (*applied) co_return Result<void>{};
    auto walked = co_await walk_back(latest);
    co_return walked;
}

/// Asks for the hashes behind those that `witness` has, back to the oldest block that can be undone.
Task<Result<std::optional<BlockId>>> PoolStateCollector::find_fork(BlockHeader latest, BranchWitness& witness) {
    const BlockNumber oldest = replica_.oldest()->number;
    const BlockNumber known = latest.id.number - witness.hashes.size();
    if (known <= oldest) co_return std::optional<BlockId>{};
    std::vector<PoolIndex> none;
    auto behind = co_await ranges_.read_witness(latest.id, oldest, known - 1, std::move(none));
    if (!behind) co_return std::move(behind).error();
    witness.hashes.insert(witness.hashes.begin(), behind->hashes.begin(), behind->hashes.end());
    co_return common_block(replica_, oldest, witness.hashes);
}

/// False, with nothing changed, if the pools at the end are not as their contracts say: logs are missing.
Result<bool> PoolStateCollector::apply_range(RangeReading& range, const BranchWitness& witness) {
    std::vector<BlockUpdate> updates(range.headers.size());
    for (std::size_t i = 0; i < updates.size(); ++i) {
        updates[i].header = range.headers[i];
        updates[i].late = !options_.modelled_arrival && i + 1 < updates.size();
        auto events = decode_trusted(updates[i].header.id, std::move(range.logs[i]));
        if (!events) return std::move(events).error();
        updates[i].events = *std::move(events);
    }
    auto doubted = try_range(updates, range.interpolated, witness);
    if (!doubted) return std::move(doubted).error();
    if (doubted->empty()) return true;
    // Read by hash, the range before did not mend it: the pool does not follow its events.
    const bool is_known = std::ranges::includes(contradicted_, *doubted);
    contradicted_ = *doubted;
    ++counters_.ranges_refused;
    if (!is_known) return false;
    for (const PoolIndex pool : *doubted)
        replica_.distrust(pool);
    doubted = try_range(updates, range.interpolated, witness);
    if (!doubted) return std::move(doubted).error();
    return doubted->empty();
}

/// Publishes the updates unless pools at their end disagree with `witness`; these pools, ascending.
Result<std::vector<PoolIndex>> PoolStateCollector::try_range(std::vector<BlockUpdate>& updates,
                                                             std::uint64_t interpolated, const BranchWitness& witness) {
    MarketReplica trial = replica_;
    std::vector<SnapshotPtr> snapshots;
    for (BlockUpdate& update : updates) {
        update.arrival = arrival_behind(*trial.head(), update.header);
        auto snapshot = trial.apply(update);
        if (!snapshot) return std::move(snapshot).error();
        snapshots.push_back(*std::move(snapshot));
    }
    std::vector<PoolIndex> doubted;
    for (const BranchWitness::PoolEnd& end : witness.pools) {
        const PoolState* state = trial.state(end.pool);
        if (state != nullptr && !agrees(*state, end)) doubted.push_back(end.pool);
    }
    if (!doubted.empty()) return doubted;
    contradicted_.clear();
    replica_ = std::move(trial);
    publish_range(std::move(snapshots), interpolated);
    for (const BlockUpdate& update : updates)
        read_missing_pools_again(update.events);
    return doubted;
}

void PoolStateCollector::publish_range(std::vector<SnapshotPtr> snapshots, std::uint64_t interpolated) {
    mended_ = false;
    failures_in_a_row_ = 0;
    counters_.blocks += snapshots.size();
    counters_.steady_blocks += snapshots.size();
    counters_.interpolated += interpolated;
    counters_.broken_pools += replica_.take_broken().size();
    last_arrival_ = snapshots.back()->arrival;
    for (SnapshotPtr& snapshot : snapshots) {
        counters_.late += snapshot->late ? 1U : 0U;
        note_snapshot(snapshot);
        outbox_.emplace_back(std::move(snapshot));
    }
}

Timestamp PoolStateCollector::arrival_behind(const MarketSnapshot& before, const BlockHeader& header) const {
    if (options_.modelled_arrival)
        return std::max(Timestamp{header.timestamp} + *options_.modelled_arrival,
                        before.arrival + std::chrono::milliseconds{1});
    return std::max(clock_.now(), std::max(before.arrival, last_arrival_) + std::chrono::milliseconds{1});
}

}  // namespace dexarb

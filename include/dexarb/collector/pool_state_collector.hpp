#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dexarb/collector/audit_rota.hpp"
#include "dexarb/collector/block_timer.hpp"
#include "dexarb/collector/block_trail.hpp"
#include "dexarb/collector/chain_source.hpp"
#include "dexarb/collector/collector_options.hpp"
#include "dexarb/collector/event_decoder.hpp"
#include "dexarb/collector/feed_item.hpp"
#include "dexarb/collector/head_watch.hpp"
#include "dexarb/collector/pool_reader.hpp"
#include "dexarb/collector/range_reader.hpp"
#include "dexarb/market/market_replica.hpp"

namespace dexarb {

/// Keeps the state of a market's pools in step with a chain: starts from one block, follows block by block, undoes
/// replaced blocks, and reads again what became uncertain.
///
/// Hands over one item per call of `next`, so whoever consumes one is done with it (and has asked for ticks) before the
/// next is made: what is read when does not depend on scheduling.
class PoolStateCollector {
  public:
    /// `source` outlives the collector.
    PoolStateCollector(MarketDefinitionPtr market, ChainSource& source, CollectorOptions options, CollectorClock clock);

    /// The next snapshot or undone branch; the first is the start. Waits as long as it takes: failures are tried again
    /// after growing pauses. The only errors are kWrongChain, and kInvalidInput for a token whose decimals are not
    /// those of the market. Ends early only by cancellation.
    [[nodiscard]] Task<Result<FeedItem>> next();

    /// More ticks of these pools are read at the head, outward on both sides; known from the next snapshot on.
    void request_ticks(const std::vector<PoolIndex>& pools);

    [[nodiscard]] FeedCounters counters() const;
    /// What became of `CollectorOptions::resume`, once the first item is there; nothing where that was not given.
    ///
    /// Gone on: the first snapshot is the one of `fork` once more, without a gap. Blocks that were replaced meanwhile
    /// come out as `Undone` before it, in either case.
    [[nodiscard]] const std::optional<Resumption>& resumption() const { return resumption_; }
    /// One reading per pool of the market as last read, without its state.
    [[nodiscard]] const std::vector<PoolReading>& readings() const { return readings_; }
    /// Symbols of pairs with fewer than two live pools.
    [[nodiscard]] std::vector<std::string> thin_pairs() const;
    [[nodiscard]] std::chrono::milliseconds block_interval() const { return timer_.interval(); }

  private:
    struct AuditRun;
    /// A pool found wrong or read anew after that at `since`: what is kept of blocks up to there may be wrong too.
    struct Doubt {
        PoolIndex pool{};
        BlockNumber since = 0;
    };
    /// One under way: all that it reads is of this block, however often it fails.
    struct Start {
        BlockHeader header;
        Timestamp since;
        std::size_t remembered = 0;  ///< Answers that the reader had when it failed last.
        unsigned refusals = 0;       ///< Since then without a further one.
    };

    [[nodiscard]] Task<Result<void>> start();
    [[nodiscard]] Task<Result<void>> start_once();
    [[nodiscard]] Task<Result<std::vector<PoolReading>>> read_start(BlockHeader header);
    void note_failed_start(const Error& error);
    void give_up_unread_state(const Error& error);
    [[nodiscard]] Task<Result<BlockHeader>> read_start_header();
    [[nodiscard]] Task<Result<std::optional<BlockHeader>>> read_resumed_header();
    [[nodiscard]] Task<Result<std::optional<BlockHeader>>> read_fork(std::span<const BlockId> branch);
    void begin_at(const BlockHeader& header, std::vector<std::optional<PoolState>> states);
    void give_up_resuming(std::string obstacle);
    [[nodiscard]] bool is_resuming() const { return options_.resume && !resumed_; }
    [[nodiscard]] Task<Result<void>> check_chain();
    [[nodiscard]] Task<Result<void>> step();

    [[nodiscard]] Task<Result<void>> poll();
    [[nodiscard]] Task<void> wait_until_due();
    [[nodiscard]] Task<void> wait_for_announcement();
    [[nodiscard]] bool is_new(const BlockHeader& latest);
    [[nodiscard]] Task<Result<void>> walk_back(BlockHeader latest);
    [[nodiscard]] Task<Result<BlockHeader>> read_parent(BlockHeader child);
    [[nodiscard]] Task<Result<void>> give_up_branch(BlockNumber newest);
    [[nodiscard]] Task<Result<BlockNumber>> find_fork(BlockNumber newest);
    void undo_to(const BlockId& fork);
    [[nodiscard]] Result<void> check_ages(const std::deque<BlockHeader>& path);
    [[nodiscard]] Task<Result<void>> complete_block();
    [[nodiscard]] Task<Result<std::vector<PoolEvent>>> read_events(BlockId block);
    [[nodiscard]] Task<bool> judge_bloom(BlockId block);
    void note_start();
    void note_snapshot(const SnapshotPtr& snapshot);
    [[nodiscard]] bool is_stale(const BlockHeader& header) const;
    [[nodiscard]] std::chrono::milliseconds stall_limit() const;
    void watch_for_stall();
    void read_missing_pools_again(const std::vector<PoolEvent>& events);

    // Several blocks at a time: src/collector/follow_range.cpp.
    void choose_pace();
    [[nodiscard]] std::chrono::milliseconds range_delay() const;
    [[nodiscard]] Task<Result<void>> follow_range(BlockHeader latest);
    [[nodiscard]] Task<Result<void>> take_range(BlockHeader latest);
    [[nodiscard]] Task<Result<std::optional<BlockId>>> find_fork(BlockHeader latest, BranchWitness& witness);
    [[nodiscard]] Result<bool> apply_range(RangeReading& range, const BranchWitness& witness);
    [[nodiscard]] Result<std::vector<PoolIndex>> try_range(std::vector<BlockUpdate>& updates,
                                                           std::uint64_t interpolated, const BranchWitness& witness);
    void publish_range(std::vector<SnapshotPtr> snapshots, std::uint64_t interpolated);
    [[nodiscard]] Timestamp arrival_behind(const MarketSnapshot& before, const BlockHeader& header) const;
    /// Events of the block, of pools that are what the market file says.
    [[nodiscard]] Result<std::vector<PoolEvent>> decode_trusted(const BlockId& block, std::vector<RpcLog> logs);
    /// Reads pools by call whose silence in the block's logs its bloom filter contradicts: logs that were withheld are
    /// asked for again, and if they do not come the pools are believed. A coincidence changes nothing.
    [[nodiscard]] Task<Result<void>> settle_doubts(const BlockUpdate& update);
    [[nodiscard]] std::vector<PoolIndex> unheard_pools(const BlockUpdate& update) const;
    [[nodiscard]] std::vector<PoolReading> disagreeing(std::vector<PoolReading> readings) const;
    [[nodiscard]] Error withheld_logs(const BlockId& block, std::size_t pools);
    void believe(std::vector<PoolReading> readings);

    [[nodiscard]] Task<Result<void>> mend();
    [[nodiscard]] Task<Result<void>> read_again(std::vector<PoolIndex> pools);
    [[nodiscard]] Task<Result<void>> read_further(PoolIndex pool);
    [[nodiscard]] std::vector<PoolIndex> pools_to_read_again() const;

    [[nodiscard]] Task<void> audit();
    [[nodiscard]] bool is_audit_due();
    void judge_audit();
    void distrust(const AuditDifference& difference);
    void doubt_again(BlockNumber fork);

    [[nodiscard]] static BlockTimer make_timer(const CollectorOptions& options);
    [[nodiscard]] Task<void> wait_after(Error error);
    [[nodiscard]] Timestamp stamp(const BlockHeader& header);

    MarketDefinitionPtr market_;
    ChainSource& source_;
    CollectorOptions options_;
    CollectorClock clock_;
    PoolReader reader_;
    RangeReader ranges_;
    EventDecoder decoder_;
    MarketReplica replica_;
    BlockTimer timer_;
    HeadWatch watch_;
    std::vector<PoolReading> readings_;
    std::deque<BlockHeader> path_;  ///< Children of our head up to the newest header; to be completed in this order.
    std::deque<FeedItem> outbox_;
    std::vector<PoolIndex> wanted_;  ///< Pools whose ticks are to be read further.
    std::optional<Start> start_;
    bool started_ = false;
    bool mended_ = true;       ///< Whether the uncertain pools were asked for at this head.
    bool ask_at_once_ = true;  ///< Whether the next question for the head waits for no block.
    BlockId doubted_;          ///< The block whose silence was doubted last.
    unsigned doubts_of_block_ = 0;
    unsigned failures_in_a_row_ = 0;
    unsigned shorter_answers_ = 0;
    std::uint64_t jitter_;
    Timestamp last_arrival_{};
    std::optional<BlockNumber> given_up_at_;  ///< The last block that is still the chain's, before a fresh start.
    std::optional<Resumption> resumption_;
    bool resumed_ = false;  ///< Or given up.
    std::uint64_t requests_at_start_ = 0;
    std::uint64_t units_at_start_ = 0;
    BlockNumber newest_seen_ = 0;          ///< Of the heads that polls found.
    std::vector<PoolIndex> contradicted_;  ///< Pools whose state at the end of the last range was not the contract's.
    FeedCounters counters_;
    BlockTrail trail_;
    AuditRota rota_;
    std::shared_ptr<AuditRun> audit_run_;  ///< Under way, or answered and not judged yet.
    BlockId audited_;                      ///< The last block audited, or started from.
    bool audit_wanted_ = false;            ///< Something happened after which the next block is audited.
    std::uint64_t source_changes_ = 0;
    std::vector<Doubt> doubts_;
    bool is_stalled_ = false;
};

}  // namespace dexarb

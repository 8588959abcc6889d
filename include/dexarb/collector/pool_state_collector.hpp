#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/collector/block_timer.hpp"
#include "dexarb/collector/chain_source.hpp"
#include "dexarb/collector/collector_options.hpp"
#include "dexarb/collector/event_decoder.hpp"
#include "dexarb/collector/feed_item.hpp"
#include "dexarb/collector/pool_reader.hpp"
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
    /// One reading per pool of the market as last read, without its state.
    [[nodiscard]] const std::vector<PoolReading>& readings() const { return readings_; }
    /// Symbols of pairs with fewer than two live pools.
    [[nodiscard]] std::vector<std::string> thin_pairs() const;
    [[nodiscard]] std::chrono::milliseconds block_interval() const { return timer_.interval(); }

  private:
    [[nodiscard]] Task<Result<FeedItem>> start();
    [[nodiscard]] Task<Result<SnapshotPtr>> start_once();
    [[nodiscard]] Task<Result<BlockHeader>> read_start_header();
    [[nodiscard]] Task<Result<void>> check_chain();
    [[nodiscard]] Task<Result<void>> step();

    [[nodiscard]] Task<Result<void>> poll();
    [[nodiscard]] Task<void> wait_until_due();
    [[nodiscard]] bool is_new(const BlockHeader& latest);
    [[nodiscard]] Task<Result<void>> walk_back(BlockHeader latest);
    [[nodiscard]] Task<Result<BlockHeader>> read_parent(BlockHeader child);
    [[nodiscard]] Task<Result<void>> give_up_branch();
    void undo_to(const BlockId& fork);
    [[nodiscard]] Task<Result<void>> complete_block();
    void read_missing_pools_again(const std::vector<PoolEvent>& events);

    [[nodiscard]] Task<Result<void>> mend();
    [[nodiscard]] Task<Result<void>> read_again(std::vector<PoolIndex> pools);
    [[nodiscard]] Task<Result<void>> read_further(PoolIndex pool);
    [[nodiscard]] std::vector<PoolIndex> uncertain_pools() const;

    [[nodiscard]] Task<void> wait_after(Error error);
    [[nodiscard]] Timestamp stamp(const BlockHeader& header);

    MarketDefinitionPtr market_;
    ChainSource& source_;
    CollectorOptions options_;
    CollectorClock clock_;
    PoolReader reader_;
    EventDecoder decoder_;
    MarketReplica replica_;
    BlockTimer timer_;
    std::vector<PoolReading> readings_;
    std::deque<BlockHeader> path_;  ///< Children of our head up to the newest header; to be completed in this order.
    std::deque<FeedItem> outbox_;
    std::vector<PoolIndex> wanted_;  ///< Pools whose ticks are to be read further.
    bool started_ = false;
    bool mended_ = true;       ///< Whether the uncertain pools were asked for at this head.
    bool ask_at_once_ = true;  ///< Whether the next question for the head waits for no block.
    unsigned failures_in_a_row_ = 0;
    unsigned shorter_answers_ = 0;
    std::uint64_t jitter_;
    Timestamp last_arrival_{};
    std::optional<BlockNumber> given_up_at_;  ///< The last block that is still the chain's, before a fresh start.
    std::uint64_t requests_at_start_ = 0;
    FeedCounters counters_;
};

}  // namespace dexarb

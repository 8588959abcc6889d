#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dexarb/async/notifier.hpp"
#include "dexarb/collector/chain_source.hpp"
#include "dexarb/collector/collector_options.hpp"
#include "dexarb/market/market_replica.hpp"
#include "dexarb/rpc/multicall.hpp"

namespace dexarb::testing {

/// What a block of the script does to pools, in log order.
using Changes = std::vector<std::pair<PoolIndex, PoolChange>>;

/// A chain written by hand that answers as a node does, contracts included, on a clock that a test moves.
///
/// Blocks are mined at once; `at` lets things happen when the clock, which sleeping advances, has come there.
class ScriptedChain final : public ChainSource {
  public:
    /// The chain begins with block 1000, in which the pools have `states`; nothing for a pool that does not exist.
    ScriptedChain(MarketDefinitionPtr market, std::vector<std::optional<PoolState>> states);

    /// Appends a block to the canonical chain.
    void mine(const Changes& changes = {});
    void mine_empty(std::size_t count);
    /// A pool comes into being at the head, or becomes another there without a log.
    void create(PoolIndex pool, PoolState state) {
        blocks_.at(canonical_.back()).states[position(pool)] = std::move(state);
    }
    /// Takes `depth` blocks off and makes the next ones others; nothing is mined.
    void fork(std::size_t depth);
    /// All blocks from the first on are others now, and one more.
    void replace_all();
    /// Makes the branch that ends in `tip` canonical again.
    void bring_back(const Hash& tip);
    /// What happens when the clock reaches `after` past the start.
    void at(std::chrono::milliseconds after, std::function<void()> action);
    /// A block every `step`, `count` times, the first one `step` after the start.
    void mine_every(std::chrono::milliseconds step, std::size_t count);

    [[nodiscard]] CollectorClock clock();
    [[nodiscard]] Timestamp now() const { return now_; }
    [[nodiscard]] const BlockHeader& head() const { return blocks_.at(canonical_.back()).header; }
    [[nodiscard]] const BlockHeader& header(BlockNumber number) const;
    /// The state of a pool after the canonical head.
    [[nodiscard]] const PoolState& state(PoolIndex pool) const;

    [[nodiscard]] Task<Result<std::uint64_t>> chain_id() override;
    [[nodiscard]] Task<Result<BlockHeader>> latest_header() override;
    [[nodiscard]] Task<Result<std::optional<BlockHeader>>> header_by_hash(Hash hash) override;
    [[nodiscard]] Task<Result<std::optional<BlockHeader>>> header_by_number(BlockNumber number) override;
    [[nodiscard]] Task<Result<std::vector<RpcLog>>> logs(BlockId block) override;
    [[nodiscard]] Task<Result<std::vector<RpcLog>>> logs_between(BlockNumber first, BlockNumber last) override;
    [[nodiscard]] Task<Result<std::vector<std::uint64_t>>> base_fees(BlockNumber first, BlockNumber last) override;
    [[nodiscard]] Task<Result<Bytes>> call(Hash block, EthCall call) override;
    [[nodiscard]] Task<Result<std::vector<RpcLog>>> logs_despite_bloom(BlockId block) override;
    [[nodiscard]] bool announces_heads() const override { return announces; }
    [[nodiscard]] Task<std::optional<BlockId>> wait_for_head(std::chrono::milliseconds longest) override;
    void renew_announcements() override { ++renewals; }
    [[nodiscard]] std::uint64_t requests() const override { return requests_; }
    [[nodiscard]] std::uint64_t units() const override { return 10 * requests_; }
    [[nodiscard]] std::uint64_t bloom_refusals() const override { return bloom_refusals_; }
    [[nodiscard]] std::uint64_t changes() const override { return node_changes; }
    void refuse_last_answer(RefusalKind kind, const std::string&) override { refused.push_back(kind); }
    void distrust_blooms() override { bloom_excludes = false; }

    /// The head is announced now.
    void announce() { announced_ = head().id; }
    /// A block every `step`, `count` times, the first one `step` after the start, each announced `delay` later.
    void announce_every(std::chrono::milliseconds step, std::size_t count, std::chrono::milliseconds delay = {});

    // Faults; each holds until changed.
    std::uint64_t answered_chain_id = 137;
    std::size_t failing_heads = 0;            ///< So many questions for the head fail.
    std::size_t failing_logs = 0;             ///< So many questions for logs fail.
    std::size_t foreign_logs = 0;             ///< So many are answered with logs of another block.
    std::size_t failing_calls = 0;            ///< So many calls fail.
    std::size_t lying_parents = 0;            ///< So many questions for a parent are answered by another block.
    std::size_t lag = 0;                      ///< The newest header answered is this far behind.
    std::size_t most_calls = 10'000;          ///< A multicall of more is refused.
    std::size_t most_calls_in_time = 10'000;  ///< To a multicall of more no answer comes.
    std::size_t emptied_calls = 0;            ///< So many multicalls lack what their last call returns.
    std::uint8_t token_decimals_off = 0;      ///< Added to every token's decimals.
    BlockNumber pruned_below = 0;             ///< The state after a block below is refused.
    bool announces = false;                   ///< Whether heads are announced.
    std::size_t failing_fees = 0;             ///< So many questions for base fees fail.
    std::uint64_t fees_off = 0;               ///< Added to every base fee of a history.
    std::size_t short_ranges = 0;             ///< So many ranges lack the logs of their last `lacking` blocks.
    std::uint64_t lacking = 1;
    std::size_t foreign_ranges = 0;       ///< So many ranges are answered with logs of another branch.
    std::vector<PoolIndex> silent_pools;  ///< Their logs are never in any answer.
    std::function<void()> on_call;        ///< Before each call is answered.
    Notifier* gate = nullptr;             ///< Calls are answered once this was notified.
    std::size_t short_calls = 0;          ///< So many calls are answered with half of their data.
    std::size_t old_heads = 0;            ///< So many heads come with a timestamp of an hour before.
    std::uint64_t node_changes = 0;
    BlockNumber forgotten_below = 0;  ///< Older headers are no longer answered by number.
    bool bloom_excludes = false;      ///< Logs, where there are any, are refused for the bloom of their block.
    std::optional<std::pair<PoolIndex, PoolChange>> invented;  ///< A log that every block is said to have.

    // What was asked.
    std::vector<Hash> called_blocks;
    std::vector<RefusalKind> refused;
    std::vector<std::chrono::milliseconds> sleeps;
    std::size_t log_questions = 0;
    std::size_t renewals = 0;
    std::vector<std::pair<BlockNumber, BlockNumber>> ranges;
    std::size_t header_questions = 0;  ///< By hash.

  private:
    struct Block {
        BlockHeader header;
        std::vector<RpcLog> logs;
        std::vector<std::optional<PoolState>> states;
    };

    void run_script();
    void run_until_now();
    [[nodiscard]] MulticallResult answer(const Block& block, const MulticallCall& call) const;
    [[nodiscard]] std::vector<RpcLog> logs_of(const Block& block) const;
    [[nodiscard]] Bytes ancestor(const Block& block, BlockNumber number) const;
    [[nodiscard]] Bytes answer_factory(const MulticallCall& call) const;

    MarketDefinitionPtr market_;
    std::map<Hash, Block> blocks_;
    std::vector<Hash> canonical_;
    std::multimap<Timestamp, std::function<void()>> script_;
    std::optional<BlockId> announced_;
    std::uint8_t branch_ = 0;
    std::uint64_t requests_ = 0;
    std::uint64_t bloom_refusals_ = 0;
    Timestamp start_;
    Timestamp now_;
};

}  // namespace dexarb::testing

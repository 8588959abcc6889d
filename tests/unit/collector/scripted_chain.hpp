#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

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
    /// A pool comes into being at the head.
    void create(PoolIndex pool, PoolState state) {
        blocks_.at(canonical_.back()).states[position(pool)] = std::move(state);
    }
    /// Takes `depth` blocks off and makes the next ones others; nothing is mined.
    void fork(std::size_t depth);
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
    [[nodiscard]] Task<Result<Bytes>> call(Hash block, EthCall call) override;
    [[nodiscard]] std::uint64_t requests() const override { return requests_; }

    // Faults; each holds until changed.
    std::uint64_t answered_chain_id = 137;
    std::size_t failing_heads = 0;        ///< So many questions for the head fail.
    std::size_t failing_logs = 0;         ///< So many questions for logs fail.
    std::size_t foreign_logs = 0;         ///< So many are answered with logs of another block.
    std::size_t failing_calls = 0;        ///< So many calls fail.
    std::size_t lying_parents = 0;        ///< So many questions for a parent are answered by another block.
    std::size_t lag = 0;                  ///< The newest header answered is this far behind.
    std::size_t most_calls = 10'000;      ///< A multicall of more is refused.
    std::uint8_t token_decimals_off = 0;  ///< Added to every token's decimals.
    std::function<void()> on_call;        ///< Before each call is answered.

    // What was asked.
    std::vector<Hash> called_blocks;
    std::vector<std::chrono::milliseconds> sleeps;
    std::size_t log_questions = 0;

  private:
    struct Block {
        BlockHeader header;
        std::vector<RpcLog> logs;
        std::vector<std::optional<PoolState>> states;
    };

    void run_script();
    [[nodiscard]] MulticallResult answer(const Block& block, const MulticallCall& call) const;
    [[nodiscard]] Bytes answer_factory(const MulticallCall& call) const;

    MarketDefinitionPtr market_;
    std::map<Hash, Block> blocks_;
    std::vector<Hash> canonical_;
    std::multimap<Timestamp, std::function<void()>> script_;
    std::uint8_t branch_ = 0;
    std::uint64_t requests_ = 0;
    Timestamp start_;
    Timestamp now_;
};

}  // namespace dexarb::testing

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "dexarb/collector/call_memory.hpp"
#include "dexarb/collector/chain_source.hpp"
#include "dexarb/collector/collector_options.hpp"
#include "dexarb/collector/pool_reading.hpp"
#include "dexarb/rpc/multicall.hpp"

namespace dexarb {

/// Reads pools at one block hash through Multicall3, in few requests.
class PoolReader {
  public:
    /// `source` outlives the reader.
    PoolReader(MarketDefinitionPtr market, ChainSource& source, const CollectorOptions& options);

    /// kInvalidInput if a token's decimals on the chain are not those of the market.
    [[nodiscard]] Task<Result<void>> check_tokens(Hash block);

    /// These pools after `block`: checked against factory and market, with ticks outward from the price until both
    /// sides absorb four times the largest trade, the scale ends, or a limit of words is reached. `prices` say what the
    /// trade is in tokens; nothing for the prices that these pools give themselves.
    [[nodiscard]] Task<Result<std::vector<PoolReading>>> read(Hash block, std::vector<PoolIndex> pools,
                                                              std::optional<PriceTable> prices);

    /// The ticks of one pool's `state`, read further outward on both sides at `block`.
    [[nodiscard]] Task<Result<std::shared_ptr<const TickMap>>> read_further(Hash block, PoolIndex pool,
                                                                            std::shared_ptr<const TickMap> known);

    /// Any calls on the state after `block`, in the order asked; each may fail for itself.
    [[nodiscard]] Task<Result<std::vector<MulticallResult>>> call_all(Hash block, std::vector<MulticallCall> calls);

    /// What is answered at `block` is kept from here on, so that a read that fails and is repeated asks for the rest
    /// only; until `forget`, or until answers prove to contradict each other.
    void remember(const Hash& block) { memory_.keep(block); }
    void forget() { memory_.forget(); }
    /// Answers kept now.
    [[nodiscard]] std::size_t remembered() const { return memory_.size(); }

  private:
    /// Words of one pool that are to be read, and what they hold.
    struct WordQuery {
        PoolIndex pool{};
        WordRange words;
        std::vector<Tick> ticks;
        std::size_t owner = 0;  ///< Place of the pool's reading.
    };
    /// How many words to have on each side of the present one.
    struct Reach {
        std::int32_t below = 1;
        std::int32_t above = 1;
    };

    [[nodiscard]] Task<Result<std::vector<MulticallResult>>> call_chunk(Hash block,
                                                                        std::span<const MulticallCall> calls);
    [[nodiscard]] Task<Result<std::vector<WordQuery>>> read_words(Hash block, std::vector<WordQuery> queries);
    /// Fills in which ticks the queried words hold, without what is in them.
    [[nodiscard]] Task<Result<void>> read_bitmaps(Hash block, std::vector<WordQuery>& queries);
    [[nodiscard]] Task<Result<void>> read_ticks(Hash block, std::vector<PoolReading>& readings,
                                                std::optional<PriceTable> prices);
    [[nodiscard]] static std::vector<WordQuery> missing_within(const std::vector<Reach>& reaches,
                                                               std::vector<PoolReading>& readings);
    void reach_further(std::vector<Reach>& reaches, std::vector<PoolReading>& readings, const PriceTable& prices) const;
    [[nodiscard]] bool absorbs(const ConcentratedState& state, const PoolDefinition& pool, bool zero_for_one,
                               const PriceTable& prices) const;
    void report(std::size_t answered);
    /// The answers so far do not fit each other: none is kept.
    [[nodiscard]] Error contradiction(Error error);

    MarketDefinitionPtr market_;
    ChainSource& source_;
    MicroUsd largest_trade_;
    std::size_t calls_per_request_;
    std::size_t calls_at_once_;  ///< As many, or fewer after a failure.
    CallMemory memory_;
    std::function<void(const StartProgress&)> on_progress_;
    StartProgress progress_;
};

}  // namespace dexarb

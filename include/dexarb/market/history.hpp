#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dexarb/base/result.hpp"
#include "dexarb/market/pool_past.hpp"

namespace dexarb {

/// An event of a block of the past.
struct PastEvent {
    BlockNumber block = 0;
    PoolEvent event;
};

/// Part of the past that is fetched as one.
struct HistoryPiece {
    enum class Kind : std::uint8_t {
        kBlocks,  ///< Events, and headers as far as they are read.
        kFees,    ///< Base fees.
        kEvents,  ///< Events alone, of blocks behind the last one of interest.
    };

    Kind kind = Kind::kBlocks;
    BlockNumber first = 0;
    BlockNumber last = 0;

    [[nodiscard]] std::uint64_t blocks() const { return last - first + 1; }
    friend auto operator<=>(const HistoryPiece&, const HistoryPiece&) = default;
};

/// The same with what came of it.
struct FetchedPiece {
    HistoryPiece piece;
    std::vector<PastEvent> events;         ///< In log order.
    std::vector<BlockHeader> headers;      ///< Ascending.
    std::vector<std::uint64_t> base_fees;  ///< In wei, of every block of the piece.
};

/// A block of the past. Where its header was not read its time lies on a line between two that were, and its hash is
/// what the next block says, or zero.
struct PastHeader {
    BlockHeader header;
    bool is_modelled = false;
};

/// Everything that was fetched, in order.
class History {
  public:
    History(BlockNumber from, BlockNumber to) : from_{from}, to_{to} {}

    /// In any order.
    void add(FetchedPiece piece);
    /// Puts events and headers in order; to be called once, before what follows.
    void arrange();

    [[nodiscard]] BlockNumber from() const { return from_; }
    [[nodiscard]] BlockNumber to() const { return to_; }
    [[nodiscard]] const std::vector<PastEvent>& events() const { return events_; }
    /// All headers from the first block to the last. kMalformed where those that were read do not form a chain, an end
    /// is missing, or fees are.
    [[nodiscard]] Result<std::vector<PastHeader>> headers() const;
    /// Every pool's changes up to `head`, oldest first.
    [[nodiscard]] std::vector<std::vector<DatedChange>> changes(std::size_t pools, BlockNumber head) const;

  private:
    [[nodiscard]] Result<void> check_read() const;
    [[nodiscard]] PastHeader modelled(BlockNumber number, const BlockHeader& before, const BlockHeader& after) const;

    BlockNumber from_;
    BlockNumber to_;
    std::vector<PastEvent> events_;
    std::vector<BlockHeader> read_;
    std::vector<std::optional<std::uint64_t>> base_fees_;
};

/// Walks a market through its past, from states that were wound back, block by block.
class HistoryWalk {
  public:
    /// One past per pool, nothing for one that cannot be known. `events` are those of `History`, and outlive the walk.
    HistoryWalk(MarketDefinitionPtr market, const std::vector<PastEvent>& events,
                std::vector<std::optional<PoolPast>> pasts);

    /// The market after the next block; the first one starts the walk. Errors as of `MarketReplica::apply`.
    [[nodiscard]] Result<SnapshotPtr> next(const BlockHeader& header, Timestamp arrival);

  private:
    [[nodiscard]] SnapshotPtr start(const BlockHeader& header, Timestamp arrival);
    [[nodiscard]] bool is_before_past(const PastEvent& past) const;
    [[nodiscard]] std::vector<PoolEvent> take_events(BlockNumber block);

    MarketReplica replica_;
    const std::vector<PastEvent>& events_;
    std::vector<std::optional<PoolPast>> pasts_;
    std::size_t next_event_ = 0;
};

/// Everything wound back: what the walk starts from, and why a pool takes no part.
struct PastMarket {
    std::vector<std::optional<PoolPast>> pasts;
    std::vector<std::string> obstacles;  ///< Per pool; empty where it is known.
};

/// `states` are those after `head`.
[[nodiscard]] PastMarket wind_back(const History& history, BlockNumber head,
                                   const std::vector<std::optional<PoolState>>& states);

}  // namespace dexarb

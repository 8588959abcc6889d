#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "dexarb/collector/chain_source.hpp"
#include "dexarb/collector/event_decoder.hpp"
#include "dexarb/market/history.hpp"

namespace dexarb {

/// So many blocks are a piece of events and headers; every such number's header is read, whether it has logs or not.
inline constexpr std::uint64_t kHeadersEvery = 256;
/// The most blocks of one eth_feeHistory.
inline constexpr std::uint64_t kFeesAtOnce = 1024;
/// Blocks of a piece of events alone.
inline constexpr std::uint64_t kEventsAtOnce = 1024;

/// What is to be fetched for the blocks from `from` to `to` of a chain whose head is `head`: pieces whose bounds depend
/// on the block numbers alone (but for the ends), so that they are the same when a later head is asked for.
[[nodiscard]] std::vector<HistoryPiece> plan_history(BlockNumber from, BlockNumber to, BlockNumber head);

struct HistoryFetcherOptions {
    BlockNumber from = 0;  ///< Its header and that of `to` are read too.
    BlockNumber to = 0;
    std::size_t in_flight = 8;
    /// Takes what was fetched; an error ends the fetching.
    std::function<Result<void>(FetchedPiece)> on_piece;
    /// So many more blocks of a piece of blocks are done; all of them once it is taken. May be empty.
    std::function<void(std::uint64_t)> on_blocks;
};

/// Fetches the past of a market's pools in pieces, several questions in flight.
///
/// What fails is not repeated here: the source's clients do that. kNotFound where logs and headers are of different
/// branches.
class HistoryFetcher {
  public:
    /// `source` outlives the fetcher.
    HistoryFetcher(const MarketDefinition& market, ChainSource& source, HistoryFetcherOptions options);

    /// Fetches `pieces` in order; they are handed to `on_piece` as they come. The first error stops the rest.
    [[nodiscard]] Task<Result<void>> fetch(std::vector<HistoryPiece> pieces);

  private:
    [[nodiscard]] Task<void> work();
    [[nodiscard]] Task<Result<FetchedPiece>> read(HistoryPiece piece);
    [[nodiscard]] Task<Result<void>> read_fees(FetchedPiece& fetched);
    [[nodiscard]] Task<Result<void>> read_events(FetchedPiece& fetched, std::vector<BlockId>& blocks);
    [[nodiscard]] Task<Result<void>> read_headers(FetchedPiece& fetched, std::vector<BlockId> blocks);
    [[nodiscard]] std::vector<BlockId> with_fixed(HistoryPiece piece, const std::vector<BlockId>& with_logs) const;

    ChainSource& source_;
    EventDecoder decoder_;
    HistoryFetcherOptions options_;
    std::vector<HistoryPiece> pieces_;
    std::size_t next_ = 0;
    std::optional<Error> failure_;
};

/// The first block with a timestamp at or after `time`, which is not after that of `head`; among those that
/// the source has. Errors of the source.
[[nodiscard]] Task<Result<BlockNumber>> find_block_at(ChainSource& source, BlockHeader head,
                                                      std::chrono::sys_seconds time);

}  // namespace dexarb

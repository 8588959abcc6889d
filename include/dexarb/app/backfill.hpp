#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dexarb/app/backfill_options.hpp"
#include "dexarb/app/backfill_plan.hpp"
#include "dexarb/app/endpoints.hpp"
#include "dexarb/collector/history_fetcher.hpp"
#include "dexarb/collector/pool_reading.hpp"
#include "dexarb/collector/rpc_chain_source.hpp"
#include "dexarb/journal/history_store.hpp"

namespace dexarb {

/// The blocks that a backfill is of.
struct BackfillRange {
    BlockNumber from = 0;
    BlockNumber to = 0;
};

/// All that a recording of the past is made from.
struct FetchedPast {
    History history;
    BlockNumber head = 0;
    std::vector<PoolReading> readings;  ///< One per pool, after `head`.
};

/// What a backfill tells while it goes. Every function may be empty.
struct BackfillObserver {
    /// Before anything is fetched: of which blocks, up to which head, at what cost.
    std::function<void(const BackfillRange&, BlockNumber head, const BackfillPlan&)> on_plan;
    /// Goes on from what an earlier process has fetched: so many pieces.
    std::function<void(std::size_t)> on_resume;
    /// How much is fetched, from 0 to 1; the pools are read behind that.
    std::function<void(double)> on_progress;
    /// Something out of the ordinary, in words.
    std::function<void(const std::string&)> on_notice;
};

/// Fetches the past of a market: pieces that are settled are kept in a file, so that the next process goes on from
/// there. Then the pools are read at a head and all events up to it.
class Backfill {
  public:
    /// `setup`, `options` and `endpoints` outlive it.
    Backfill(const Setup& setup, const BackfillOptions& options, std::shared_ptr<EndpointGroup> endpoints,
             BackfillObserver observer);

    [[nodiscard]] Task<Result<FetchedPast>> run();

    /// Where settled pieces are kept.
    [[nodiscard]] std::string part_file() const { return options_.output.string() + ".part"; }
    /// Whether the error of `run` is one of the arguments.
    [[nodiscard]] bool is_usage_error() const { return is_usage_error_; }
    /// How many pieces are in that file; nothing where it was not opened.
    [[nodiscard]] std::optional<std::size_t> kept() const {
        return store_ ? std::optional{done_.size()} : std::nullopt;
    }
    [[nodiscard]] std::uint64_t requests() const { return source_.requests(); }
    [[nodiscard]] std::uint64_t units() const { return source_.units(); }

  private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] Error usage(std::string detail);
    [[nodiscard]] Task<Result<BlockHeader>> read_head();
    [[nodiscard]] Task<Result<void>> open(BlockHeader head);
    [[nodiscard]] Result<void> go_on();
    [[nodiscard]] Task<Result<BackfillRange>> find_range(BlockHeader head);
    [[nodiscard]] Task<Result<BlockNumber>> find_point(const ChainPoint& point, BlockHeader head, bool is_last);
    [[nodiscard]] Task<Result<void>> tell_if_oldest(const ChainPoint& point, BlockNumber found);
    [[nodiscard]] std::string store_head() const;

    [[nodiscard]] std::vector<HistoryPiece> missing(BlockNumber head) const;
    [[nodiscard]] static bool is_settled(const HistoryPiece& piece, BlockNumber head);
    [[nodiscard]] Task<Result<void>> fetch(std::vector<HistoryPiece> pieces, BlockNumber head);
    [[nodiscard]] Result<void> take(FetchedPiece fetched, BlockNumber head);
    [[nodiscard]] Task<Result<FetchedPast>> fetch_to_head();
    [[nodiscard]] Task<Result<std::vector<PoolReading>>> read_pools(BlockHeader head);
    void announce(BlockNumber head);
    void advance(std::uint64_t blocks);

    const Setup& setup_;
    const BackfillOptions& options_;
    std::shared_ptr<EndpointGroup> endpoints_;
    RpcChainSource source_;
    BackfillObserver observer_;
    Clock::time_point started_ = Clock::now();
    BackfillRange range_;
    std::optional<HistoryStore> store_;
    std::set<HistoryPiece> done_;        ///< In the store.
    std::vector<FetchedPiece> settled_;  ///< The same with what is in them.
    std::vector<FetchedPiece> loose_;    ///< Near a head, where blocks may yet be replaced.
    std::uint64_t blocks_to_do_ = 0;
    std::uint64_t blocks_done_ = 0;
    bool is_usage_error_ = false;
};

}  // namespace dexarb

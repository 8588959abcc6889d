#include "dexarb/collector/history_fetcher.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "dexarb/async/when_all.hpp"

namespace dexarb {
namespace {

std::string name_of(BlockNumber number) {
    return "block " + std::to_string(number);
}

Error replaced(BlockNumber number) {
    return {ErrorCode::kNotFound, name_of(number) + " was replaced while it was read"};
}

Error missing(BlockNumber number) {
    return {ErrorCode::kNotFound,
            "the node does not have " + name_of(number) + ": begin later, or ask one that keeps its blocks for longer"};
}

/// Whether the node answered, and does not say it.
bool is_refusal(const Error& error) {
    return error.code == ErrorCode::kRpc || error.code == ErrorCode::kNotFound;
}

/// For a node that has no eth_feeHistory, or not so far back. Stops where `failure` is set elsewhere.
Task<Result<std::vector<std::uint64_t>>> fees_of_headers(ChainSource& source, HistoryPiece piece,
                                                         const std::optional<Error>& failure) {
    std::vector<std::uint64_t> fees;
    for (BlockNumber number = piece.first; number <= piece.last && !failure; ++number) {
        auto header = co_await source.header_by_number(number);
        if (!header) co_return std::move(header).error().within(name_of(number));
        if (!*header) co_return missing(number);
        fees.push_back((*header)->base_fee_wei);
    }
    co_return fees;
}

/// Appends [first, last], cut at the multiples of `size`.
void append_pieces(std::vector<HistoryPiece>& pieces, HistoryPiece whole, std::uint64_t size) {
    for (BlockNumber first = whole.first; first <= whole.last;) {
        const BlockNumber last = std::min(whole.last, first / size * size + size - 1);
        pieces.push_back({whole.kind, first, last});
        first = last + 1;
    }
}

}  // namespace

std::vector<HistoryPiece> plan_history(BlockNumber from, BlockNumber to, BlockNumber head) {
    std::vector<HistoryPiece> pieces;
    append_pieces(pieces, {HistoryPiece::Kind::kFees, from, to}, kFeesAtOnce);
    append_pieces(pieces, {HistoryPiece::Kind::kBlocks, from, to}, kHeadersEvery);
    append_pieces(pieces, {HistoryPiece::Kind::kEvents, to + 1, head}, kEventsAtOnce);
    return pieces;
}

HistoryFetcher::HistoryFetcher(const MarketDefinition& market, ChainSource& source, HistoryFetcherOptions options)
    : source_{source}, decoder_{market}, options_{std::move(options)} {}

Task<Result<void>> HistoryFetcher::fetch(std::vector<HistoryPiece> pieces) {
    pieces_ = std::move(pieces);
    next_ = 0;
    failure_.reset();
    std::vector<Task<void>> workers;
    for (std::size_t i = 0; i < std::min(options_.in_flight, pieces_.size()); ++i)
        workers.push_back(work());
    co_await when_all(std::move(workers));
    if (failure_) co_return *failure_;
    co_return Result<void>{};
}

Task<void> HistoryFetcher::work() {
    while (!failure_ && next_ < pieces_.size()) {
        const HistoryPiece piece = pieces_[next_++];
        auto fetched = co_await read(piece);
        if (failure_) co_return;
        if (!fetched) {
            failure_ = std::move(fetched).error();
            co_return;
        }
        auto taken = options_.on_piece(*std::move(fetched));
        if (!taken) failure_ = std::move(taken).error();
    }
}

Task<Result<FetchedPiece>> HistoryFetcher::read(HistoryPiece piece) {
    FetchedPiece fetched;
    fetched.piece = piece;
    if (piece.kind == HistoryPiece::Kind::kFees) {
        auto fees = co_await read_fees(fetched);
        if (!fees) co_return std::move(fees).error();
        co_return fetched;
    }
    std::vector<BlockId> with_logs;
    auto events = co_await read_events(fetched, with_logs);
    if (!events) co_return std::move(events).error();
    if (piece.kind == HistoryPiece::Kind::kEvents) co_return fetched;
    std::vector<BlockId> blocks = with_fixed(piece, with_logs);
    auto headers = co_await read_headers(fetched, std::move(blocks));
    if (!headers) co_return std::move(headers).error();
    co_return fetched;
}

Task<Result<void>> HistoryFetcher::read_fees(FetchedPiece& fetched) {
    auto fees = co_await source_.base_fees(fetched.piece.first, fetched.piece.last);
    if (!fees && is_refusal(fees.error())) fees = co_await fees_of_headers(source_, fetched.piece, failure_);
    if (!fees) co_return std::move(fees).error().within("base fees");
    if (fees->size() != fetched.piece.blocks())
        co_return Error{ErrorCode::kMalformed, "base fees of " + std::to_string(fees->size()) + " blocks instead of " +
                                                   std::to_string(fetched.piece.blocks())};
    fetched.base_fees = *std::move(fees);
    co_return Result<void>{};
}

Task<Result<void>> HistoryFetcher::read_events(FetchedPiece& fetched, std::vector<BlockId>& blocks) {
    auto logs = co_await source_.logs_between(fetched.piece.first, fetched.piece.last);
    if (!logs)
        co_return std::move(logs).error().within("logs of blocks " + std::to_string(fetched.piece.first) + " to " +
                                                 std::to_string(fetched.piece.last));
    for (auto first = logs->begin(); first != logs->end();) {
        const BlockId block{first->block_number, first->block_hash};
        const auto last =
            std::find_if(first, logs->end(), [&](const RpcLog& log) { return log.block_number != block.number; });
        auto events = decoder_.decode(block, {first, last});
        if (!events) co_return std::move(events).error().within(name_of(block.number));
        for (PoolEvent& event : *events)
            fetched.events.push_back({block.number, std::move(event)});
        blocks.push_back(block);
        first = last;
    }
    co_return Result<void>{};
}

/// Blocks whose headers are read, the hash where a log has told it.
std::vector<BlockId> HistoryFetcher::with_fixed(HistoryPiece piece, const std::vector<BlockId>& with_logs) const {
    std::vector<BlockId> blocks = with_logs;
    const auto add = [&](BlockNumber number) {
        const bool inside = piece.first <= number && number <= piece.last;
        const auto place = std::ranges::lower_bound(blocks, number, {}, &BlockId::number);
        if (!inside || (place != blocks.end() && place->number == number)) return;
        blocks.insert(place, BlockId{number, {}});
    };
    add(options_.from);
    add(options_.to);
    add((piece.first + kHeadersEvery - 1) / kHeadersEvery * kHeadersEvery);
    return blocks;
}

Task<Result<void>> HistoryFetcher::read_headers(FetchedPiece& fetched, std::vector<BlockId> blocks) {
    BlockNumber next = fetched.piece.first;
    const auto tell = [&](BlockNumber done) {
        if (options_.on_blocks && done >= next) options_.on_blocks(done + 1 - next);
        next = done + 1;
    };
    for (const BlockId& block : blocks) {
        if (failure_) co_return Result<void>{};
        auto header = co_await source_.header_by_number(block.number);
        if (!header) co_return std::move(header).error().within(name_of(block.number));
        if (!*header) co_return missing(block.number);
        if (block.hash != Hash{} && (*header)->id.hash != block.hash) co_return replaced(block.number);
        fetched.headers.push_back(**header);
        tell(block.number);
    }
    tell(fetched.piece.last);
    co_return Result<void>{};
}

Task<Result<BlockNumber>> find_block_at(ChainSource& source, BlockHeader head, std::chrono::sys_seconds time) {
    BlockNumber low = 0;
    BlockNumber high = head.id.number;
    std::int64_t off = (time - head.timestamp).count();
    BlockNumber guess = high;
    for (unsigned questions = 0; low < high; ++questions) {
        // As far off in blocks of two seconds as in time; now and then by half, in case blocks are of other lengths.
        const std::int64_t step = off > 0 ? (off + 1) / 2 : std::min<std::int64_t>(off / 2, -1);
        const auto by_time = std::max<std::int64_t>(static_cast<std::int64_t>(guess) + step, 0);
        guess = questions % 4 == 3 ? low + (high - low) / 2 : static_cast<BlockNumber>(by_time);
        guess = std::clamp(guess, low, high - 1);
        auto header = co_await source.header_by_number(guess);
        if (!header) co_return std::move(header).error();
        if (!*header) {  // Older than all that the node has.
            low = guess + 1;
            continue;
        }
        off = (time - (*header)->timestamp).count();
        if (off > 0)
            low = guess + 1;
        else
            high = guess;
    }
    co_return low;
}

}  // namespace dexarb

#include "dexarb/app/backfill.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dexarb/collector/history_head.hpp"
#include "dexarb/config/documents.hpp"

namespace dexarb {
namespace {

using Kind = HistoryPiece::Kind;

constexpr std::size_t kInFlight = 8;
/// A block so far behind the head is taken to stand.
constexpr std::uint64_t kStands = 64;
/// So often the blocks near the head and the pools there are read anew because they were replaced meanwhile.
constexpr unsigned kTries = 3;

/// What a node does not have is its failure, and no file's.
Error of_node(Error error) {
    if (error.code == ErrorCode::kNotFound) error.code = ErrorCode::kRpc;
    return error;
}

/// Fees and events alone cost next to nothing beside headers.
std::uint64_t weight(const HistoryPiece& piece) {
    return piece.kind == Kind::kBlocks ? piece.blocks() : 1;
}

std::string market_mark(const MarketDefinition& market) {
    return to_string(keccak256(market_document(market)));
}

}  // namespace

Backfill::Backfill(const Setup& setup, const BackfillOptions& options, std::shared_ptr<EndpointGroup> endpoints,
                   BackfillObserver observer)
    : setup_{setup},
      options_{options},
      endpoints_{std::move(endpoints)},
      source_{endpoints_, *setup.market},
      observer_{std::move(observer)} {}

Error Backfill::usage(std::string detail) {
    is_usage_error_ = true;
    return {ErrorCode::kInvalidInput, std::move(detail)};
}

Task<Result<FetchedPast>> Backfill::run() {
    auto head = co_await read_head();
    if (!head) co_return std::move(head).error();
    auto opened = co_await open(*head);
    if (!opened) co_return std::move(opened).error();
    announce(head->id.number);
    std::vector<HistoryPiece> pieces = missing(head->id.number);
    std::erase_if(pieces, [&](const HistoryPiece& piece) { return !is_settled(piece, head->id.number); });
    auto fetched = co_await fetch(std::move(pieces), head->id.number);
    if (!fetched) co_return of_node(std::move(fetched).error());
    for (unsigned tries = 1;; ++tries) {
        auto past = co_await fetch_to_head();
        if (past) co_return past;
        Error error = std::move(past).error();
        if (error.code != ErrorCode::kNotFound || tries == kTries) co_return of_node(std::move(error));
        if (observer_.on_notice) observer_.on_notice(error.detail + ": once more at a newer block");
    }
}

Task<Result<BlockHeader>> Backfill::read_head() {
    auto chain = co_await source_.chain_id();
    if (!chain) co_return of_node(std::move(chain).error());
    if (*chain != setup_.market->chain_id)
        co_return Error{ErrorCode::kWrongChain,
                        fmt::format("the node is on chain {}, the market on chain {}: give the RPC URL of that "
                                    "chain, or its market file",
                                    *chain, setup_.market->chain_id)};
    auto head = co_await source_.latest_header();
    if (!head) co_return of_node(std::move(head).error());
    co_return *head;
}

Task<Result<void>> Backfill::open(BlockHeader head) {
    if (std::filesystem::exists(part_file())) co_return go_on();
    auto range = co_await find_range(head);
    if (!range) co_return std::move(range).error();
    range_ = *range;
    auto store = HistoryStore::create(part_file(), store_head());
    if (!store) co_return std::move(store).error();
    store_.emplace(*std::move(store));
    co_return Result<void>{};
}

std::string Backfill::store_head() const {
    return nlohmann::json{{"market", market_mark(*setup_.market)},
                          {"from", options_.from.text},
                          {"to", options_.to ? options_.to->text : ""},
                          {"first", range_.from},
                          {"last", range_.to}}
        .dump();
}

Result<void> Backfill::go_on() {
    auto store = HistoryStore::go_on(part_file(), setup_.market->pools.size());
    if (!store) return usage(store.error().detail);
    const auto head = nlohmann::json::parse(store->head(), nullptr, false);
    const auto is_number = [&](const char* key) { return head.contains(key) && head[key].is_number_unsigned(); };
    const bool is_whole = head.is_object() && is_number("first") && is_number("last");
    if (!is_whole) return usage(part_file() + ": is nothing that a backfill left: remove it, or give another -o");
    range_ = {head["first"].get<BlockNumber>(), head["last"].get<BlockNumber>()};
    if (head.dump() != store_head())
        return usage(
            fmt::format("{}: an earlier backfill left it that was --from {} --to {}{}: give the same "
                        "arguments to go on, or another -o, or remove it",
                        part_file(), head.value("from", "?"), head.value("to", "?"),
                        head.value("market", "") == market_mark(*setup_.market) ? "" : " of another market"));
    settled_ = store->take_pieces();
    for (const FetchedPiece& fetched : settled_)
        done_.insert(fetched.piece);
    store_.emplace(*std::move(store));
    if (observer_.on_resume) observer_.on_resume(settled_.size());
    return {};
}

Task<Result<BackfillRange>> Backfill::find_range(BlockHeader head) {
    auto from = co_await find_point(options_.from, head, false);
    if (!from) co_return std::move(from).error();
    BackfillRange range{*from, head.id.number};
    if (options_.to) {
        auto to = co_await find_point(*options_.to, head, true);
        if (!to) co_return std::move(to).error();
        range.to = *to;
    }
    if (range.from > range.to)
        co_return usage(fmt::format("--from is block {}, which is after the last block {}", range.from, range.to));
    co_return range;
}

Task<Result<BlockNumber>> Backfill::find_point(const ChainPoint& point, BlockHeader head, bool is_last) {
    const char* option = is_last ? "--to" : "--from";
    if (const auto* number = std::get_if<BlockNumber>(&point.at)) {
        if (*number <= head.id.number) co_return *number;
        co_return usage(fmt::format("{} {}: the newest block is {}", option, point.text, head.id.number));
    }
    Timestamp time{head.timestamp};
    if (const auto* ago = std::get_if<std::chrono::milliseconds>(&point.at)) time -= *ago;
    if (const auto* at = std::get_if<Timestamp>(&point.at)) time = *at;
    auto second = std::chrono::ceil<std::chrono::seconds>(time);
    if (is_last) second = std::chrono::floor<std::chrono::seconds>(time) + std::chrono::seconds{1};
    if (second > head.timestamp + std::chrono::seconds{is_last ? 1 : 0})
        co_return usage(fmt::format("{} {}: the newest block, {}, is of {}", option, point.text, head.id.number,
                                    to_rfc3339(Timestamp{head.timestamp})));
    if (second > head.timestamp) co_return head.id.number;
    auto found = co_await find_block_at(source_, head, second);
    if (!found) co_return of_node(std::move(found).error());
    if (!is_last) {
        auto told = co_await tell_if_oldest(point, *found);
        if (!told) co_return of_node(std::move(told).error());
        co_return *found;
    }
    if (*found == 0) co_return usage(fmt::format("--to {}: there is no block that old", point.text));
    co_return *found - 1;
}

/// A time before all that the node has begins with what it has, and that is said.
Task<Result<void>> Backfill::tell_if_oldest(const ChainPoint& point, BlockNumber found) {
    if (found > 0) {
        auto before = co_await source_.header_by_number(found - 1);
        if (!before) co_return std::move(before).error();
        if (*before) co_return Result<void>{};
    }
    if (observer_.on_notice)
        observer_.on_notice(fmt::format("--from {}: block {} is the oldest that the node has", point.text, found));
    co_return Result<void>{};
}

std::vector<HistoryPiece> Backfill::missing(BlockNumber head) const {
    std::vector<HistoryPiece> pieces = plan_history(range_.from, range_.to, head);
    std::erase_if(pieces, [this](const HistoryPiece& piece) { return done_.contains(piece); });
    return pieces;
}

/// Whether its blocks stand, and it will be asked for with the same bounds again.
bool Backfill::is_settled(const HistoryPiece& piece, BlockNumber head) {
    const bool is_whole = piece.kind != Kind::kEvents || (piece.last + 1) % kEventsAtOnce == 0;
    return is_whole && piece.last + kStands <= head;
}

void Backfill::announce(BlockNumber head) {
    if (!observer_.on_plan) return;
    BackfillQuestion question;
    question.pieces = missing(head);
    question.pools = setup_.market->pools.size();
    if (!setup_.settings.rpc_limits.empty()) question.limits = setup_.settings.rpc_limits.front();
    const auto asked = std::max<std::uint64_t>(source_.requests(), 1);
    question.latency = (Clock::now() - started_) / static_cast<std::int64_t>(asked);
    question.in_flight = kInFlight;
    observer_.on_plan(range_, head, plan_backfill(question, setup_.units));
}

Task<Result<void>> Backfill::fetch(std::vector<HistoryPiece> pieces, BlockNumber head) {
    blocks_to_do_ = blocks_done_;
    for (const HistoryPiece& piece : missing(head))
        blocks_to_do_ += weight(piece);
    HistoryFetcherOptions options;
    options.from = range_.from;
    options.to = range_.to;
    options.in_flight = kInFlight;
    options.on_blocks = [this](std::uint64_t blocks) { advance(blocks); };
    options.on_piece = [this, head](FetchedPiece fetched) { return take(std::move(fetched), head); };
    HistoryFetcher fetcher{*setup_.market, source_, std::move(options)};
    auto fetched = co_await fetcher.fetch(std::move(pieces));
    co_return fetched;
}

void Backfill::advance(std::uint64_t blocks) {
    blocks_done_ += blocks;
    if (observer_.on_progress)
        observer_.on_progress(static_cast<double>(blocks_done_) / static_cast<double>(blocks_to_do_));
}

Result<void> Backfill::take(FetchedPiece fetched, BlockNumber head) {
    if (fetched.piece.kind != Kind::kBlocks) advance(1);
    if (!is_settled(fetched.piece, head)) {
        loose_.push_back(std::move(fetched));
        return {};
    }
    if (auto kept = store_->add(fetched); !kept) return kept;
    done_.insert(fetched.piece);
    settled_.push_back(std::move(fetched));
    return {};
}

/// The rest up to the newest block, and the pools after it, while a node that is no archive still has its state.
Task<Result<FetchedPast>> Backfill::fetch_to_head() {
    loose_.clear();
    auto head = co_await source_.latest_header();
    if (!head) co_return std::move(head).error();
    if (head->id.number < range_.to)
        co_return Error{ErrorCode::kRpc, fmt::format("the node's newest block is {} now, before the last block {}",
                                                     head->id.number, range_.to)};
    std::vector<HistoryPiece> pieces = missing(head->id.number);
    auto fetched = co_await fetch(std::move(pieces), head->id.number);
    if (!fetched) co_return std::move(fetched).error();
    auto readings = co_await read_pools(*head);
    if (!readings) co_return std::move(readings).error();
    FetchedPast past{History{range_.from, range_.to}, head->id.number, *std::move(readings)};
    for (std::vector<FetchedPiece>* fetched_pieces : {&settled_, &loose_})
        for (FetchedPiece& piece : *fetched_pieces)
            past.history.add(std::move(piece));
    past.history.arrange();
    co_return past;
}

Task<Result<std::vector<PoolReading>>> Backfill::read_pools(BlockHeader head) {
    std::vector<std::optional<TickSpan>> spans(setup_.market->pools.size());
    for (const auto* pieces : {&settled_, &loose_})
        for (const FetchedPiece& fetched : *pieces)
            widen(spans, fetched.events);
    CollectorOptions options;
    options.largest_trade = largest_trade(setup_.strategies.configs());
    auto readings = co_await read_history_head(setup_.market, source_, std::move(options), head, std::move(spans));
    co_return readings;
}

}  // namespace dexarb

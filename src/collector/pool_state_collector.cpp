#include "dexarb/collector/pool_state_collector.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace dexarb {
namespace {

constexpr unsigned kMostDoublings = 16;

std::vector<PoolIndex> all_pools(const MarketDefinition& market) {
    std::vector<PoolIndex> pools;
    for (std::size_t i = 0; i < market.pools.size(); ++i)
        pools.push_back(PoolIndex(i));
    return pools;
}

BlockTimerOptions timer_options(const CollectorOptions& options) {
    BlockTimerOptions timer;
    timer.first_interval = options.first_block_interval;
    timer.pace = std::min(options.pace, options.first_block_interval);
    return timer;
}

/// The next of a fixed sequence (splitmix64): the same on every machine.
std::uint64_t next_random(std::uint64_t& state) {
    std::uint64_t mixed = state += 0x9e3779b97f4a7c15ULL;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31U);
}

bool is_final(const Error& error) {
    return error.code == ErrorCode::kWrongChain || error.code == ErrorCode::kInvalidInput;
}

}  // namespace

CollectorClock system_clock() {
    CollectorClock clock;
    clock.now = [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); };
    clock.sleep = [](std::chrono::milliseconds duration) { return sleep_for(duration); };
    return clock;
}

PoolStateCollector::PoolStateCollector(MarketDefinitionPtr market, ChainSource& source, CollectorOptions options,
                                       CollectorClock clock)
    : market_{std::move(market)},
      source_{source},
      options_{std::move(options)},
      clock_{std::move(clock)},
      reader_{market_, source_, options_},
      decoder_{*market_},
      replica_{market_, options_.undo_depth},
      timer_{timer_options(options_)},
      readings_(market_->pools.size()),
      jitter_{options_.seed} {}

Task<Result<FeedItem>> PoolStateCollector::next() {
    while (outbox_.empty()) {
        if (!started_) co_return co_await start();
        auto done = co_await step();
        if (done) continue;
        ask_at_once_ = true;
        Error error = std::move(done).error();
        co_await wait_after(std::move(error));
    }
    FeedItem item = std::move(outbox_.front());
    outbox_.pop_front();
    co_return item;
}

Task<Result<void>> PoolStateCollector::step() {
    if (!mended_) {
        mended_ = true;
        auto mended = co_await mend();
        if (!mended) {
            ++counters_.failures;
            if (options_.on_trouble) options_.on_trouble(mended.error(), std::chrono::milliseconds{0});
        }
    }
    if (path_.empty() || ask_at_once_) {
        auto polled = co_await poll();
        co_return polled;
    }
    auto completed = co_await complete_block();
    co_return completed;
}

void PoolStateCollector::request_ticks(const std::vector<PoolIndex>& pools) {
    wanted_.insert(wanted_.end(), pools.begin(), pools.end());
}

Task<Result<FeedItem>> PoolStateCollector::start() {
    while (true) {
        auto first = co_await start_once();
        if (first) co_return FeedItem{*std::move(first)};
        Error error = std::move(first).error();
        if (is_final(error)) co_return error;
        co_await wait_after(std::move(error));
    }
}

Task<Result<SnapshotPtr>> PoolStateCollector::start_once() {
    auto right_chain = co_await check_chain();
    if (!right_chain) co_return std::move(right_chain).error();
    auto header = co_await read_start_header();
    if (!header) co_return std::move(header).error();
    auto tokens = co_await reader_.check_tokens(header->id.hash);
    if (!tokens) co_return std::move(tokens).error();
    auto readings = co_await reader_.read(header->id.hash, all_pools(*market_), std::nullopt);
    if (!readings) co_return std::move(readings).error();
    auto still = co_await source_.header_by_number(header->id.number);
    if (!still) co_return std::move(still).error();
    if (!*still || (*still)->id != header->id)
        co_return Error{ErrorCode::kNotFound,
                        "block " + std::to_string(header->id.number) + " was replaced while it was read"};

    std::vector<std::optional<PoolState>> states;
    for (PoolReading& reading : *readings)
        states.push_back(std::exchange(reading.state, std::nullopt));
    readings_ = *std::move(readings);
    if (given_up_at_ && header->id.number > *given_up_at_ + 1)
        counters_.skipped += header->id.number - *given_up_at_ - 1;
    const Timestamp arrival = stamp(*header);
    replica_.start(*header, arrival, std::move(states));
    started_ = true;
    mended_ = false;
    ask_at_once_ = true;
    failures_in_a_row_ = 0;
    ++counters_.blocks;
    requests_at_start_ = source_.requests();
    counters_.steady_blocks = 0;
    timer_ = BlockTimer{timer_options(options_)};
    co_return replica_.head();
}

Task<Result<BlockHeader>> PoolStateCollector::read_start_header() {
    if (!options_.start_block || counters_.blocks > 0) {
        auto latest = co_await source_.latest_header();
        co_return latest;
    }
    auto header = co_await source_.header_by_number(*options_.start_block);
    if (!header) co_return std::move(header).error();
    if (!*header)
        co_return Error{ErrorCode::kNotFound, "the node does not have block " + std::to_string(*options_.start_block)};
    co_return **header;
}

Task<Result<void>> PoolStateCollector::check_chain() {
    auto chain = co_await source_.chain_id();
    if (!chain) co_return std::move(chain).error();
    if (*chain == market_->chain_id) co_return Result<void>{};
    co_return Error{ErrorCode::kWrongChain, "the node is on chain " + std::to_string(*chain) +
                                                ", the market on chain " + std::to_string(market_->chain_id) +
                                                ": give the RPC URL of that chain, or its market file"};
}

Task<void> PoolStateCollector::wait_after(Error error) {
    const auto grown = options_.first_pause * (1LL << std::min(failures_in_a_row_, kMostDoublings));
    const auto full = std::min<std::chrono::milliseconds>(grown, options_.longest_pause);
    const auto half = std::max<std::chrono::milliseconds::rep>(full.count() / 2, 1);
    const std::chrono::milliseconds pause{
        half + static_cast<std::int64_t>(next_random(jitter_) % static_cast<std::uint64_t>(half))};
    ++failures_in_a_row_;
    ++counters_.failures;
    if (options_.on_trouble) options_.on_trouble(error, pause);
    co_await clock_.sleep(pause);
}

Timestamp PoolStateCollector::stamp(const BlockHeader& header) {
    const bool modelled = options_.modelled_arrival.has_value();
    const Timestamp before = modelled && started_ ? replica_.head()->arrival : last_arrival_;
    const Timestamp seen = modelled ? Timestamp{header.timestamp} + *options_.modelled_arrival : clock_.now();
    last_arrival_ = std::max(seen, before + std::chrono::milliseconds{1});
    return last_arrival_;
}

FeedCounters PoolStateCollector::counters() const {
    FeedCounters counters = counters_;
    counters.requests = source_.requests();
    if (!replica_.head()) return counters;
    counters.steady_requests = counters.requests - requests_at_start_;
    counters.head = replica_.head()->header;
    counters.pools_certain = static_cast<std::size_t>(
        std::ranges::count_if(*replica_.head()->pools, [](const auto& pool) { return pool != nullptr; }));
    return counters;
}

std::vector<std::string> PoolStateCollector::thin_pairs() const {
    std::vector<std::string> symbols;
    for (const PairDefinition& pair : market_->pairs) {
        const auto trades_it = [&](const PoolReading& reading) {
            const PoolDefinition& pool = market_->pool(reading.pool);
            const bool same = (pool.token0 == pair.base && pool.token1 == pair.quote) ||
                              (pool.token0 == pair.quote && pool.token1 == pair.base);
            return same && reading.status == PoolStatus::kLive;
        };
        if (std::ranges::count_if(readings_, trades_it) < 2) symbols.push_back(pair.symbol);
    }
    return symbols;
}

}  // namespace dexarb

#include "dexarb/collector/pool_state_collector.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "dexarb/base/random_sequence.hpp"

namespace dexarb {
namespace {

constexpr unsigned kMostDoublings = 16;

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
      ranges_{market_, source_, options_},
      decoder_{*market_},
      replica_{market_, options_.undo_depth},
      timer_{make_timer(options_)},
      readings_(market_->pools.size()),
      jitter_{options_.seed},
      rota_{market_->pools.size(), options_.audit, options_.seed} {}

BlockTimer PoolStateCollector::make_timer(const CollectorOptions& options) {
    BlockTimerOptions timer;
    timer.first_interval = options.first_block_interval;
    timer.pace = std::min(options.pace, options.first_block_interval);
    return BlockTimer{timer};
}

Task<Result<FeedItem>> PoolStateCollector::next() {
    while (outbox_.empty()) {
        if (!started_) {
            auto started = co_await start();
            if (!started) co_return std::move(started).error();
            continue;
        }
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
    watch_for_stall();
    co_await audit();
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

Task<void> PoolStateCollector::wait_after(Error error) {
    const auto grown = options_.first_pause * (1LL << std::min(failures_in_a_row_, kMostDoublings));
    const auto full = std::min<std::chrono::milliseconds>(grown, options_.longest_pause);
    const auto half = std::max<std::chrono::milliseconds::rep>(full.count() / 2, 1);
    const std::chrono::milliseconds pause{
        half + static_cast<std::int64_t>(next_random(jitter_) % static_cast<std::uint64_t>(half))};
    ++failures_in_a_row_;
    ++counters_.failures;
    if (options_.on_trouble) options_.on_trouble(error, pause);
    watch_for_stall();
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
    counters.units = source_.units();
    counters.stall_after = options_.stall_blocks == 0 ? std::chrono::milliseconds::max() : stall_limit();
    counters.stream_stalls = watch_.stalls();
    if (!replica_.head()) return counters;
    counters.steady_requests = counters.requests - requests_at_start_;
    counters.steady_units = counters.units - units_at_start_;
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

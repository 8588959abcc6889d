// What the journal costs the thread that trades, per block: from the engine's records to the worker's queue. The worker
// writes to a real file meanwhile, and the next block waits, outside of what is measured, until it has caught up:
// blocks come far apart. Target: 20 us at the 99th percentile, of the thread's own processor time. Fails on the median
// alone, as a multiple of a floor of the same run: copying the records and the block's table of pools once.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

#include "dexarb/journal/run_journal.hpp"

#include "support/market_builder.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using Nanoseconds = std::int64_t;

constexpr std::size_t kPools = 300;
constexpr Nanoseconds kTarget = 20'000;
constexpr double kMostTimesFloor = 2.0;
constexpr std::size_t kMostWaiting = 4U << 20U;

Nanoseconds clock_now(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

std::vector<StrategyConfig> twelve() {
    std::vector<StrategyConfig> configs(12);
    for (std::size_t i = 0; i < configs.size(); ++i) {
        configs[i].id = "c" + std::to_string(i);
        configs[i].min_profit_usd = {static_cast<std::int64_t>(100'000 * i)};
        configs[i].max_trade_size_usd = {static_cast<std::int64_t>(100'000'000 * (i + 1))};
        configs[i].max_gas_price_wei = 500'000'000'000;
        configs[i].pairs = {0, 1, 2};
        configs[i].max_daily_trades = 1'000'000;
        configs[i].max_consecutive_losses = 1'000'000;
        configs[i].daily_loss_limit_usd = {INT64_MAX};
    }
    return configs;
}

struct Figures {
    std::vector<Nanoseconds> cpu;
    std::vector<Nanoseconds> wall;
    std::vector<Nanoseconds> floor;
    std::size_t records = 0;
    std::size_t most_records = 0;
};

class Bench {
  public:
    explicit Bench(const std::filesystem::path& folder) {
        builder_.add_pair(kWmatic, kUsdc).add_pair(kWbtc, kUsdc);
        for (std::size_t i = 0; i < kPools; ++i)
            pools_.push_back(i % 2 == 0 ? builder_.add(PairPool{.base = base(i), .price = price(i)})
                                        : builder_.add(RangePool{.base = base(i), .price = price(i)}));
        engine_.emplace(builder_.market(), twelve(), EngineOptions{});
        journal_.emplace(RunJournal::open(folder).value());
        RunManifest manifest;
        manifest.command = "bench";
        manifest.market = builder_.market();
        manifest.configs = engine_->configs();
        Engine second{builder_.market(), twelve(), EngineOptions{}};
        check(journal_->begin(manifest, engine_->routes(), std::move(second)).has_value(), "a journal begins");
    }

    /// On each block `moved` pools jump away from the rest, those of the block before return.
    Figures run(std::size_t blocks, std::size_t moved) {
        Figures figures;
        std::size_t next = 0;
        for (std::size_t block = 0; block < blocks; ++block) {
            for (std::size_t i = 0; i < moved; ++i) {
                const std::size_t pool = (next + i) % kPools;
                builder_.set_price(pools_[pool], price(pool) * (block % 2 == 0 ? 1.012 : 1.0));
            }
            if (block % 2 == 1) next += moved;
            measure(figures);
        }
        return figures;
    }
    void end() { journal_->end({{}, std::nullopt, engine_->digest()}); }
    bool is_well() const { return journal_->status().trouble.empty() && !journal_->status().incomplete_from; }

  private:
    static TokenIndex base(std::size_t i) { return i % 3 == 0 ? kWeth : i % 3 == 1 ? kWmatic : kWbtc; }
    static double price(std::size_t i) { return i % 3 == 0 ? 2000.0 : i % 3 == 1 ? 0.1 : 60'000.0; }

    void measure(Figures& figures) {
        const SnapshotPtr block = builder_.next_block();
        const auto records = engine_->on_snapshot(block);
        measure_floor(figures, *block, records);
        const Nanoseconds wall = clock_now(CLOCK_MONOTONIC);
        const Nanoseconds cpu = clock_now(CLOCK_THREAD_CPUTIME_ID);
        journal_->write(EngineStep{block, engine_->records(), engine_->digest()});
        figures.cpu.push_back(clock_now(CLOCK_THREAD_CPUTIME_ID) - cpu);
        figures.wall.push_back(clock_now(CLOCK_MONOTONIC) - wall);
        figures.records += records.size();
        figures.most_records = std::max(figures.most_records, records.size());
        while (journal_->status().waiting_bytes > kMostWaiting)
            std::this_thread::sleep_for(std::chrono::microseconds{200});
    }

    static void measure_floor(Figures& figures, const MarketSnapshot& block, std::span<const EngineRecord> records) {
        const Nanoseconds cpu = clock_now(CLOCK_THREAD_CPUTIME_ID);
        const std::vector<EngineRecord> copied{records.begin(), records.end()};
        const PoolTable pools{*block.pools};
        figures.floor.push_back(clock_now(CLOCK_THREAD_CPUTIME_ID) - cpu);
        check(copied.size() == records.size() && pools.size() == kPools, "what is copied is there");
    }

    MarketBuilder builder_;
    std::vector<PoolIndex> pools_;
    std::optional<Engine> engine_;
    std::optional<RunJournal> journal_;
};

Nanoseconds percentile(std::vector<Nanoseconds>& values, std::size_t percent) {
    const std::size_t place = values.size() * percent / 100;
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(place));
    return values[place];
}

bool show(const char* name, Figures figures) {
    const auto us = [](Nanoseconds value) { return static_cast<double>(value) / 1e3; };
    const Nanoseconds p99 = percentile(figures.cpu, 99);
    const Nanoseconds median = percentile(figures.cpu, 50);
    const Nanoseconds floor = percentile(figures.floor, 50);
    const double times = static_cast<double>(median) / static_cast<double>(floor);
    const bool fine = times <= kMostTimesFloor;
    std::printf(
        "journal, %s: %.1f records a block (at most %zu): processor p50 %.2f us, p99 %.2f us (target 20, %s); %.1f "
        "times "
        "the floor of %.2f us (limit %.0f); wall p50 %.2f us, p99 %.2f us%s\n",
        name, static_cast<double>(figures.records) / static_cast<double>(figures.cpu.size()), figures.most_records,
        us(median), us(p99), p99 <= kTarget ? "reached" : "above", times, us(floor), kMostTimesFloor,
        us(percentile(figures.wall, 50)), us(percentile(figures.wall, 99)), fine ? "" : "  TOO SLOW");
    return fine;
}

int run() {
    const auto folder = std::filesystem::temp_directory_path() / ("dexarb-journal-bench-" + std::to_string(::getpid()));
    Bench bench{folder};
    static_cast<void>(bench.run(20, 2));
    bool fine = show("nothing open", bench.run(5'000, 0));
    fine = show("a pool moved", bench.run(200, 1)) && fine;
    bench.end();
    if (!bench.is_well()) std::printf("journal: not all was written\n");
    fine = bench.is_well() && fine;
    std::filesystem::remove_all(folder);
    return fine ? 0 : 1;
}

}  // namespace
}  // namespace dexarb

int main() {
    return dexarb::run();
}

// One event through the engine: 300 pools, twelve configurations.

#include <benchmark/benchmark.h>

#include "dexarb/engine/engine.hpp"

#include "support/market_builder.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

constexpr std::size_t kPools = 300;

std::vector<StrategyConfig> twelve() {
    std::vector<StrategyConfig> configs(12);
    for (std::size_t i = 0; i < configs.size(); ++i) {
        configs[i].id = "c" + std::to_string(i);
        configs[i].min_profit_usd = {1'000'000'000'000};
        configs[i].max_trade_size_usd = {static_cast<std::int64_t>(100'000'000 * (i + 1))};
        configs[i].max_gas_price_wei = 500'000'000'000;
        configs[i].pairs = {0, 1, 2};
        configs[i].daily_loss_limit_usd = {1'000'000'000};
    }
    return configs;
}

/// Half V2, half V3, on three pairs, as many pools as the shipped market may hold several times over.
struct Market {
    MarketBuilder builder;
    std::vector<PoolIndex> pools;

    Market() {
        builder.add_pair(kWmatic, kUsdc).add_pair(kWbtc, kUsdc);
        const std::pair<TokenIndex, double> tokens[]{{kWeth, 2000.0}, {kWmatic, 0.1}, {kWbtc, 60'000.0}};
        for (std::size_t i = 0; i < kPools; ++i) {
            const auto [base, price] = tokens[i % 3];
            pools.push_back(i % 2 == 0 ? builder.add(PairPool{.base = base, .price = price})
                                       : builder.add(RangePool{.base = base, .price = price}));
        }
    }
};

/// The block after `block` in which nothing changed.
SnapshotPtr quiet_successor(const SnapshotPtr& block) {
    MarketSnapshot next = *block;
    next.header.parent = block->header.id.hash;
    ++next.header.id.number;
    next.header.timestamp += std::chrono::seconds{2};
    next.arrival += std::chrono::seconds{2};
    next.after_gap = false;
    next.changed.clear();
    return std::make_shared<const MarketSnapshot>(std::move(next));
}

void run_quiet(benchmark::State& state, Market& market) {
    Engine engine{market.builder.market(), twelve(), {}};
    SnapshotPtr block = market.builder.next_block();
    engine.on_snapshot(block);
    for (auto unused : state) {
        state.PauseTiming();
        block = quiet_successor(block);
        state.ResumeTiming();
        benchmark::DoNotOptimize(engine.on_snapshot(block));
    }
}

void NothingChangedNothingOpen(benchmark::State& state) {
    Market market;
    run_quiet(state, market);
}
BENCHMARK(NothingChangedNothingOpen);

void NothingChangedRoutesOpen(benchmark::State& state) {
    Market market;
    market.builder.set_price(market.pools[0], 2100.0);
    run_quiet(state, market);
}
BENCHMARK(NothingChangedRoutesOpen);

void AllPoolsChanged(benchmark::State& state) {
    Market market;
    Engine engine{market.builder.market(), twelve(), {}};
    engine.on_snapshot(market.builder.next_block());
    bool up = false;
    for (auto unused : state) {
        state.PauseTiming();
        up = !up;
        for (std::size_t i = 0; i < kPools; ++i) {
            const double price = i % 3 == 0 ? 2000.0 : i % 3 == 1 ? 0.1 : 60'000.0;
            market.builder.set_price(market.pools[i], price * (up ? 1.0001 : 1.0));
        }
        const SnapshotPtr block = market.builder.next_block();
        state.ResumeTiming();
        benchmark::DoNotOptimize(engine.on_snapshot(block));
    }
}
BENCHMARK(AllPoolsChanged)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace dexarb

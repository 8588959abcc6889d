#include <algorithm>
#include <array>
#include <random>
#include <string>

#include <benchmark/benchmark.h>

#include "dexarb/arbitrage/opportunity_scanner.hpp"
#include "dexarb/arbitrage/route_search.hpp"

#include "support/market_builder.hpp"

namespace dexarb::testing {
namespace {

/// Buys WETH in the first pool and sells it in the second; USDC is token0.
struct Cycle {
    PoolState first;
    PoolState second;
    [[nodiscard]] std::array<HopView, 2> hops() const { return {HopView{&first, true}, HopView{&second, false}}; }
};

Cycle pairs() {
    return {pair_state({kWeth, kUsdc, 2000.0}), pair_state({kWeth, kUsdc, 2100.0})};
}

/// Two V3 pools with an initialised tick every so often, so that about `ticks` of them lie before the optimum.
Cycle ranges(std::int32_t ticks) {
    const auto pool = [ticks](double price) {
        RangePool range{kWeth, kUsdc, price};
        const std::int32_t centre = range_state(range).tick / 10 * 10;
        const std::int32_t width = ticks == 0 ? 100'000 : std::max(500 / ticks / 10 * 10, 10);
        for (std::int32_t i = -40; i < 40; ++i) {
            const std::int32_t lower = centre + i * width;
            if (lower < -880'000 || lower + width > 880'000) continue;
            range.positions.push_back({lower, lower + width, static_cast<u128>(1000 + i * i) * 1'000'000'000'000});
        }
        return range_state(range);
    };
    return {pool(2000.0), pool(2100.0)};
}

void two_pair_optimum(benchmark::State& state) {
    const Cycle cycle = pairs();
    const auto hops = cycle.hops();
    for (auto _ : state)
        benchmark::DoNotOptimize(search_route(hops, {}));
    state.SetLabel("target 100 ns");
}
BENCHMARK(two_pair_optimum);

void two_range_optimum(benchmark::State& state) {
    const Cycle cycle = ranges(static_cast<std::int32_t>(state.range(0)));
    const auto hops = cycle.hops();
    std::uint32_t ticks = 0;
    for (auto _ : state) {
        const RouteSearch search = search_route(hops, {});
        ticks = search.optimum.ticks_crossed;
        benchmark::DoNotOptimize(search);
    }
    state.SetLabel(std::to_string(ticks) + " ticks, target " + std::to_string(200 + 100 * ticks) + " ns");
}
BENCHMARK(two_range_optimum)->Arg(0)->Arg(4)->Arg(16);

U256 output_of(const Cycle& cycle, const U256& amount_in) {
    const Quote first = quote_exact_input(cycle.first, true, amount_in);
    return quote_exact_input(cycle.second, false, first.amount_out).amount_out;
}

/// What a trader without the closed form does: halve the interval in which the best input lies, on exact quotes.
U256 ternary_search(const Cycle& cycle, U256 low, U256 high) {
    while (high - low > U256{2}) {
        const U256 third = (high - low) / U256{3};
        const U256 a = low + third;
        const U256 b = high - third;
        // Both sides shifted by the inputs, so that a loss does not wrap.
        if (output_of(cycle, a) + b < output_of(cycle, b) + a)
            low = a;
        else
            high = b;
    }
    return low;
}

void ternary_search_pairs(benchmark::State& state) {
    const Cycle cycle = pairs();
    for (auto _ : state)
        benchmark::DoNotOptimize(ternary_search(cycle, 1, U256{units(kUsdc, 100'000)}));
    state.SetLabel("peer: no certificate");
}
BENCHMARK(ternary_search_pairs);

void ternary_search_ranges(benchmark::State& state) {
    const Cycle cycle = ranges(static_cast<std::int32_t>(state.range(0)));
    for (auto _ : state)
        benchmark::DoNotOptimize(ternary_search(cycle, 1, U256{units(kUsdc, 100'000)}));
    state.SetLabel("peer: no certificate");
}
BENCHMARK(ternary_search_ranges)->Arg(0)->Arg(4)->Arg(16);

void certified_size(benchmark::State& state, const Cycle& cycle) {
    MarketBuilder market;
    market.add_state(kWeth, kUsdc, cycle.first);
    market.add_state(kWeth, kUsdc, cycle.second);
    const SnapshotPtr snapshot = market.next_block();
    const RouteBook book{*market.market()};
    std::string gap;
    for (auto _ : state) {
        const auto sized = size_route(*snapshot, book.route(RouteIndex{0}), {});
        gap = to_decimal(sized->certificate_gap);
    }
    state.SetLabel("exact integers, gap " + gap);
}
void certified_size_pairs(benchmark::State& state) {
    certified_size(state, pairs());
}
void certified_size_ranges(benchmark::State& state) {
    certified_size(state, ranges(static_cast<std::int32_t>(state.range(0))));
}
BENCHMARK(certified_size_pairs);
BENCHMARK(certified_size_ranges)->Arg(0)->Arg(4)->Arg(16);

constexpr std::size_t kPairs = 60;
constexpr std::size_t kPoolsOfAPair = 5;

/// 300 pools: 60 tokens against USDC in two V2 and three V3 pools each, 1,200 routes.
class LargeMarket {
  public:
    /// Prices scatter by `spread`: 0.001 keeps nearly all routes below their fees, 0.02 opens many.
    explicit LargeMarket(double spread) : spread_(spread) {
        MarketBuilder builder;
        MarketDefinition definition = *builder.market();
        definition.pairs.clear();
        for (std::uint32_t i = 0; i < kPairs; ++i) {
            const TokenIndex base{static_cast<std::uint32_t>(definition.tokens.size())};
            definition.tokens.push_back(definition.token(kWeth));
            definition.pairs.push_back({std::string{"T"}.append(std::to_string(i)).append("/USDC"), base, kUsdc});
            for (std::uint32_t k = 0; k < kPoolsOfAPair; ++k)
                definition.pools.push_back({Address{}, k < 2 ? 0U : 1U, kUsdc, base, FeePpm{}, k < 2 ? 0 : 10});
        }
        market_ = std::make_shared<const MarketDefinition>(std::move(definition));
        snapshot_ = *builder.next_block();
        snapshot_.market = market_;
    }

    [[nodiscard]] const MarketDefinitionPtr& market() const { return market_; }

    std::shared_ptr<const PoolTable> new_pools() {
        auto table = std::make_shared<PoolTable>();
        for (std::size_t i = 0; i < kPairs * kPoolsOfAPair; ++i) {
            const double noise = static_cast<double>(random_() % 2001) / 1000.0 - 1.0;
            const double price = 2000.0 * (1.0 + spread_ * noise);
            PoolState state = i % kPoolsOfAPair < 2 ? PoolState{pair_state({kWeth, kUsdc, price})}
                                                    : PoolState{range_state({kWeth, kUsdc, price})};
            table->push_back(std::make_shared<const Pool>(Pool{std::move(state), snapshot_.number()}));
        }
        return table;
    }

    const MarketSnapshot& next(std::shared_ptr<const PoolTable> pools) {
        ++snapshot_.header.id.number;
        snapshot_.pools = std::move(pools);
        return snapshot_;
    }

  private:
    double spread_;
    MarketDefinitionPtr market_;
    MarketSnapshot snapshot_;
    std::mt19937_64 random_{1};
};

void scan_all_changed(benchmark::State& state) {
    LargeMarket market{static_cast<double>(state.range(0)) / 10'000.0};
    const RouteBook book{*market.market()};
    OpportunityScanner scanner{market.market(), book, {}};
    const std::array tables{market.new_pools(), market.new_pools()};
    std::size_t turn = 0;
    std::size_t open = 0;
    for (auto _ : state)
        open = scanner.scan(market.next(tables[++turn % 2])).opportunities.size();
    state.SetLabel("300 pools, " + std::to_string(book.routes().size()) + " routes, " + std::to_string(open) + " open");
}
BENCHMARK(scan_all_changed)->Arg(5)->Arg(20)->Arg(200);

void scan_none_changed(benchmark::State& state) {
    LargeMarket market{0.0};
    const RouteBook book{*market.market()};
    OpportunityScanner scanner{market.market(), book, {}};
    const auto pools = market.new_pools();
    for (auto _ : state)
        benchmark::DoNotOptimize(scanner.scan(market.next(pools)));
    state.SetLabel("300 pools, target 1 us");
}
BENCHMARK(scan_none_changed);

}  // namespace
}  // namespace dexarb::testing

// Exact quotes, beside floors measured in the same run: a chain of hardware divisions, and the V2 formula in
// Boost.Multiprecision. Targets (one core): V2 output 250 ns, V3 quote in range 1.2 us.

#include <array>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/multiprecision/cpp_int.hpp>

#include "dexarb/amm/segment_walker.hpp"

#include "support/pools.hpp"
#include "support/random.hpp"

namespace dexarb {
namespace {

using boost::multiprecision::uint256_t;

constexpr std::size_t kCases = 256;
/// USDC.e and WETH, as a large pair on Polygon holds them.
constexpr u128 kReserveUsdc = 4'813'422'901'337;
const u128 kReserveWeth = test::decimal("1318427719223816541272").low_u128();

/// Amounts from a dollar to a hundred thousand, in a fixed random order.
std::vector<U256> usdc_amounts() {
    test::Random random{7};
    std::vector<U256> amounts(kCases);
    for (U256& amount : amounts)
        amount = U256{1'000'000} * U256{random.between(1, 100'000)} + U256{random.between(0, 999'999)};
    return amounts;
}

/// One division of 128 by 64 bits whose operands depend on the one before: what no 256-bit quotient can go below.
void hardware_division_floor(benchmark::State& state) {
    std::uint64_t value = 0x9e3779b97f4a7c15ULL;
    for (auto _ : state) {
        value = static_cast<std::uint64_t>(((static_cast<u128>(1) << 64) | value) / (value | (1ULL << 63)));
        value = ~value;
        benchmark::DoNotOptimize(value);
    }
}
BENCHMARK(hardware_division_floor);

void v2_output(benchmark::State& state) {
    const auto amounts = usdc_amounts();
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(
            constant_product_output(kReserveUsdc, kReserveWeth, amounts[++i % kCases].low_u128(), {3000}));
}
BENCHMARK(v2_output);

uint256_t as_boost(const U256& value) {
    return (uint256_t{value.limb(1)} << 64) | value.limb(0);
}

void v2_output_boost_peer(benchmark::State& state) {
    std::vector<uint256_t> amounts;
    for (const U256& amount : usdc_amounts())
        amounts.push_back(as_boost(amount));
    const uint256_t reserve_in = as_boost(U256{kReserveUsdc});
    const uint256_t reserve_out = as_boost(U256{kReserveWeth});
    std::size_t i = 0;
    for (auto _ : state) {
        const uint256_t less_fee = amounts[++i % kCases] * 997;
        uint256_t output = less_fee * reserve_out / (reserve_in * 1000 + less_fee);
        benchmark::DoNotOptimize(output);
    }
}
BENCHMARK(v2_output_boost_peer);

void v2_input_for_output(benchmark::State& state) {
    std::vector<u128> outputs;
    for (const U256& amount : usdc_amounts())
        outputs.push_back(constant_product_output(kReserveUsdc, kReserveWeth, amount.low_u128(), {3000}).low_u128());
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(constant_product_input(kReserveUsdc, kReserveWeth, outputs[++i % kCases], {3000}));
}
BENCHMARK(v2_input_for_output);

/// WETH/USDC.e 0.05 % on Polygon at 1,650 dollars, with a position of equal size between any two of its ticks.
ConcentratedState dense_pool(u128 liquidity) {
    auto pool = test::pool_at_price(10, {500}, test::decimal("3218127834120897654321098"));
    const std::int32_t middle = pool.tick / 10 * 10;
    pool = test::with_position(pool, -887'270, 887'270, liquidity);
    for (std::int32_t i = 1; i <= 60; ++i)
        pool = test::with_position(pool, middle - 10 * i, middle + 10 * i, liquidity / 10);
    return pool;
}

void v3_quote_in_range(benchmark::State& state) {
    const bool down = state.range(0) != 0;
    const PoolState pool = dense_pool(test::decimal("40000000000000000000").low_u128());
    const auto dollars = usdc_amounts();
    std::vector<U256> amounts;
    for (const U256& amount : dollars)
        amounts.push_back(down ? amount * U256{600'000} : amount / U256{1'000});
    std::uint64_t crossed = 0;
    std::size_t i = 0;
    for (auto _ : state) {
        const Quote quote = quote_exact_input(pool, down, amounts[++i % kCases]);
        crossed += quote.ticks_crossed;
        benchmark::DoNotOptimize(quote);
    }
    state.counters["ticks_crossed"] =
        benchmark::Counter(static_cast<double>(crossed), benchmark::Counter::kAvgIterations);
}
BENCHMARK(v3_quote_in_range)->ArgName("down")->Arg(1)->Arg(0);

/// A quote that crosses about `range(1)` ticks; `per_tick` is its time divided by that.
void v3_quote_across_ticks(benchmark::State& state) {
    const bool down = state.range(0) != 0;
    const auto ticks = static_cast<std::uint32_t>(state.range(1));
    const ConcentratedState pool = dense_pool(test::decimal("40000000000000000000").low_u128());
    U256 amount{1};
    while (quote_exact_input(pool, down, amount).ticks_crossed < ticks)
        amount += (amount >> 5) + 1;
    std::uint64_t crossed = 0;
    for (auto _ : state) {
        const Quote quote = quote_exact_input(pool, down, amount);
        crossed += quote.ticks_crossed;
        benchmark::DoNotOptimize(quote);
    }
    state.counters["per_tick"] =
        benchmark::Counter(static_cast<double>(crossed), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(v3_quote_across_ticks)->ArgNames({"down", "ticks"})->Args({1, 20})->Args({0, 20})->Args({1, 50});

void v3_exact_output_in_range(benchmark::State& state) {
    const PoolState pool = dense_pool(test::decimal("40000000000000000000").low_u128());
    const auto amounts = usdc_amounts();
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(quote_exact_output(pool, true, amounts[++i % kCases] / U256{1'000}));
}
BENCHMARK(v3_exact_output_in_range);

void sqrt_ratio(benchmark::State& state) {
    std::int32_t tick = -300'000;
    for (auto _ : state) {
        benchmark::DoNotOptimize(sqrt_ratio_at_tick(tick));
        tick = tick > 300'000 ? -300'000 : tick + 977;
    }
}
BENCHMARK(sqrt_ratio);

void tick_of_price(benchmark::State& state) {
    test::Random random{8};
    std::vector<U256> prices(kCases);
    for (U256& price : prices)
        price = sqrt_ratio_at_tick(static_cast<std::int32_t>(random.between(-300'000, 300'000))) + 12'345;
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(tick_at_sqrt_ratio(prices[++i % kCases]));
}
BENCHMARK(tick_of_price);

void walk_twenty_segments(benchmark::State& state) {
    const PoolState pool = dense_pool(1'000'000'000'000);
    for (auto _ : state) {
        SegmentWalker walker{pool, true};
        for (int i = 0; i < 20; ++i)
            benchmark::DoNotOptimize(walker.next());
    }
}
BENCHMARK(walk_twenty_segments);

void mint_into_120_ticks(benchmark::State& state) {
    const ConcentratedState pool = dense_pool(1'000'000'000'000);
    for (auto _ : state)
        benchmark::DoNotOptimize(apply_liquidity(pool, -200'000, -199'900, 1'000));
}
BENCHMARK(mint_into_120_ticks);

}  // namespace
}  // namespace dexarb

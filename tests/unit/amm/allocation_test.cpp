// Quotes run thousands of times per block: none of them may touch the heap.

#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "dexarb/amm/segment_walker.hpp"

#include "support/pools.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace dexarb {
namespace {

TEST(Allocation, QuotesAndSegmentsUseNoHeap) {
    auto concentrated = test::pool_at_price(10, {500}, U256::power_of_two(96));
    for (std::int32_t i = 1; i < 20; ++i)
        concentrated = test::with_position(concentrated, -400 * i, 300 * i, 1'000'000'000);
    const PoolState pools[] = {concentrated, ConstantProductState{1'000'000, 2'000'000, {3000}}};
    std::uint32_t ticks_crossed = 0;
    std::size_t segments = 0;

    const std::size_t before = allocations;
    for (const PoolState& pool : pools) {
        for (const bool down : {true, false}) {
            ticks_crossed += quote_exact_input(pool, down, U256::power_of_two(100)).ticks_crossed;
            ticks_crossed += quote_exact_output(pool, down, 500'000).ticks_crossed;
            SegmentWalker walker{pool, down};
            while (walker.next())
                ++segments;
        }
    }
    const std::size_t after = allocations;

    EXPECT_EQ(after, before);
    EXPECT_GE(ticks_crossed, 38U);
    EXPECT_GE(segments, 40U);
}

}  // namespace
}  // namespace dexarb

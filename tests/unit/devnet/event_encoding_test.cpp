#include "dexarb/devnet/event_encoding.hpp"

#include <gtest/gtest.h>

#include "dexarb/rpc/pool_events.hpp"

namespace dexarb {
namespace {

const Address kPool{{0xAA}};
const Address kTrader{{0xBB}};

template <typename Event>
Event decoded(const RpcLog& log) {
    const auto event = decode_pool_log(log);
    EXPECT_TRUE(event) << event.error().detail;
    EXPECT_EQ(log.address, kPool);
    return std::get<Event>(*event);
}

ConcentratedState state_at(const U256& price, std::int32_t tick, u128 liquidity) {
    ConcentratedState state;
    state.sqrt_price_x96 = price;
    state.tick = tick;
    state.liquidity = liquidity;
    return state;
}

TEST(EventEncoding, SyncReadsBackAsItsReserves) {
    const auto sync = decoded<SyncLog>(encode_sync(kPool, {kMaxReserve, 1, FeePpm{3000}}));

    EXPECT_EQ(U256{sync.reserve0}, U256{kMaxReserve});
    EXPECT_EQ(U256{sync.reserve1}, U256{1});
}

TEST(EventEncoding, SwapShowsWhatThePoolGotAsPositiveAndWhatItPaidAsNegative) {
    const ConcentratedState after = state_at(U256::power_of_two(96), -887'272, 5);

    const auto swap = decoded<SwapLog>(encode_pool_swap(kPool, {kTrader, false, U256{70}, U256{30}}, after));

    EXPECT_EQ(swap.amount0, (I256{U256{30}, true}));
    EXPECT_EQ(swap.amount1, (I256{U256{70}, false}));
    EXPECT_EQ(swap.sqrt_price_x96, U256::power_of_two(96));
    EXPECT_EQ(swap.tick, -887'272);
    EXPECT_EQ(U256{swap.liquidity}, U256{5});
}

TEST(EventEncoding, InitializeReadsBackAsPriceAndTick) {
    const auto event = decoded<InitializeLog>(encode_initialize(kPool, state_at(U256{4295128739ULL}, -887'272, 0)));

    EXPECT_EQ(event.sqrt_price_x96, U256{4295128739ULL});
    EXPECT_EQ(event.tick, -887'272);
}

TEST(EventEncoding, MintAndBurnReadBackAsTheirRange) {
    const LiquidityRecord record{kTrader, {-60, 120, 999}, {U256{11}, U256{22}}};

    const auto mint = decoded<MintLog>(encode_mint(kPool, record));
    const auto burn = decoded<BurnLog>(encode_burn(kPool, record));

    EXPECT_EQ(mint.tick_lower, -60);
    EXPECT_EQ(mint.tick_upper, 120);
    EXPECT_EQ(U256{mint.amount}, U256{999});
    EXPECT_EQ(mint.amount1, U256{22});
    EXPECT_EQ(burn.tick_lower, -60);
    EXPECT_EQ(burn.tick_upper, 120);
    EXPECT_EQ(U256{burn.amount}, U256{999});
    EXPECT_EQ(burn.amount0, U256{11});
}

TEST(EventEncoding, EventsOfPairsOtherThanSyncAreNotMistakenForThoseOfPools) {
    const auto swap = decode_pool_log(encode_pair_swap(kPool, {kTrader, true, U256{1}, U256{2}}));
    const auto mint = decode_pool_log(encode_pair_mint(kPool, kTrader, {U256{1}, U256{2}}));

    ASSERT_TRUE(swap && mint);
    EXPECT_TRUE(std::holds_alternative<std::monostate>(*swap));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(*mint));
}

}  // namespace
}  // namespace dexarb

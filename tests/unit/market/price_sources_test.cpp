#include "dexarb/market/price_sources.hpp"

#include <gtest/gtest.h>

#include "support/market_builder.hpp"

namespace dexarb {
namespace {

using testing::kUsdc;
using testing::kWbtc;
using testing::kWeth;
using testing::kWmatic;
using testing::MarketBuilder;
using testing::PairPool;
using testing::RangePool;

/// Prices from scratch of all pools in the builder's next block.
PriceTable prices_of(MarketBuilder& builder) {
    const SnapshotPtr block = builder.next_block();
    return usd_prices(*block->market, *block->pools);
}

double dollars(const std::optional<UsdPrice>& price) {
    return price ? price->atto_usd.to_double() / 1e18 : 0.0;
}

TEST(PriceSources, PricesATokenOnEitherSideOfTheStablecoinAtItsOwnDecimals) {
    struct Case {
        TokenIndex token;
        double price;
    };
    // USDC is token0 against WETH, token1 against the others; 18 and 8 decimals.
    for (const Case& c : {Case{kWeth, 2'345.0}, Case{kWmatic, 0.117}, Case{kWbtc, 61'234.0}}) {
        MarketBuilder v2;
        MarketBuilder v3;
        v2.add(PairPool{c.token, kUsdc, c.price});
        v3.add(RangePool{c.token, kUsdc, c.price});

        EXPECT_NEAR(dollars(prices_of(v2)[position(c.token)]) / c.price, 1.0, 1e-6);
        EXPECT_NEAR(dollars(prices_of(v3)[position(c.token)]) / c.price, 1.0, 1e-6);
    }
}

TEST(PriceSources, AConstantProductMidIsExactToTheLastDigit) {
    MarketBuilder builder;
    // USDC is token0: 3,000,001 USDC against 999 WETH.
    builder.add_state(
        kWeth, kUsdc,
        ConstantProductState{3'000'001'000'000ULL, static_cast<u128>(999) * 1'000'000'000'000'000'000ULL, {3000}});

    EXPECT_EQ(to_decimal(prices_of(builder)[position(kWeth)]->atto_usd), "3003004004004004004004");
}

TEST(PriceSources, AConcentratedMidComesFromTheSquareRootPriceNotFromTheTick) {
    MarketBuilder builder;
    auto state = testing::range_state(RangePool{kWmatic, kUsdc, 0.1});
    // sqrt(price) = 2^70 / 2^96: price = 2^-52 micro-USDC per atto-WMATIC = 10^12 x 2^-52 USDC.
    state.sqrt_price_x96 = U256::power_of_two(70);
    state.tick = -360'436;
    state.liquidity = static_cast<u128>(1) << 100;
    builder.add_state(kWmatic, kUsdc, state);

    EXPECT_EQ(prices_of(builder)[position(kWmatic)]->atto_usd, power_of_ten(30) >> 52);
}

TEST(PriceSources, AStablecoinIsOneDollarWithoutAnyPool) {
    MarketBuilder builder;

    EXPECT_EQ(prices_of(builder)[position(kUsdc)], stablecoin_price(6));
}

TEST(PriceSources, WithoutAPoolATokenHasNoPrice) {
    MarketBuilder builder;
    builder.add(PairPool{kWeth, kUsdc, 2000.0});

    EXPECT_FALSE(prices_of(builder)[position(kWmatic)]);
}

TEST(PriceSources, APoolBetweenTwoOtherTokensPricesNeither) {
    MarketBuilder builder;
    builder.add(PairPool{kWmatic, kWeth, 0.0005});

    const PriceTable prices = prices_of(builder);

    EXPECT_FALSE(prices[position(kWeth)]);
    EXPECT_FALSE(prices[position(kWmatic)]);
}

TEST(PriceSources, EmptyAndUninitialisedPoolsDoNotCount) {
    MarketBuilder builder;
    builder.add_state(kWeth, kUsdc, ConstantProductState{0, 0, {3000}});
    auto state = testing::range_state(RangePool{});
    state.liquidity = 0;
    state.ticks = std::make_shared<const TickMap>(TickMap::make(10, all_words(10), {}).value());
    builder.add_state(kWeth, kUsdc, state);
    state.sqrt_price_x96 = U256{0};
    builder.add_state(kWeth, kUsdc, state);

    EXPECT_FALSE(prices_of(builder)[position(kWeth)]);
}

TEST(PriceSources, AShallowPoolDoesNotCountAndADeepEnoughOneDoes) {
    // Selling $1,000 into x USDC returns 1000 x 0.997 x / (x + 997): $980 needs x of about 57,500.
    MarketBuilder shallow;
    MarketBuilder deep;
    shallow.add(PairPool{kWeth, kUsdc, 2000.0, 57'000.0});
    deep.add(PairPool{kWeth, kUsdc, 2000.0, 58'000.0});

    EXPECT_FALSE(prices_of(shallow)[position(kWeth)]);
    EXPECT_TRUE(prices_of(deep)[position(kWeth)]);
}

/// Whether the pool's own quote returns $980 for $1,000 of the token at `atto_usd`.
bool returns_enough(const PoolState& state, bool token_is_0, const U256& atto_usd, std::uint8_t decimals) {
    const U256 amount = *mul_div(U256{1'000}, power_of_ten(decimals + 18U), atto_usd);
    const Quote quote = quote_exact_input(state, token_is_0, amount);
    return quote.is_complete() && quote.amount_out >= U256{980'000'000};
}

TEST(PriceSources, CountsExactlyThePoolsWhoseQuoteReturnsEnoughAtEveryDepthAndRange) {
    int counted = 0;
    for (const TokenIndex token : {kWeth, kWbtc})
        for (double depth = 20'000.0; depth < 90'000.0; depth += 397.0)
            for (const std::int32_t width : {0, 10, 100, 400}) {
                MarketBuilder builder;
                RangePool pool{token, kUsdc, token == kWeth ? 2'000.0 : 60'000.0, depth};
                const auto state = testing::range_state(pool);
                const std::int32_t tick = state.tick / 10 * 10;
                if (width > 0) pool.positions = {{tick - width, tick + width, state.liquidity}};
                const PoolIndex index = builder.add(pool);
                const PoolState& built = builder.state(index);
                const U256 price{*u256_from_double((token == kWeth ? 2e3 : 6e4) * 1e18)};

                const bool counts = PriceSources{builder.market()}.mid(index, built).has_value();

                counted += counts ? 1 : 0;
                EXPECT_EQ(counts, returns_enough(built, token != kWeth, price, token == kWeth ? 18 : 8))
                    << "depth " << depth << " width " << width;
            }
    EXPECT_GT(counted, 50);
}

TEST(PriceSources, LiquidityIsNotDepthWhereTheRangeEndsAtOnce) {
    MarketBuilder builder;
    // "749B liquidity" between two neighbouring ticks beside the price: nothing to sell into downwards.
    const auto tick = testing::range_state(RangePool{}).tick / 10 * 10;
    builder.add(RangePool{.positions = {{tick, tick + 10, static_cast<u128>(749'000'000'000ULL)}}});

    EXPECT_FALSE(prices_of(builder)[position(kWeth)]);
}

TEST(PriceSources, APoolWhoseKnownTicksEndBeforeTheProbeDoesNotCount) {
    MarketBuilder builder;
    builder.add(RangePool{.known = WordRange{}});

    EXPECT_FALSE(prices_of(builder)[position(kWeth)]);
}

TEST(PriceSources, TakesTheMedianAndOfTwoInTheMiddleTheLower) {
    MarketBuilder three;
    MarketBuilder four;
    for (const double price : {2'100.0, 1'900.0, 2'000.0}) {
        three.add(PairPool{kWeth, kUsdc, price});
        four.add(PairPool{kWeth, kUsdc, price});
    }
    four.add(PairPool{kWeth, kUsdc, 9'000.0});

    EXPECT_NEAR(dollars(prices_of(three)[position(kWeth)]), 2'000.0, 1e-3);
    EXPECT_NEAR(dollars(prices_of(four)[position(kWeth)]), 2'000.0, 1e-3);
}

TEST(PriceSources, OneManipulatedPoolOfThreeDoesNotMoveThePriceBeyondTheOthers) {
    MarketBuilder builder;
    for (const double price : {2'000.0, 2'001.0, 900'000.0})
        builder.add(PairPool{kWeth, kUsdc, price});

    EXPECT_NEAR(dollars(prices_of(builder)[position(kWeth)]), 2'001.0, 1e-3);
}

TEST(PriceSources, MidPriceIsWholeToken1PerWholeToken0) {
    MarketBuilder builder;
    const PoolIndex weth = builder.add(PairPool{kWeth, kUsdc, 2000.0});
    const PoolIndex wbtc = builder.add(RangePool{kWbtc, kUsdc, 60'000.0});
    const PoolIndex empty = builder.add_state(kWeth, kUsdc, ConstantProductState{0, 0, {3000}});
    const MarketDefinitionPtr market = builder.market();

    EXPECT_NEAR(mid_price(*market, weth, builder.state(weth)), 1.0 / 2000.0, 1e-9);
    EXPECT_NEAR(mid_price(*market, wbtc, builder.state(wbtc)), 60'000.0, 1e-3);
    EXPECT_EQ(mid_price(*market, empty, builder.state(empty)), 0.0);
}

}  // namespace
}  // namespace dexarb

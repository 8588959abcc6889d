#include "dexarb/arbitrage/sizing.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "arbitrage/route_sizing.hpp"
#include "sizing_support.hpp"

namespace dexarb::testing {
namespace {

/// Buys WETH at `cheap` and sells it at `dear`, both as deep as `quote_reserve`.
TwoPools pairs_at(double cheap, double dear, double quote_reserve = 1e6) {
    return two_pools(pair_state({kWeth, kUsdc, cheap, quote_reserve}), pair_state({kWeth, kUsdc, dear, quote_reserve}));
}

TwoPools ranges_at(double cheap, double dear, const RangePool& shape) {
    RangePool first = shape;
    RangePool second = shape;
    first.price = cheap;
    second.price = dear;
    return two_pools(range_state(first), range_state(second));
}

/// A stack of positions around $2,000, each `width` spacings of 10 ticks wide: ticks to cross on the way.
RangePool layered(std::int32_t width, u128 liquidity) {
    RangePool pool;
    const std::int32_t centre = range_state(RangePool{}).tick / 10 * 10;
    for (std::int32_t i = -40; i < 40; ++i)
        pool.positions.push_back({centre + i * width * 10, centre + (i + 1) * width * 10,
                                  liquidity + static_cast<u128>(i * i) * (liquidity / 100)});
    return pool;
}

TEST(LoanFee, RoundsUp) {
    EXPECT_EQ(digits(loan_fee(1, 500)), "1");
    EXPECT_EQ(digits(loan_fee(2'000'000, 500)), "1000");
    EXPECT_EQ(digits(loan_fee(2'000'001, 500)), "1001");
    EXPECT_EQ(digits(loan_fee(12345, 0)), "0");
}

TEST(QuoteRoute, ChainsTheExactQuotes) {
    const auto pools = pairs_at(2000, 2040);

    const auto quote = quote_route(*pools.snapshot, pools.route, U256{units(kUsdc, 1000)});

    ASSERT_TRUE(quote);
    const auto first =
        quote_exact_input(pools.snapshot->pool(pools.route.hops[0].pool)->state, true, U256{units(kUsdc, 1000)});
    EXPECT_EQ(digits(quote->amounts_out[0]), digits(first.amount_out));
    EXPECT_GT(quote->amount_out(), quote->amount_in);
}

TEST(QuoteRoute, IsNothingWhereAHopCannotTakeItAllOrIsNotCertain) {
    MarketBuilder market;
    RangePool narrow;
    narrow.positions = {
        {range_state(narrow).tick / 10 * 10 - 100, range_state(narrow).tick / 10 * 10 + 100, 1'000'000}};
    const PoolIndex first = market.add(narrow);
    const PoolIndex second = market.add(PairPool{});
    const auto snapshot = market.next_block();
    const Route route = route_over(*market.market(), first, second);
    const auto uncertain = market.make_uncertain(second).next_block();

    EXPECT_FALSE(quote_route(*snapshot, route, U256{units(kUsdc, 1e6)}));
    EXPECT_FALSE(quote_route(*uncertain, route, U256{100}));
}

TEST(SizeRoute, AgreesWithTheTextbookOnTwoEqualPairs) {
    const auto pools = pairs_at(2000, 2100);

    const auto sized = size_route(*pools.snapshot, pools.route, free_of_gas());

    // q = sqrt(rho) - 1 with rho = 1.05 * 0.997^2; x = q / nu, nu = 0.997 (1 + 0.997 * 1.05...) / reserve.
    ASSERT_TRUE(sized);
    const double x = sized->quote.amount_in.to_double() / 1e6;
    const double rho = 1.05 * 0.997 * 0.997;
    const double nu = 0.997 / 1e6 + 0.997 / (1e6 / 2100.0) * 0.997 / 2000.0;
    EXPECT_NEAR(x, (std::sqrt(rho) - 1.0) / nu, 0.01);
    EXPECT_EQ(digits(sized->certificate_gap), "0");
}

TEST(SizeRoute, FindsNothingWhereFeesEatTheSpread) {
    EXPECT_FALSE(size_route(*pairs_at(2000, 2010).snapshot, pairs_at(2000, 2010).route, free_of_gas()));
    EXPECT_FALSE(size_route(*pairs_at(2100, 2000).snapshot, pairs_at(2100, 2000).route, free_of_gas()));
    EXPECT_FALSE(size_route(*pairs_at(2000, 2000).snapshot, pairs_at(2000, 2000).route, free_of_gas()));
}

TEST(SizeRoute, FindsNothingInEmptyPools) {
    const PoolState full = pair_state({});
    const PoolState empty = ConstantProductState{0, 0, FeePpm{3000}};
    ConcentratedState bare = range_state(RangePool{kWeth, kUsdc, 1000.0});
    bare.liquidity = 0;
    bare.ticks = std::make_shared<const TickMap>(TickMap::make(10, all_words(10), {}).value());

    EXPECT_FALSE(size_route(*two_pools(full, empty).snapshot, two_pools(full, empty).route, free_of_gas()));
    EXPECT_FALSE(size_route(*two_pools(empty, full).snapshot, two_pools(empty, full).route, free_of_gas()));
    EXPECT_FALSE(size_route(*two_pools(bare, full).snapshot, two_pools(bare, full).route, free_of_gas()));
}

TEST(SizeRoute, TakesFromAnOffMarketPoolOnlyWhatItHolds) {
    // $3.10 in a pool that says half price: a 100 % spread worth about a dollar.
    const auto pools = two_pools(pair_state({kWeth, kUsdc, 1000.0, 3.1}), pair_state({kWeth, kUsdc, 2000.0, 1e6}));

    const auto sized = size_route(*pools.snapshot, pools.route, free_of_gas());

    ASSERT_TRUE(sized);
    EXPECT_LT(sized->quote.amount_in, U256{units(kUsdc, 3.1)});
    EXPECT_LT(*profit_of(sized->quote), U256{units(kUsdc, 1.0)});
}

TEST(SizeRoute, CapBindsExactlyWhereTheOptimumLiesAbove) {
    const auto pools = pairs_at(2000, 2100);
    const U256 cap{units(kUsdc, 500)};

    const auto sized = size_route(*pools.snapshot, pools.route, free_of_gas(cap));

    ASSERT_TRUE(sized);
    EXPECT_LE(sized->quote.amount_in, cap);
    EXPECT_GT(sized->quote.amount_in, cap - U256{units(kUsdc, 0.01)});
}

TEST(SizeRoute, CapAboveTheOptimumChangesNothing) {
    const auto pools = pairs_at(2000, 2100);

    const auto free = size_route(*pools.snapshot, pools.route, free_of_gas());
    const auto capped = size_route(*pools.snapshot, pools.route, free_of_gas(U256{units(kUsdc, 1e6)}));

    EXPECT_EQ(digits(free->quote.amount_in), digits(capped->quote.amount_in));
}

TEST(SizeRoute, NothingFitsUnderAZeroCap) {
    const auto pools = pairs_at(2000, 2100);

    EXPECT_FALSE(size_route(*pools.snapshot, pools.route, free_of_gas(U256{})));
}

TEST(SizeRoute, LoanFeeMakesTheTradeSmallerAndThenNone) {
    const auto pools = pairs_at(2000, 2100);

    const auto own = size_route(*pools.snapshot, pools.route, free_of_gas());
    const auto lent = size_route(*pools.snapshot, pools.route, free_of_gas({}, 500));
    const auto dear = size_route(*pools.snapshot, pools.route, free_of_gas({}, 50'000));

    ASSERT_TRUE(lent);
    EXPECT_LT(lent->quote.amount_in, own->quote.amount_in);
    EXPECT_FALSE(dear);
}

TEST(SizeRoute, StopsBeforeATickThatCostsMoreThanItBrings) {
    const auto pools = ranges_at(1990, 2010, layered(2, 1'000'000'000'000'000));
    SizingTerms cheap = free_of_gas();
    cheap.gas_price_wei = 1;
    SizingTerms dear = cheap;
    dear.gas_price_wei = 400'000'000'000'000;

    const auto many = size_route(*pools.snapshot, pools.route, cheap);
    const auto few = size_route(*pools.snapshot, pools.route, dear);

    ASSERT_TRUE(many && few);
    EXPECT_TRUE(many->depends_on_gas);
    EXPECT_GT(many->quote.ticks_crossed, few->quote.ticks_crossed);
    EXPECT_GT(*profit_of(many->quote), *profit_of(few->quote));
    const U256 saved =
        tick_cost(*pools.snapshot, kUsdc, dear) * U256{many->quote.ticks_crossed - few->quote.ticks_crossed};
    EXPECT_GE(*profit_of(few->quote) + saved, *profit_of(many->quote));
}

TEST(SizeRoute, TickCostIsGasInUnitsOfTheStartToken) {
    const auto pools = pairs_at(2000, 2100);
    SizingTerms terms;
    terms.gas.crossed_tick = 20'000;
    terms.gas_price_wei = 500'000'000'000;

    // 0.01 POL at ten cents is a tenth of a cent.
    EXPECT_EQ(digits(tick_cost(*pools.snapshot, kUsdc, terms)), "1000");
    EXPECT_EQ(digits(tick_cost(*pools.snapshot, kWeth, terms)), "500000000000");
}

TEST(SizeRoute, ClampsAtAGapWithoutLiquidity) {
    // The dear pool has a hole right under its price; beyond it nothing pays any more.
    RangePool dear;
    dear.price = 2100;
    const std::int32_t tick = range_state(dear).tick / 10 * 10;
    dear.positions = {{tick - 100, tick + 20, 1'000'000'000'000'000},
                      {tick + 3000, tick + 9000, 1'000'000'000'000'000}};
    const auto pools = two_pools(pair_state({kWeth, kUsdc, 2000.0, 1e7}), range_state(dear));

    const auto sized = size_route(*pools.snapshot, pools.route, free_of_gas());

    ASSERT_TRUE(sized);
    const U256 profit = *profit_of(sized->quote);
    EXPECT_LE(profit_at(pools, sized->quote.amount_in + 1000), profit + sized->certificate_gap);
    EXPECT_LE(profit_at(pools, sized->quote.amount_in * U256{2}), profit + sized->certificate_gap);
    EXPECT_LT(sized->certificate_gap, profit >> 20);
}

TEST(SizeRoute, EndOfKnownTicksBoundsTheSizeAndNamesThePool) {
    RangePool shallow;
    shallow.price = 2100;
    const std::int32_t word = bitmap_word(range_state(shallow).tick, 10);
    shallow.known = WordRange{word, word};
    // So deep that the optimum lies far beyond the word that was read.
    shallow.quote_reserve = 1e6;
    const auto pools = two_pools(pair_state({kWeth, kUsdc, 500.0, 1e9}), range_state(shallow));

    const auto sized = size_route(*pools.snapshot, pools.route, free_of_gas());

    ASSERT_TRUE(sized);
    EXPECT_EQ(sized->wants_ticks, std::vector{pools.route.hops[1].pool});
    EXPECT_TRUE(quote_route(*pools.snapshot, pools.route, sized->quote.amount_in));
}

TEST(SizeRoute, UnknownTicksAtThePriceItselfAreWantedEvenWithoutASize) {
    RangePool blind;
    blind.price = 2100;
    blind.known = WordRange{};
    const auto pools = two_pools(pair_state({kWeth, kUsdc, 2000.0, 1e6}), range_state(blind));

    const Sizing sizing = find_size(*pools.snapshot, pools.route, free_of_gas());

    EXPECT_FALSE(sizing.sized);
    EXPECT_EQ(sizing.wants_ticks, std::vector{pools.route.hops[1].pool});
}

TEST(SizeRoute, IsNothingWherePoolIsNotCertain) {
    MarketBuilder market;
    const PoolIndex cheap = market.add(PairPool{kWeth, kUsdc, 1900});
    const PoolIndex dear = market.add(PairPool{kWeth, kUsdc, 2000});
    const Route route = route_over(*market.market(), cheap, dear);

    const auto certain = market.next_block();
    const auto uncertain = market.make_uncertain(dear).next_block();

    EXPECT_TRUE(size_route(*certain, route, free_of_gas()));
    EXPECT_FALSE(size_route(*uncertain, route, free_of_gas()));
}

TEST(SizeRoute, EighteenDecimalStartThroughSixDecimalsIsCertifiedWithinAMillionth) {
    MarketBuilder market;
    market.add_pair(kUsdc, kWeth);
    const PoolIndex dear = market.add(PairPool{kWeth, kUsdc, 2100});
    const PoolIndex cheap = market.add(PairPool{kWeth, kUsdc, 2000});
    const auto snapshot = market.next_block();
    const RouteBook book{*market.market()};
    const auto route = std::find_if(book.routes().begin(), book.routes().end(), [&](const Route& r) {
        return r.start == kWeth && r.hops[0].pool == dear && r.hops[1].pool == cheap;
    });
    ASSERT_NE(route, book.routes().end());

    const auto sized = size_route(*snapshot, *route, free_of_gas());

    ASSERT_TRUE(sized);
    EXPECT_LE(sized->certificate_gap, *profit_of(sized->quote) >> 20);
}

}  // namespace
}  // namespace dexarb::testing

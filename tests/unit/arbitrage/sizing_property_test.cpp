#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "dexarb/amm/tick_math.hpp"

#include "sizing_support.hpp"

namespace dexarb::testing {
namespace {

class RandomMarket {
  public:
    explicit RandomMarket(std::uint64_t seed) : random_(seed) {}

    [[nodiscard]] std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
    /// Uniform in the exponent between 1 and 2^bits.
    [[nodiscard]] u128 magnitude(unsigned bits) {
        const u128 wide = (static_cast<u128>(random_()) << 64) | random_();
        return std::max<u128>(wide >> (128 - 1 - below(bits)), 1);
    }

    [[nodiscard]] double price_near(double price) {
        return price * (1.0 + (static_cast<double>(below(2000)) - 1000.0) / 20000.0);
    }

    [[nodiscard]] PoolState pair() {
        constexpr std::uint32_t kFees[] = {500, 2000, 3000, 10000};
        return pair_state({kWeth, kUsdc, price_near(2000), static_cast<double>(below(3'000'000) + 1), kFees[below(4)]});
    }

    [[nodiscard]] PoolState range() {
        constexpr std::pair<std::uint32_t, std::int32_t> kTiers[] = {{100, 1}, {500, 10}, {3000, 60}, {10000, 200}};
        const auto [fee, spacing] = kTiers[below(4)];
        RangePool pool{kWeth, kUsdc, price_near(2000), 1e6, fee, spacing, {}, {}};
        const std::int32_t centre = range_state(pool).tick / spacing * spacing;
        for (std::uint64_t i = 0, count = 1 + below(12); i < count; ++i) {
            const auto lower = centre + static_cast<std::int32_t>(below(60)) * spacing - 40 * spacing;
            pool.positions.push_back(
                {lower, lower + static_cast<std::int32_t>(1 + below(30)) * spacing, magnitude(30) * 1'000'000 + 1});
        }
        return range_state(pool);
    }

    [[nodiscard]] PoolState any() { return below(3) == 0 ? pair() : range(); }

    /// A pool at the end of some scale: one wei, 2^112, the outermost ticks.
    [[nodiscard]] PoolState extreme() {
        if (below(2) == 0)
            return ConstantProductState{std::min(magnitude(112), kMaxReserve), std::min(magnitude(112), kMaxReserve),
                                        FeePpm{static_cast<std::uint32_t>(below(20000))}};
        RangePool pool;
        pool.tick_spacing = 200;
        pool.fee_ppm = 10000;
        const std::int32_t end = kMaxTick / 200 * 200;
        pool.positions = {{-end, end, magnitude(100)}, {-200, 200, magnitude(100)}, {end - 200, end, magnitude(100)}};
        const auto tick =
            static_cast<std::int32_t>(below(2 * static_cast<std::uint64_t>(kMaxTick) - 10)) - kMaxTick + 5;
        return at_tick(std::get<ConcentratedState>(PoolState{range_state(pool)}), tick);
    }

  private:
    std::mt19937_64 random_;
};

/// No input on a grid up to four times the size, nor the neighbours, beats the certificate.
void expect_nothing_better(const TwoPools& pools, const SizedRoute& sized, const SizingTerms& terms) {
    const auto profit = profit_of(sized.quote, terms.premium_ppm);
    ASSERT_TRUE(profit && !profit->is_zero());
    const U256 most = *profit + sized.certificate_gap;
    const auto try_input = [&](const U256& input) {
        if (input.is_zero() || (terms.cap && input > *terms.cap)) return;
        EXPECT_LE(profit_at(pools, input, terms.premium_ppm), most) << "input " << digits(input);
    };
    const U256& x = sized.quote.amount_in;
    for (std::uint64_t i = 1; i <= 64; ++i)
        try_input(mul_div(x, i, 16).value_or(U256{}));
    for (unsigned shift = 0; shift < 40; shift += 3) {
        try_input(x + (x >> shift));
        try_input(x - (x >> shift));
    }
    for (std::uint64_t i = 1; i <= 3; ++i) {
        try_input(x + i);
        try_input(x > U256{i} ? x - U256{i} : U256{});
    }
    if (terms.cap) try_input(*terms.cap);
}

SizingTerms random_terms(RandomMarket& random) {
    SizingTerms terms;
    if (random.below(3) == 0) terms.cap = U256{random.magnitude(40)};
    if (random.below(3) == 0) terms.premium_ppm = static_cast<std::uint32_t>(random.below(2000));
    terms.gas_price_wei = random.below(2) == 0 ? 0 : random.below(2'000'000'000'000);
    return terms;
}

TEST(SizingProperties, NoInputOnAGridBeatsTheCertificateInAnyMixOfPools) {
    RandomMarket random{11};
    int found = 0;
    int tight = 0;
    for (int i = 0; i < 300; ++i) {
        const auto pools = two_pools(random.any(), random.any());
        const SizingTerms terms = random_terms(random);
        const auto sized = size_route(*pools.snapshot, pools.route, terms);
        if (!sized) continue;
        expect_nothing_better(pools, *sized, terms);
        ++found;
        tight += terms.gas_price_wei != 0 ||
                 sized->certificate_gap <= (*profit_of(sized->quote, terms.premium_ppm) >> 16) + 8;
    }

    EXPECT_GT(found, 75);
    EXPECT_GT(tight * 100, found * 95);
}

TEST(SizingProperties, WhereNothingIsFoundNoInputProfits) {
    RandomMarket random{12};
    int nothing = 0;
    for (int i = 0; i < 300; ++i) {
        const auto pools = two_pools(random.any(), random.any());
        if (size_route(*pools.snapshot, pools.route, free_of_gas())) continue;
        ++nothing;
        for (unsigned bit = 0; bit < 64; ++bit)
            EXPECT_EQ(digits(profit_at(pools, U256::power_of_two(bit))), "0") << "input 2^" << bit;
    }

    EXPECT_GT(nothing, 50);
}

TEST(SizingProperties, ExtremePoolsNeitherCrashNorBeatTheirCertificate) {
    RandomMarket random{13};
    int found = 0;
    for (int i = 0; i < 300; ++i) {
        const auto pools = two_pools(random.extreme(), random.extreme());
        const SizingTerms terms = random_terms(random);
        const auto sized = size_route(*pools.snapshot, pools.route, terms);
        if (!sized) continue;
        expect_nothing_better(pools, *sized, terms);
        ++found;
    }

    EXPECT_GT(found, 50);
}

TEST(SizingProperties, TheQuoteIsWhatTheContractsPayForItsInput) {
    RandomMarket random{14};
    for (int i = 0; i < 200; ++i) {
        const auto pools = two_pools(random.any(), random.any());
        const auto sized = size_route(*pools.snapshot, pools.route, random_terms(random));
        if (!sized) continue;
        const auto quote = quote_route(*pools.snapshot, pools.route, sized->quote.amount_in);
        ASSERT_TRUE(quote);
        EXPECT_EQ(quote->amounts_out, sized->quote.amounts_out);
        EXPECT_EQ(quote->ticks_crossed, sized->quote.ticks_crossed);
    }
}

}  // namespace
}  // namespace dexarb::testing

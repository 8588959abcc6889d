#include "dexarb/amm/tick_map.hpp"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "dexarb/amm/tick_math.hpp"

#include "support/random.hpp"

namespace dexarb {
namespace {

TickMap make_map(std::int32_t spacing, const std::set<std::int32_t>& indices, WordRange known) {
    std::vector<Tick> ticks;
    for (const std::int32_t index : indices)
        ticks.push_back({index, 1, 1});
    return TickMap::make(spacing, known, ticks).value();
}

/// TickBitmap.nextInitializedTickWithinOneWord by looking at one bit after the other.
NextTick look_bit_by_bit(const std::set<std::int32_t>& ticks, std::int32_t spacing, std::int32_t tick, bool down) {
    std::int32_t place = compressed_tick(tick, spacing) + (down ? 0 : 1);
    const std::int32_t word = place >> 8;
    const std::int32_t step = down ? -1 : 1;
    while (!ticks.contains(place * spacing) && (place + step) >> 8 == word)
        place += step;
    return {place * spacing, ticks.contains(place * spacing)};
}

TEST(TickMap, NextTickIsTheBitmaps) {
    test::Random random{5};
    for (const std::int32_t spacing : {1, 10, 60, 200}) {
        std::set<std::int32_t> indices;
        for (int i = 0; i < 30; ++i)
            indices.insert(static_cast<std::int32_t>(random.between(-900, 900)) * spacing);
        const TickMap map = make_map(spacing, indices, {-8, 7});
        for (int i = 0; i < 5'000; ++i) {
            const auto tick = static_cast<std::int32_t>(random.between(-1024 * spacing, 1023 * spacing - 1));
            const bool down = random.coin();

            ASSERT_EQ(map.next_initialized_within_one_word(tick, down), look_bit_by_bit(indices, spacing, tick, down))
                << spacing << " " << tick << " " << down;
        }
    }
}

TEST(TickMap, UpwardsFromTheLastTickOfAWordLooksIntoTheNext) {
    const TickMap map = make_map(1, {255, 256, 511}, {0, 1});

    EXPECT_EQ(map.next_initialized_within_one_word(255, false), (NextTick{256, true}));
    EXPECT_EQ(map.next_initialized_within_one_word(256, false), (NextTick{511, true}));
    EXPECT_EQ(map.next_initialized_within_one_word(255, true), (NextTick{255, true}));
    EXPECT_EQ(map.next_initialized_within_one_word(257, true), (NextTick{256, true}));
    EXPECT_EQ(map.next_initialized_within_one_word(254, true), (NextTick{0, false}));
}

TEST(TickMap, WalkIsToldWhenAWordWasNotRead) {
    const TickMap map = make_map(60, {60}, {0, 0});

    EXPECT_EQ(map.next_initialized_within_one_word(-1, true), std::nullopt);
    EXPECT_EQ(map.next_initialized_within_one_word(0, true), (NextTick{0, false}));
    EXPECT_EQ(map.next_initialized_within_one_word(255 * 60, false), std::nullopt);
    EXPECT_EQ(map.next_initialized_within_one_word(255 * 60 - 1, false), (NextTick{255 * 60, false}));
    EXPECT_EQ(TickMap{60}.next_initialized_within_one_word(0, true), std::nullopt);
}

TEST(TickMap, NegativeTicksAreCompressedTowardsMinusInfinity) {
    EXPECT_EQ(compressed_tick(-1, 60), -1);
    EXPECT_EQ(compressed_tick(-60, 60), -1);
    EXPECT_EQ(compressed_tick(-61, 60), -2);
    EXPECT_EQ(compressed_tick(59, 60), 0);
    EXPECT_EQ(bitmap_word(-1, 1), -1);
    EXPECT_EQ(bitmap_word(-257, 1), -2);
    EXPECT_EQ(all_words(1), (WordRange{-3466, 3465}));
    EXPECT_EQ(all_words(200), (WordRange{-18, 17}));
}

TEST(TickMap, MintAndBurnLeaveNothingBehind) {
    const TickMap blank = make_map(60, {}, {-4, 3});

    const TickMap minted = blank.with_liquidity(-120, 60, 700).value();
    const TickMap both = minted.with_liquidity(60, 180, 50).value();
    const TickMap burnt = both.with_liquidity(-120, 60, -700).value();

    EXPECT_EQ(std::vector<Tick>(minted.ticks().begin(), minted.ticks().end()),
              (std::vector<Tick>{{-120, 700, 700}, {60, 700, -700}}));
    EXPECT_EQ(both.ticks()[1], (Tick{60, 750, -650}));
    EXPECT_EQ(std::vector<Tick>(burnt.ticks().begin(), burnt.ticks().end()),
              (std::vector<Tick>{{60, 50, 50}, {180, 50, -50}}));
    EXPECT_EQ(burnt.with_liquidity(60, 180, -50).value(), blank);
    EXPECT_EQ(blank.ticks().size(), 0U);
}

TEST(TickMap, TickWhoseNetIsZeroStaysWhileItsGrossIsNot) {
    const TickMap map = make_map(60, {}, {-4, 3}).with_liquidity(0, 60, 9).value().with_liquidity(60, 120, 9).value();

    ASSERT_EQ(map.ticks().size(), 3U);
    EXPECT_EQ(map.ticks()[1], (Tick{60, 18, 0}));
}

TEST(TickMap, PricesFollowTheTicksThroughEveryChange) {
    test::Random random{6};
    TickMap map = make_map(10, {}, {-8, 7});
    std::map<std::pair<std::int32_t, std::int32_t>, i128> positions;
    for (int i = 0; i < 400; ++i) {
        const auto lower = static_cast<std::int32_t>(random.between(-40, 38)) * 10;
        const auto upper = lower + static_cast<std::int32_t>(random.between(1, 20)) * 10;
        i128& held = positions[{lower, upper}];
        const i128 delta = held > 0 && random.coin() ? -held : static_cast<i128>(random.between(1, 1'000'000));
        map = map.with_liquidity(lower, upper, delta).value();
        held += delta;
    }

    std::map<std::int32_t, Tick> expected;
    for (const auto& [range, held] : positions) {
        if (held == 0) continue;
        for (const auto& [index, net] : {std::pair{range.first, held}, std::pair{range.second, -held}}) {
            Tick& tick = expected[index];
            tick.index = index;
            tick.liquidity_gross += static_cast<u128>(held);
            tick.liquidity_net += net;
        }
    }
    ASSERT_EQ(map.ticks().size(), expected.size());
    std::size_t at = 0;
    for (const auto& [index, tick] : expected) {
        EXPECT_EQ(map.ticks()[at], tick);
        EXPECT_EQ(map.sqrt_price(at), sqrt_ratio_at_tick(index));
        EXPECT_EQ(map.count_up_to(index), at + 1);
        EXPECT_EQ(map.count_up_to(index - 1), at);
        ++at;
    }
}

TEST(TickMap, RefusesWhatTheContractRefuses) {
    const TickMap map = make_map(60, {}, {-58, 57});
    const u128 most = max_liquidity_per_tick(60);

    EXPECT_EQ(map.with_liquidity(60, 60, 1).error().detail, "TLU at tick 60");
    EXPECT_EQ(map.with_liquidity(-887280, 60, 1).error().detail, "TLM at tick -887280");
    EXPECT_EQ(map.with_liquidity(60, 887280, 1).error().detail, "TUM at tick 887280");
    EXPECT_EQ(map.with_liquidity(1, 60, 1).error().detail, "not on the spacing at tick 1");
    EXPECT_EQ(map.with_liquidity(0, 60, -1).error().detail, "LS at tick 0");
    EXPECT_TRUE(map.with_liquidity(0, 60, static_cast<i128>(most)).has_value());
    EXPECT_EQ(map.with_liquidity(0, 60, static_cast<i128>(most + 1)).error().detail, "LO at tick 0");
    EXPECT_EQ(to_decimal(U256{most}), "11505743598341114571880798222544994");
    EXPECT_EQ(to_decimal(U256{max_liquidity_per_tick(10)}), "1917569901783203986719870431555990");
    EXPECT_EQ(to_decimal(U256{max_liquidity_per_tick(200)}), "38350317471085141830651933667504588");
}

TEST(TickMap, EndOfAPositionOutsideTheKnownWordsIsLeftToItsRead) {
    const TickMap map = make_map(60, {}, {0, 0}).with_liquidity(-887220, 60, 5).value();

    ASSERT_EQ(map.ticks().size(), 1U);
    EXPECT_EQ(map.ticks()[0], (Tick{60, 5, -5}));
}

TEST(TickMap, ExtendingTakesTheNewerReadOfAWord) {
    const TickMap map = make_map(1, {10, 300}, {0, 1});

    const TickMap wider = map.extended({1, 3}, {{260, 2, 2}, {700, 3, -3}}).value();

    EXPECT_EQ(wider.known(), (WordRange{0, 3}));
    EXPECT_EQ(std::vector<Tick>(wider.ticks().begin(), wider.ticks().end()),
              (std::vector<Tick>{{10, 1, 1}, {260, 2, 2}, {700, 3, -3}}));
    EXPECT_EQ(wider.next_initialized_within_one_word(512, false), (NextTick{700, true}));
}

TEST(TickMap, ExtendingNothingIsTheRead) {
    EXPECT_EQ(TickMap{1}.extended({5, 6}, {{1300, 2, 2}}).value(), TickMap::make(1, {5, 6}, {{1300, 2, 2}}).value());
}

TEST(TickMap, RefusesAReadThatCannotBeTrue) {
    EXPECT_EQ(TickMap::make(60, {0, 0}, {{61, 1, 1}}).error().detail, "not on the spacing at tick 61");
    EXPECT_EQ(TickMap::make(60, {0, 0}, {{-60, 1, 1}}).error().detail, "outside the words read at tick -60");
    EXPECT_EQ(TickMap::make(60, {0, 0}, {{60, 0, 1}}).error().detail, "no liquidity at tick 60");
    EXPECT_EQ(TickMap::make(60, {0, 0}, {{60, 1, 1}, {60, 1, 1}}).error().detail, "read twice at tick 60");
    EXPECT_EQ(TickMap::make(1, {3466, 3470}, {{887273, 1, 1}}).error().detail, "off the scale at tick 887273");
    EXPECT_FALSE(TickMap::make(0, {0, 0}, {}).has_value());
    EXPECT_FALSE(make_map(1, {}, {0, 1}).extended({3, 4}, {}).has_value());
    EXPECT_TRUE(make_map(1, {}, {0, 1}).extended({2, 4}, {}).has_value());
    EXPECT_TRUE(make_map(1, {}, {0, 1}).extended({-3, -1}, {}).has_value());
}

}  // namespace
}  // namespace dexarb

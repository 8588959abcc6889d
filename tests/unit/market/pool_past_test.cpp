#include "dexarb/market/pool_past.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "dexarb/amm/concentrated_liquidity.hpp"

#include "support/pools.hpp"
#include "support/random.hpp"

namespace dexarb {
namespace {

constexpr FeePpm kFee{3'000};
constexpr std::int32_t kSpacing = 60;

/// A pool's states after each change of a made-up past.
struct Story {
    std::vector<DatedChange> changes;
    std::vector<PoolState> states;  ///< One more than changes: the first is before all.

    void happen(BlockNumber block, PoolChange change) {
        states.push_back(changed_by(states.back(), change).value());
        changes.push_back({block, static_cast<std::uint32_t>(changes.size()), std::move(change)});
    }

    [[nodiscard]] const PoolState& after_block(BlockNumber block) const {
        const auto later = std::ranges::upper_bound(changes, block, {}, &DatedChange::block);
        return states[static_cast<std::size_t>(later - changes.begin())];
    }

    [[nodiscard]] std::vector<DatedChange> since(BlockNumber block) const {
        const auto first = std::ranges::lower_bound(changes, block, {}, &DatedChange::block);
        return {first, changes.end()};
    }
};

PoolState forward(PoolPast past, const std::vector<DatedChange>& changes, BlockNumber to) {
    for (std::size_t i = past.next; i < changes.size() && changes[i].block <= to; ++i)
        past.state = changed_by(past.state, changes[i].change).value();
    return past.state;
}

SwapChange random_swap(const ConcentratedState& pool, test::Random& random) {
    SwapRequest request;
    request.zero_for_one = random.coin();
    request.amount = random.magnitude(62);
    request.sqrt_price_limit_x96 = extreme_sqrt_price_limit(request.zero_for_one);
    const SwapResult result = swap(pool, request).value();
    return {result.sqrt_price_x96, result.liquidity, result.tick};
}

struct Position {
    std::int32_t lower;
    std::int32_t upper;
    i128 liquidity;
};

/// Trades, positions that come, shrink and go, several changes in some blocks and none in others. A wide position
/// stays, so that the price stays on the scale.
Story random_range_story(std::uint64_t seed, std::size_t changes, bool trades) {
    test::Random random{seed};
    auto pool = test::pool_at_price(kSpacing, kFee, sqrt_ratio_at_tick(static_cast<std::int32_t>(seed * 37 % 1'000)));
    Story story;
    story.states.emplace_back(test::with_position(pool, -60'000, 60'000, u128{1} << 66U));
    std::vector<Position> open;
    BlockNumber block = 100;
    while (story.changes.size() < changes) {
        block += static_cast<BlockNumber>(random.between(0, 2));
        const auto& now = std::get<ConcentratedState>(story.states.back());
        const auto kind = random.between(0, trades ? 3 : 1);
        if (kind >= 2) {
            story.happen(block, random_swap(now, random));
        } else if (kind == 1 && !open.empty()) {
            auto& position =
                open[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(open.size()) - 1))];
            const i128 part = random.coin() ? position.liquidity : position.liquidity / 2;
            position.liquidity -= part;
            story.happen(block, LiquidityChange{position.lower, position.upper, -part});
        } else {
            const auto lower = static_cast<std::int32_t>(random.between(-60, 59)) * kSpacing;
            const auto upper = lower + static_cast<std::int32_t>(random.between(1, 40)) * kSpacing;
            open.push_back({lower, upper, static_cast<i128>(random.magnitude(64).low_u64())});
            story.happen(block, LiquidityChange{lower, upper, open.back().liquidity});
        }
    }
    return story;
}

Story random_pair_story(std::uint64_t seed, std::size_t changes) {
    test::Random random{seed};
    Story story;
    story.states.emplace_back(ConstantProductState{1'000, 2'000, kFee});
    for (BlockNumber block = 100; story.changes.size() < changes;
         block += static_cast<BlockNumber>(random.between(0, 2)))
        story.happen(block, SyncChange{random.magnitude(64).low_u64(), random.magnitude(64).low_u64()});
    return story;
}

/// From every block on: certain no later than its first decisive change, and equal to what was from there on.
void expect_true_at_every_cut(const Story& story) {
    const BlockNumber last = story.changes.back().block;
    for (BlockNumber from = 99; from <= last + 1; ++from) {
        const auto changes = story.since(from);
        const auto past = wind_back(story.states.back(), changes, from);
        ASSERT_TRUE(past) << past.error().detail;
        const auto decisive = std::ranges::find_if(
            changes, [](const auto& dated) { return !std::holds_alternative<LiquidityChange>(dated.change); });
        EXPECT_EQ(past->certain_from, decisive == changes.end() ? from : decisive->block);
        for (BlockNumber block = past->certain_from; block <= last; ++block)
            ASSERT_TRUE(same_pool_state(forward(*past, changes, block), story.after_block(block)))
                << "from " << from << ", block " << block;
    }
}

TEST(PoolPast, RangesFollowFromTheHeadAtEveryCut) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed)
        expect_true_at_every_cut(random_range_story(seed, 40, true));
}

TEST(PoolPast, RangesWithoutTradesAreCertainThroughout) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed)
        expect_true_at_every_cut(random_range_story(seed, 25, false));
}

TEST(PoolPast, PairsFollowFromTheirFirstSync) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed)
        expect_true_at_every_cut(random_pair_story(seed, 30));
}

TEST(PoolPast, ForthAndBackGivesTheVeryTicksItStartedFrom) {
    const Story story = random_range_story(99, 400, false);

    const auto past = wind_back(story.states.back(), story.changes, 99);

    ASSERT_TRUE(past) << past.error().detail;
    EXPECT_TRUE(same_pool_state(past->state, story.states.front()));
}

TEST(PoolPast, InitialisationMakesAPoolCertainWithoutAPriceBefore) {
    Story story;
    story.states.emplace_back(test::blank_pool(kSpacing, kFee));
    story.happen(110, InitializeChange{sqrt_ratio_at_tick(10), 10});
    story.happen(110, LiquidityChange{-60, 60, 1'000'000});
    story.happen(112, SwapChange{sqrt_ratio_at_tick(20), 1'000'000, 20});

    const auto past = wind_back(story.states.back(), story.changes, 100);

    ASSERT_TRUE(past) << past.error().detail;
    EXPECT_EQ(past->certain_from, 110U);
    EXPECT_TRUE(same_pool_state(past->state, story.states.front()));
}

TEST(PoolPast, KnowsNoTicksBeyondTheWordsOfTheHead) {
    const Story story = random_range_story(3, 40, true);
    const auto narrow = test::with_known_words(std::get<ConcentratedState>(story.states.back()), WordRange{-1, 0});

    const auto past = wind_back(PoolState{narrow}, story.changes, 99);

    ASSERT_TRUE(past) << past.error().detail;
    const auto& ticks = *std::get<ConcentratedState>(past->state).ticks;
    EXPECT_EQ(ticks.known(), (WordRange{-1, 0}));
}

TEST(PoolPast, AMissingChangeIsFoundOut) {
    Story story = random_range_story(5, 40, true);
    const auto last_swap = std::ranges::find_if(story.changes.rbegin(), story.changes.rend(), [](const auto& dated) {
        return std::holds_alternative<SwapChange>(dated.change);
    });
    ASSERT_NE(last_swap, story.changes.rend());
    story.changes.erase(last_swap.base() - 1);

    const auto past = wind_back(story.states.back(), story.changes, 99);

    ASSERT_FALSE(past);
    EXPECT_EQ(past.error().code, ErrorCode::kMalformed);
}

TEST(PoolPast, AnEventOfAnotherKindIsRefused) {
    const std::vector<DatedChange> changes{{100, 0, SwapChange{sqrt_ratio_at_tick(0), 1, 0}}};

    EXPECT_FALSE(wind_back(ConstantProductState{1, 1, kFee}, changes, 100));
}

TEST(PoolPast, TimesBetweenTwoBlocksLieOnALine) {
    using std::chrono::seconds;
    const std::chrono::sys_seconds start{seconds{1'000}};

    EXPECT_EQ(interpolated_time({10, start}, {14, start + seconds{8}}, 11), start + seconds{2});
    EXPECT_EQ(interpolated_time({10, start}, {13, start + seconds{5}}, 12), start + seconds{3});
    EXPECT_EQ(interpolated_time({10, start}, {13, start + seconds{5}}, 13), start + seconds{5});
}

}  // namespace
}  // namespace dexarb

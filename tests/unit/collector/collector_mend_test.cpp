#include "dexarb/amm/tick_math.hpp"

#include "collector_fixture.hpp"

namespace dexarb {
namespace {

using testing::CollectorTest;

class CollectorMendTest : public CollectorTest {
  protected:
    /// A swap to `tick` that claims this much liquidity.
    static PoolChange swap_to(std::int32_t tick, u128 liquidity) {
        return SwapChange{sqrt_ratio_at_tick(tick), liquidity, tick};
    }
    [[nodiscard]] const ConcentratedState& initial() const { return std::get<ConcentratedState>(*states_[1]); }
};

TEST_F(CollectorMendTest, FollowsSwapsMintsAndBurnsInLogOrder) {
    next_snapshot();
    const u128 liquidity = initial().liquidity;
    const std::int32_t tick = initial().tick / 10 * 10;
    chain().mine({{kWethRange, LiquidityChange{tick - 100, tick + 100, 77}},
                  {kWethRange, swap_to(tick + 5, liquidity + 77)},
                  {kWethRange, LiquidityChange{tick - 100, tick + 100, -7}}});

    const SnapshotPtr next = next_snapshot();

    expect_equals_chain(next);
    EXPECT_EQ(range(next, kWethRange).liquidity, liquidity + 70);
}

TEST_F(CollectorMendTest, APoolWhoseEventContradictsItIsAbsentOnceAndReadAgain) {
    next_snapshot();
    chain().mine({{kWethRange, swap_to(initial().tick, initial().liquidity + 1)}});

    const SnapshotPtr broken = next_snapshot();
    chain().mine();
    const SnapshotPtr mended = next_snapshot();

    EXPECT_EQ(broken->pool(kWethRange), nullptr);
    EXPECT_NE(broken->pool(kWethPair), nullptr);
    EXPECT_EQ(range(mended, kWethRange).liquidity, initial().liquidity + 1);
    EXPECT_EQ(mended->changed, std::vector{kWethRange});
    EXPECT_EQ(collector().counters().broken_pools, 1U);
    EXPECT_EQ(collector().counters().mended_pools, 1U);
}

TEST_F(CollectorMendTest, AReadThatFailsIsTriedAgainAfterTheNextBlock) {
    next_snapshot();
    chain().mine({{kWethRange, swap_to(initial().tick, initial().liquidity + 1)}});
    next_snapshot();
    chain().failing_calls = 1;
    chain().mine();
    EXPECT_EQ(next_snapshot()->pool(kWethRange), nullptr);
    chain().mine();

    EXPECT_NE(next_snapshot()->pool(kWethRange), nullptr);
}

TEST_F(CollectorMendTest, APoolMendedOnAnUndoneBlockIsReadOnceMore) {
    next_snapshot();
    chain().mine({{kWethRange, swap_to(initial().tick, initial().liquidity + 1)}});
    next_snapshot();
    chain().mine_empty(1);
    EXPECT_NE(next_snapshot()->pool(kWethRange), nullptr);
    chain().fork(1);
    chain().mine_empty(2);
    next_undone();

    EXPECT_NE(next_snapshot()->pool(kWethRange), nullptr);
    EXPECT_EQ(collector().counters().mended_pools, 2U);
}

TEST_F(CollectorMendTest, TicksAskedForAreReadAtTheHeadAndKnownInTheNextSnapshot) {
    const WordRange before = range(next_snapshot(), kWethRange).ticks->known();
    chain().mine();
    const SnapshotPtr head = next_snapshot();
    const std::size_t calls = chain().called_blocks.size();

    collector().request_ticks({kWethRange, kWethPair, kWethRange});
    chain().mine();
    const SnapshotPtr next = next_snapshot();

    const WordRange after = range(next, kWethRange).ticks->known();
    EXPECT_LT(after.first, before.first);
    EXPECT_GT(after.last, before.last);
    ASSERT_GT(chain().called_blocks.size(), calls);
    EXPECT_EQ(chain().called_blocks.back(), head->header.id.hash);
    EXPECT_EQ(next->changed, std::vector{kWethRange});
}

TEST_F(CollectorMendTest, TicksAskedForOnTheVeryFirstSnapshotAreKnownInTheSecond) {
    const SnapshotPtr first = next_snapshot();

    collector().request_ticks({kWethRange});
    chain().mine();

    EXPECT_NE(range(next_snapshot(), kWethRange).ticks->known(), range(first, kWethRange).ticks->known());
}

TEST_F(CollectorMendTest, TicksCanBeAskedForUntilTheScaleEnds) {
    next_snapshot();
    for (int i = 0; i < 12; ++i) {
        collector().request_ticks({kWethRange});
        chain().mine();
        next_snapshot();
    }
    chain().mine();
    const SnapshotPtr last = next_snapshot();
    const std::size_t calls = chain().called_blocks.size();
    collector().request_ticks({kWethRange});
    chain().mine();

    next_snapshot();

    EXPECT_EQ(range(last, kWethRange).ticks->known(), all_words(10));
    EXPECT_EQ(chain().called_blocks.size(), calls);
}

TEST_F(CollectorMendTest, APoolThatJumpedOffItsKnownTicksIsReadAnewAroundItsPrice) {
    const SnapshotPtr first = next_snapshot();
    const std::int32_t far = (range(first, kWethRange).ticks->known().last + 40) * 2560;
    chain().mine({{kWethRange, swap_to(far, initial().liquidity)}});
    const SnapshotPtr jumped = next_snapshot();
    EXPECT_FALSE(range(jumped, kWethRange).ticks->knows(far));

    collector().request_ticks({kWethRange});
    chain().mine();
    const SnapshotPtr next = next_snapshot();

    EXPECT_TRUE(range(next, kWethRange).ticks->knows(far));
    expect_equals_chain(next);
}

TEST_F(CollectorMendTest, APriceBeyondTheKnownTicksIsFollowedThoughNobodyAsks) {
    const WordRange before = range(next_snapshot(), kWethRange).ticks->known();
    const std::int32_t far = initial().tick + (before.last - before.first + 2) * 256 * 10;
    chain().mine({{kWethRange, swap_to(far, 0)}});
    const SnapshotPtr jumped = next_snapshot();
    chain().failing_calls = 1;
    chain().mine();
    const SnapshotPtr unread = next_snapshot();
    chain().mine();
    const SnapshotPtr read = next_snapshot();
    chain().mine();

    EXPECT_FALSE(range(jumped, kWethRange).ticks->knows(far));
    EXPECT_FALSE(range(unread, kWethRange).ticks->knows(far)) << "the read failed, and is tried again";
    EXPECT_TRUE(range(read, kWethRange).ticks->knows(far));
    EXPECT_EQ(next_snapshot()->changed, std::vector<PoolIndex>{}) << "and is not read again";
}

TEST_F(CollectorMendTest, AnUninitialisedPoolComesToLifeByItsEvents) {
    auto& pool = std::get<ConcentratedState>(*states_[1]);
    const ConcentratedState born = pool;
    pool.sqrt_price_x96 = U256{0};
    pool.tick = 0;
    pool.liquidity = 0;
    pool.ticks = std::make_shared<const TickMap>(TickMap::make(10, all_words(10), {}).value());
    next_snapshot();
    const std::int32_t tick = born.tick / 10 * 10;
    chain().mine({{kWethRange, InitializeChange{born.sqrt_price_x96, born.tick}},
                  {kWethRange, LiquidityChange{tick - 100, tick + 100, 1'000'000'000'000'000}}});

    expect_equals_chain(next_snapshot());
    EXPECT_EQ(collector().counters().broken_pools, 0U);
}

TEST_F(CollectorMendTest, AMissingPoolIsReadOnceAnEventShowsThatItExistsNow) {
    states_[2].reset();
    next_snapshot();
    EXPECT_EQ(collector().readings()[2].status, PoolStatus::kMissing);
    chain().create(kWmaticPair, ConstantProductState{0, 0, {3000}});
    chain().mine({{kWmaticPair, SyncChange{9'000'000, 8'000'000}}});
    EXPECT_EQ(next_snapshot()->pool(kWmaticPair), nullptr);
    chain().mine();

    EXPECT_EQ(reserve0(next_snapshot(), kWmaticPair), 9'000'000U);
}

TEST_F(CollectorMendTest, MissingPoolsCostNoRequestBlockByBlock) {
    states_[2].reset();
    next_snapshot();
    const std::size_t calls = chain().called_blocks.size();
    chain().mine_empty(5);

    for (int i = 0; i < 5; ++i)
        next_snapshot();

    EXPECT_EQ(chain().called_blocks.size(), calls);
}

}  // namespace
}  // namespace dexarb

#include <gtest/gtest.h>

#include "dexarb/amm/tick_math.hpp"
#include "dexarb/market/market_replica.hpp"

#include "support/market_builder.hpp"
#include "support/replica_chain.hpp"

namespace dexarb {
namespace {

using testing::child_of;
using testing::MarketBuilder;
using testing::RangePool;

/// One V3 pool at tick 5 with spacing 10: positions [-100, 100) of 1,000 and [0, 50) of 500; words -2 to 1 are known.
class ReplicaTicksTest : public ::testing::Test {
  protected:
    ReplicaTicksTest() {
        ConcentratedState state;
        state.sqrt_price_x96 = sqrt_ratio_at_tick(5);
        state.tick = 5;
        state.liquidity = 1'500;
        state.tick_spacing = 10;
        state.fee = {500};
        state.ticks = make_ticks({-2, 1}, testing::ticks_of({{-100, 100, 1'000}, {0, 50, 500}}));
        pool_ = builder_.add_state(testing::kWeth, testing::kUsdc, state);
        start(state);
    }

    static std::shared_ptr<const TickMap> make_ticks(WordRange known, std::vector<Tick> ticks) {
        return std::make_shared<const TickMap>(TickMap::make(10, known, std::move(ticks)).value());
    }

    void start(const ConcentratedState& state) {
        replica_.emplace(builder_.market());
        const BlockHeader header = testing::block_header(100);
        replica_->start(header, header.timestamp, {PoolState{state}});
    }

    /// The pool after a block with these events; null if it is no longer certain.
    const ConcentratedState* after(std::vector<PoolChange> changes) {
        std::vector<std::pair<PoolIndex, PoolChange>> events;
        for (auto& change : changes)
            events.emplace_back(pool_, std::move(change));
        head_ = replica_->apply(child_of(replica_->head()->header, std::move(events))).value();
        const Pool* pool = head_->pool(pool_);
        return pool == nullptr ? nullptr : &std::get<ConcentratedState>(pool->state);
    }

    static SwapChange swap_to(std::int32_t tick, u128 liquidity) { return {sqrt_ratio_at_tick(tick), liquidity, tick}; }

    static std::vector<std::int32_t> indices(const TickMap& map) {
        std::vector<std::int32_t> list;
        for (const Tick& tick : map.ticks())
            list.push_back(tick.index);
        return list;
    }

    MarketBuilder builder_;
    PoolIndex pool_{};
    std::optional<MarketReplica> replica_;
    SnapshotPtr head_;
};

TEST_F(ReplicaTicksTest, AMintAcrossTheActiveTickAddsLiquidityAndTicks) {
    const auto* pool = after({LiquidityChange{-20, 20, 70}});

    ASSERT_NE(pool, nullptr);
    EXPECT_EQ(pool->liquidity, 1'570U);
    EXPECT_EQ(indices(*pool->ticks), (std::vector{-100, -20, 0, 20, 50, 100}));
}

TEST_F(ReplicaTicksTest, AMintAboveOrBelowTheActiveTickLeavesTheActiveLiquidity) {
    const auto* pool = after({LiquidityChange{10, 20, 70}, LiquidityChange{-20, 0, 30}});

    ASSERT_NE(pool, nullptr);
    EXPECT_EQ(pool->liquidity, 1'500U);
    EXPECT_EQ(indices(*pool->ticks), (std::vector{-100, -20, 0, 10, 20, 50, 100}));
}

TEST_F(ReplicaTicksTest, AMintWhoseLowerEndIsTheActiveTickIsActiveAndOneThatEndsThereIsNot) {
    ASSERT_NE(after({SwapChange{sqrt_ratio_at_tick(10), 1'500, 10}}), nullptr);

    EXPECT_EQ(after({LiquidityChange{10, 20, 70}})->liquidity, 1'570U);
    EXPECT_EQ(after({LiquidityChange{-10, 10, 30}})->liquidity, 1'570U);
}

TEST_F(ReplicaTicksTest, ABurnOfAWholePositionRemovesItsTicksAndKeepsSharedOnes) {
    const auto* pool = after({LiquidityChange{0, 100, 7}, LiquidityChange{0, 50, -500}});

    ASSERT_NE(pool, nullptr);
    EXPECT_EQ(pool->liquidity, 1'007U);
    EXPECT_EQ(indices(*pool->ticks), (std::vector{-100, 0, 100}));
}

TEST_F(ReplicaTicksTest, ABurnOfNothingCollectsFeesAndChangesNoState) {
    const auto* pool = after({LiquidityChange{0, 50, 0}});

    ASSERT_NE(pool, nullptr);
    EXPECT_EQ(pool->liquidity, 1'500U);
    EXPECT_EQ(indices(*pool->ticks), (std::vector{-100, 0, 50, 100}));
    EXPECT_EQ(head_->changed, std::vector{pool_});
}

TEST_F(ReplicaTicksTest, TicksBeyondTheKnownWordsAreLeftToTheReadThatFindsThem) {
    const auto* pool = after({LiquidityChange{-887'270, 887'270, 11}, LiquidityChange{0, 60'000, 5}});

    ASSERT_NE(pool, nullptr);
    EXPECT_EQ(pool->liquidity, 1'516U);
    EXPECT_EQ(indices(*pool->ticks), (std::vector{-100, 0, 50, 100}));
    EXPECT_EQ(pool->ticks->ticks()[1].liquidity_net, 505);
    EXPECT_EQ(pool->ticks->known(), (WordRange{-2, 1}));
}

TEST_F(ReplicaTicksTest, ABurnBeyondTheKnownWordsIsNoContradiction) {
    EXPECT_NE(after({LiquidityChange{40'000, 60'000, -5}}), nullptr);
}

TEST_F(ReplicaTicksTest, ABurnOfMoreThanATickHoldsMakesThePoolUncertain) {
    EXPECT_EQ(after({LiquidityChange{0, 50, -501}}), nullptr);
    EXPECT_EQ(replica_->take_broken(), std::vector{pool_});
}

TEST_F(ReplicaTicksTest, ASwapMayCrossTicksIfItsLiquiditySaysSo) {
    EXPECT_EQ(after({swap_to(60, 1'000)})->tick, 60);
    EXPECT_EQ(after({swap_to(100, 0)})->liquidity, 0U);
    EXPECT_EQ(after({swap_to(-1, 1'000)})->liquidity, 1'000U);
}

TEST_F(ReplicaTicksTest, ASwapWhoseLiquidityContradictsTheTicksMakesThePoolUncertain) {
    for (const SwapChange& lie : {swap_to(60, 1'500), swap_to(7, 1'499), swap_to(-1, 1'500), swap_to(101, 1'000)}) {
        start(std::get<ConcentratedState>(builder_.state(pool_)));

        EXPECT_EQ(after({lie}), nullptr);
        EXPECT_EQ(replica_->take_broken(), std::vector{pool_});
    }
}

TEST_F(ReplicaTicksTest, ASwapStoppedOnATickItCrossedDownwardsIsOneBelowIt) {
    // The contract leaves price at the tick and tick one below it: liquidity of the far side.
    const auto* pool = after({SwapChange{sqrt_ratio_at_tick(0), 1'000, -1}});

    ASSERT_NE(pool, nullptr);
    EXPECT_EQ(pool->tick, -1);
}

TEST_F(ReplicaTicksTest, ASwapBeyondTheKnownWordsIsTakenFromTheEvent) {
    const auto* pool = after({swap_to(50'000, 123'456)});

    ASSERT_NE(pool, nullptr);
    EXPECT_EQ(pool->liquidity, 123'456U);
    EXPECT_FALSE(pool->ticks->knows(pool->tick));
    EXPECT_EQ(quote_exact_input(*pool, true, U256{1'000'000}).end, QuoteEnd::kUnknownTicks);
}

TEST_F(ReplicaTicksTest, APriceThatDoesNotBelongToItsTickMakesThePoolUncertain) {
    EXPECT_EQ(after({SwapChange{sqrt_ratio_at_tick(20), 1'500, 7}}), nullptr);
}

TEST_F(ReplicaTicksTest, APoolIsBornByInitializeMintAndSwapAndNoSwapComesBefore) {
    ConcentratedState unborn;
    unborn.tick_spacing = 10;
    unborn.fee = {500};
    unborn.ticks = make_ticks(all_words(10), {});
    const InitializeChange initialize{sqrt_ratio_at_tick(5), 5};
    start(unborn);
    const auto* born = after({initialize, LiquidityChange{0, 50, 500}, swap_to(7, 500)});
    ASSERT_NE(born, nullptr);
    EXPECT_EQ(born->liquidity, 500U);

    start(unborn);
    EXPECT_EQ(after({swap_to(7, 0)}), nullptr);
    start(unborn);
    EXPECT_EQ(after({initialize, initialize}), nullptr);
}

TEST_F(ReplicaTicksTest, MoreTicksReadAtTheHeadAreInTheNextSnapshotWithItsEvents) {
    after({LiquidityChange{0, 60'000, 5}});
    const auto wider = make_ticks({-2, 30}, testing::ticks_of({{-100, 100, 1'000}, {0, 50, 500}, {0, 60'000, 5}}));

    ASSERT_TRUE(replica_->extend_ticks(pool_, wider));
    const auto* pool = after({LiquidityChange{0, 60'000, 2}});

    ASSERT_NE(pool, nullptr);
    EXPECT_EQ(pool->ticks->known(), (WordRange{-2, 30}));
    EXPECT_EQ(pool->ticks->ticks().back().liquidity_net, -7);
    EXPECT_EQ(head_->changed, std::vector{pool_});
}

TEST_F(ReplicaTicksTest, ExtendingIsNoEventOfThePool) {
    ASSERT_TRUE(
        replica_->extend_ticks(pool_, make_ticks({-2, 2}, testing::ticks_of({{-100, 100, 1'000}, {0, 50, 500}}))));
    after({});

    EXPECT_EQ(head_->changed, std::vector{pool_});
    EXPECT_EQ(head_->pool(pool_)->last_event_block, 100U);
}

TEST_F(ReplicaTicksTest, TicksThatContradictWhatIsKnownAreKeptOut) {
    const auto same = testing::ticks_of({{-100, 100, 1'000}, {0, 50, 500}});
    const auto other = testing::ticks_of({{-100, 100, 1'000}, {0, 50, 501}});

    EXPECT_FALSE(replica_->extend_ticks(pool_, make_ticks({-2, 30}, other)));
    EXPECT_FALSE(replica_->extend_ticks(pool_, make_ticks({-1, 30}, same)));
    EXPECT_FALSE(
        replica_->extend_ticks(pool_, std::make_shared<const TickMap>(TickMap::make(50, {-2, 30}, {}).value())));
    EXPECT_EQ(after({})->ticks->known(), (WordRange{-2, 1}));
    replica_->distrust(pool_);
    EXPECT_FALSE(replica_->extend_ticks(pool_, make_ticks({-2, 30}, same)));
}

TEST_F(ReplicaTicksTest, UndoForgetsTicksThatWereReadLater) {
    const BlockId fork = replica_->head()->header.id;
    after({});
    ASSERT_TRUE(
        replica_->extend_ticks(pool_, make_ticks({-2, 2}, testing::ticks_of({{-100, 100, 1'000}, {0, 50, 500}}))));
    after({});

    ASSERT_TRUE(replica_->undo_to(fork));

    EXPECT_EQ(after({})->ticks->known(), (WordRange{-2, 1}));
}

}  // namespace
}  // namespace dexarb

#include "dexarb/market/market_replica.hpp"

#include <gtest/gtest.h>

#include "support/market_builder.hpp"
#include "support/replica_chain.hpp"

namespace dexarb {
namespace {

using testing::block_header;
using testing::child_of;
using testing::kUsdc;
using testing::kWeth;
using testing::kWmatic;
using testing::MarketBuilder;
using testing::PairPool;

constexpr u128 kMillionUsdc = 1'000'000'000'000ULL;
constexpr u128 kWhole = 1'000'000'000'000'000'000ULL;

/// Two pairs of WETH and one of WMATIC, all known at block 100.
class MarketReplicaTest : public ::testing::Test {
  protected:
    MarketReplicaTest() {
        for (const TokenIndex token : {kWeth, kWeth, kWmatic})
            builder_.add(PairPool{token, kUsdc, token == kWeth ? 2000.0 : 0.1});
        for (std::size_t i = 0; i < 3; ++i)
            states_.emplace_back(builder_.state(PoolIndex(i)));
    }

    MarketReplica started(std::size_t depth = 64) {
        MarketReplica replica{builder_.market(), depth};
        replica.start(block_header(100), block_header(100).timestamp, states_);
        return replica;
    }

    /// Applies the head's child with `changes`, which must be accepted.
    static SnapshotPtr advance(MarketReplica& replica, std::vector<std::pair<PoolIndex, PoolChange>> changes = {},
                               std::uint8_t branch = 0) {
        auto snapshot = replica.apply(child_of(replica.head()->header, std::move(changes), branch));
        check(snapshot.has_value(), "the block is accepted");
        return *snapshot;
    }

    static u128 reserve0(const SnapshotPtr& snapshot, PoolIndex pool) {
        return std::get<ConstantProductState>(snapshot->pool(pool)->state).reserve0;
    }

    static constexpr PoolIndex kFirst{0};
    static constexpr PoolIndex kSecond{1};
    static constexpr PoolIndex kThird{2};
    MarketBuilder builder_;
    std::vector<std::optional<PoolState>> states_;
};

TEST_F(MarketReplicaTest, StartsWithEveryPoolReadAndMarksTheGap) {
    states_[1].reset();
    const MarketReplica replica = started();

    const SnapshotPtr& head = replica.head();

    EXPECT_TRUE(head->after_gap);
    EXPECT_NE(head->pool(kFirst), nullptr);
    EXPECT_EQ(head->pool(kSecond), nullptr);
    EXPECT_EQ(head->changed, (std::vector{kFirst, kThird}));
    EXPECT_EQ(head->pool(kFirst)->last_event_block, 100U);
}

TEST_F(MarketReplicaTest, APriceNeedsNoPoolForStablecoinsAndOneForTheRest) {
    states_[2].reset();
    const MarketReplica replica = started();

    EXPECT_EQ(replica.head()->price(kUsdc), stablecoin_price(6));
    EXPECT_TRUE(replica.head()->price(kWeth));
    EXPECT_FALSE(replica.head()->native_price());
}

TEST_F(MarketReplicaTest, ABlockWithoutEventsSharesTheWholeTables) {
    MarketReplica replica = started();
    const SnapshotPtr before = replica.head();

    const SnapshotPtr after = advance(replica);

    EXPECT_EQ(after->pools, before->pools);
    EXPECT_EQ(after->prices, before->prices);
    EXPECT_TRUE(after->changed.empty());
    EXPECT_FALSE(after->after_gap);
    EXPECT_EQ(after->number(), 101U);
}

TEST_F(MarketReplicaTest, AnEventChangesItsPoolAndLeavesTheOthersShared) {
    MarketReplica replica = started();
    const SnapshotPtr before = replica.head();

    const SnapshotPtr after = advance(replica, {{kSecond, SyncChange{kMillionUsdc, 600 * kWhole}}});

    EXPECT_EQ(after->changed, std::vector{kSecond});
    EXPECT_EQ(reserve0(after, kSecond), kMillionUsdc);
    EXPECT_EQ(after->pool(kSecond)->last_event_block, 101U);
    EXPECT_EQ(after->pool(kFirst), before->pool(kFirst));
    EXPECT_EQ(reserve0(before, kSecond), reserve0(before, kFirst));
}

TEST_F(MarketReplicaTest, TheLastOfSeveralEventsOfAPoolHoldsAndThePoolIsListedOnce) {
    MarketReplica replica = started();

    const SnapshotPtr after =
        advance(replica, {{kSecond, SyncChange{1, 1}}, {kFirst, SyncChange{7, 7}}, {kSecond, SyncChange{3, 3}}});

    EXPECT_EQ(after->changed, (std::vector{kFirst, kSecond}));
    EXPECT_EQ(reserve0(after, kSecond), 3U);
}

TEST_F(MarketReplicaTest, PricesFollowThePoolsAndAreSharedWhereNonePricesAnew) {
    MarketReplica replica = started();
    const SnapshotPtr before = replica.head();

    const SnapshotPtr native = advance(replica, {{kThird, SyncChange{10'000'000 * kWhole, 2 * kMillionUsdc}}});
    const SnapshotPtr same = advance(replica, {{kThird, SyncChange{10'000'000 * kWhole, 2 * kMillionUsdc}}});

    EXPECT_EQ(to_decimal(native->native_price()->atto_usd), "200000000000000000");
    EXPECT_EQ(native->price(kWeth), before->price(kWeth));
    EXPECT_EQ(same->prices, native->prices);
    EXPECT_EQ(*same->prices, usd_prices(*same->market, *same->pools));
}

TEST_F(MarketReplicaTest, APriceVanishesWithItsLastDeepPool) {
    MarketReplica replica = started();

    const SnapshotPtr drained = advance(replica, {{kThird, SyncChange{0, 0}}});

    EXPECT_FALSE(drained->native_price());
    EXPECT_NE(drained->pool(kThird), nullptr);
}

TEST_F(MarketReplicaTest, RefusesABlockOfAnotherParentAndStaysAsItWas) {
    MarketReplica replica = started();
    const SnapshotPtr before = replica.head();
    BlockUpdate update = child_of(before->header, {{kFirst, SyncChange{1, 1}}});
    update.header.parent = testing::block_hash(100, 9);

    EXPECT_FALSE(replica.apply(update));
    EXPECT_EQ(replica.head(), before);
    EXPECT_EQ(reserve0(advance(replica), kFirst), reserve0(before, kFirst));
}

TEST_F(MarketReplicaTest, RefusesAGapInTheNumbers) {
    MarketReplica replica = started();
    BlockUpdate update = child_of(replica.head()->header);
    update.header.id.number = 102;

    EXPECT_FALSE(replica.apply(update));
}

TEST_F(MarketReplicaTest, RefusesAnArrivalThatIsNotAfterItsParents) {
    MarketReplica replica = started();
    BlockUpdate update = child_of(replica.head()->header);
    update.arrival = replica.head()->arrival;

    EXPECT_FALSE(replica.apply(update));
}

TEST_F(MarketReplicaTest, RefusesLogsOutOfOrderRepeatedOrOfUnknownPools) {
    MarketReplica replica = started();
    const BlockUpdate good =
        child_of(replica.head()->header, {{kFirst, SyncChange{1, 1}}, {kSecond, SyncChange{2, 2}}});
    auto swapped = good;
    std::swap(swapped.events[0], swapped.events[1]);
    auto repeated = good;
    repeated.events[1].log_index = 0;
    auto unknown = good;
    unknown.events[0].pool = PoolIndex{3};

    EXPECT_FALSE(replica.apply(swapped));
    EXPECT_FALSE(replica.apply(repeated));
    EXPECT_FALSE(replica.apply(unknown));
    EXPECT_TRUE(replica.apply(good));
}

TEST_F(MarketReplicaTest, UndoRestoresStatesAndPricesAndTheNewBranchApplies) {
    MarketReplica replica = started();
    const SnapshotPtr fork = advance(replica);
    advance(replica, {{kThird, SyncChange{1, 1}}});
    advance(replica, {{kFirst, SyncChange{2, 2}}});

    ASSERT_TRUE(replica.undo_to(fork->header.id));
    const SnapshotPtr other = advance(replica, {{kSecond, SyncChange{5, 5}}}, 1);

    EXPECT_EQ(reserve0(other, kFirst), reserve0(fork, kFirst));
    EXPECT_EQ(other->native_price(), fork->native_price());
    EXPECT_EQ(reserve0(other, kSecond), 5U);
    EXPECT_EQ(other->header.parent, fork->header.id.hash);
}

TEST_F(MarketReplicaTest, UndoReachesSixtyFourBlocksAndNotOneMore) {
    MarketReplica replica = started();
    const BlockId start = replica.head()->header.id;
    for (int i = 0; i < 64; ++i)
        advance(replica, {{kFirst, SyncChange{static_cast<u128>(i) + 1, 1}}});
    EXPECT_TRUE(replica.knows(start));
    EXPECT_EQ(replica.oldest(), start);

    advance(replica);

    EXPECT_FALSE(replica.knows(start));
    EXPECT_FALSE(replica.undo_to(start));
    EXPECT_EQ(replica.head()->number(), 165U);
    EXPECT_EQ(replica.oldest()->number, 101U);
    EXPECT_TRUE(replica.undo_to(*replica.block_at(101)));
    EXPECT_EQ(reserve0(replica.head(), kFirst), 1U);
}

TEST_F(MarketReplicaTest, KnowsBlocksByHashNotByNumber) {
    MarketReplica replica = started();
    advance(replica);

    EXPECT_TRUE(replica.knows({101, testing::block_hash(101)}));
    EXPECT_FALSE(replica.knows({101, testing::block_hash(101, 1)}));
    EXPECT_FALSE(replica.undo_to({101, testing::block_hash(101, 1)}));
    EXPECT_FALSE(replica.block_at(102));
    EXPECT_FALSE(replica.block_at(99));
}

TEST_F(MarketReplicaTest, AnEventThatContradictsItsPoolMakesItUncertainNotWrong) {
    MarketReplica replica = started();

    const SnapshotPtr broken = advance(replica, {{kSecond, SwapChange{U256::power_of_two(96), 1, 0}}});
    const SnapshotPtr later = advance(replica, {{kSecond, SyncChange{1, 1}}});

    EXPECT_EQ(broken->pool(kSecond), nullptr);
    EXPECT_EQ(broken->changed, std::vector{kSecond});
    EXPECT_EQ(later->pool(kSecond), nullptr);
    EXPECT_EQ(replica.take_broken(), std::vector{kSecond});
    EXPECT_TRUE(replica.take_broken().empty());
}

TEST_F(MarketReplicaTest, AReserveAboveUint112CannotBe) {
    MarketReplica replica = started();

    EXPECT_EQ(advance(replica, {{kFirst, SyncChange{kMaxReserve + 1, 1}}})->pool(kFirst), nullptr);
}

TEST_F(MarketReplicaTest, ADistrustedPoolIsAbsentFromTheNextSnapshotAndItsPriceWithIt) {
    MarketReplica replica = started();
    const SnapshotPtr before = replica.head();

    replica.distrust(kThird);
    const SnapshotPtr after = advance(replica);

    EXPECT_NE(before->pool(kThird), nullptr);
    EXPECT_EQ(after->pool(kThird), nullptr);
    EXPECT_FALSE(after->native_price());
    EXPECT_EQ(after->changed, std::vector{kThird});
}

TEST_F(MarketReplicaTest, ATrustedPoolIsBackInTheNextSnapshotWithThatBlocksEvents) {
    MarketReplica replica = started();
    replica.distrust(kThird);
    advance(replica);

    replica.trust(kThird, ConstantProductState{7, 7, {3000}});
    const SnapshotPtr back = advance(replica);
    const SnapshotPtr next = advance(replica, {{kThird, SyncChange{8, 8}}});

    EXPECT_EQ(reserve0(back, kThird), 7U);
    EXPECT_EQ(back->changed, std::vector{kThird});
    EXPECT_EQ(back->pool(kThird)->last_event_block, 101U);
    EXPECT_EQ(reserve0(next, kThird), 8U);
}

TEST_F(MarketReplicaTest, APoolTrustedOnAnUndoneBlockIsUncertainAgain) {
    MarketReplica replica = started();
    replica.distrust(kThird);
    const SnapshotPtr without = advance(replica);
    advance(replica);
    replica.trust(kThird, ConstantProductState{7, 7, {3000}});

    ASSERT_TRUE(replica.undo_to(without->header.id));

    EXPECT_EQ(replica.state(kThird), nullptr);
    EXPECT_EQ(advance(replica, {}, 1)->pool(kThird), nullptr);
}

TEST_F(MarketReplicaTest, AFreshStartForgetsTheBlocksBefore) {
    MarketReplica replica = started();
    const BlockId old = advance(replica)->header.id;

    replica.start(block_header(500), block_header(500).timestamp, states_);

    EXPECT_FALSE(replica.knows(old));
    EXPECT_TRUE(replica.head()->after_gap);
    EXPECT_FALSE(advance(replica)->after_gap);
}

TEST_F(MarketReplicaTest, ALateBlockSaysSo) {
    MarketReplica replica = started();
    BlockUpdate update = child_of(replica.head()->header);
    update.late = true;

    EXPECT_TRUE((*replica.apply(update))->late);
    EXPECT_FALSE(advance(replica)->late);
}

TEST_F(MarketReplicaTest, ThousandsOfBlocksOfEventsEqualAFreshComputation) {
    MarketReplica replica = started();
    std::uint64_t random = 1;
    for (int i = 0; i < 2000; ++i) {
        random = random * 6364136223846793005ULL + 1442695040888963407ULL;
        const PoolIndex pool{static_cast<std::uint32_t>((random >> 33) % 3)};
        const u128 amount = (random >> 20) % 1'000'000'000'000'000ULL;
        const SnapshotPtr head = advance(replica, {{pool, SyncChange{amount, amount * 500'000'000}}});
        if (random % 7 == 0) {
            ASSERT_TRUE(replica.undo_to(*replica.block_at(head->number() - 1)));
        }
        ASSERT_EQ(*replica.head()->prices, usd_prices(*replica.head()->market, *replica.head()->pools));
    }
}

}  // namespace
}  // namespace dexarb

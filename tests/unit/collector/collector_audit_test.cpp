#include <string>

#include <gmock/gmock.h>

#include "collector_fixture.hpp"

namespace dexarb {
namespace {

using std::chrono::milliseconds;
using testing::CollectorTest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CollectorAuditTest : public CollectorTest {
  protected:
    CollectorAuditTest() {
        options_.audit.every = 1;
        options_.on_difference = [this](const AuditDifference& difference) { told_.push_back(difference); };
    }

    [[nodiscard]] AuditCounters audits() { return collector().counters().audits; }

    /// So many blocks without events; an audit is judged one block after the one it is of.
    SnapshotPtr follow(std::size_t count) {
        SnapshotPtr newest;
        for (std::size_t i = 0; i < count; ++i) {
            chain().mine();
            newest = next_snapshot();
        }
        return newest;
    }

    [[nodiscard]] ConcentratedState range_state() const { return std::get<ConcentratedState>(*states_[1]); }

    /// The chain's pool becomes `state` without a log; what audits say of it, and whether it is the chain's own then.
    std::vector<AuditDifference> after_silent_change(PoolIndex pool, const PoolState& state) {
        next_snapshot();
        follow(2);
        chain().create(pool, state);
        follow(4);
        chain().mine();
        expect_equals_chain(next_snapshot());
        return told_;
    }

    std::vector<AuditDifference> told_;
};

TEST_F(CollectorAuditTest, WhatWasFollowedAgreesFieldByField) {
    next_snapshot();
    const std::int32_t tick = range_state().tick / 10 * 10;
    for (std::uint64_t i = 0; i < 20; ++i) {
        chain().mine({{kWethPair, sync(1'000'000 + i)}, {kWethRange, LiquidityChange{tick - 100, tick + 100, 77}}});
        next_snapshot();
    }

    EXPECT_GE(audits().done, 18U);
    EXPECT_GE(audits().checks, 18U * 4U * 3U);
    EXPECT_EQ(audits().agreed, audits().checks);
    EXPECT_THAT(told_, IsEmpty());
    EXPECT_EQ(audits().skipped, 0U);
}

TEST_F(CollectorAuditTest, AReserveThatChangedUnseenIsFoundNamedAndReadAnew) {
    const auto pair = std::get<ConstantProductState>(*states_[0]);

    const auto told = after_silent_change(kWethPair, ConstantProductState{pair.reserve0 + 1, pair.reserve1, pair.fee});

    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].pool, kWethPair);
    EXPECT_EQ(told[0].block.number, 1002U);
    EXPECT_EQ(told[0].field, "reserve0 is " + to_decimal(U256{pair.reserve0}) + ", on the chain " +
                                 to_decimal(U256{pair.reserve0 + 1}));
    EXPECT_EQ(audits().checks, audits().agreed + 1);
    EXPECT_EQ(audits().distrusted, 1U);
    EXPECT_EQ(collector().counters().mended_pools, 1U);
}

TEST_F(CollectorAuditTest, EveryFieldOfAPoolWithTicksIsCompared) {
    const ConcentratedState before = range_state();
    ConcentratedState price = before;
    price.sqrt_price_x96 = price.sqrt_price_x96 + U256{1};
    ConcentratedState liquidity = before;
    liquidity.liquidity += 1;
    const auto told = after_silent_change(kWethRange, price);
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_THAT(told[0].field, HasSubstr("sqrt_price_x96 is "));

    told_.clear();
    chain().create(kWethRange, liquidity);
    follow(4);
    ASSERT_FALSE(told_.empty());
    EXPECT_THAT(told_.back().field, HasSubstr("liquidity is "));
}

TEST_F(CollectorAuditTest, ATickThatChangedUnseenIsFoundInItsLiquidityAndInItsWord) {
    const std::int32_t tick = range_state().tick / 10 * 10;
    next_snapshot();
    chain().mine({{kWethRange, LiquidityChange{tick - 100, tick + 100, 77}}});
    next_snapshot();
    ConcentratedState changed = std::get<ConcentratedState>(chain().state(kWethRange));
    changed.ticks = std::make_shared<const TickMap>(
        changed.ticks->with_liquidity(tick - 100, tick + 100, 5)->with_liquidity(tick + 30, tick + 40, 9).value());
    chain().create(kWethRange, changed);

    follow(3);

    std::string fields;
    for (const AuditDifference& difference : told_)
        fields += difference.field + "\n";
    EXPECT_THAT(fields, HasSubstr("tick_bitmap["));
    EXPECT_THAT(fields, HasSubstr("tick " + std::to_string(tick - 100) + " liquidity_gross is 77, on the chain 82"));
    EXPECT_THAT(fields, HasSubstr("tick " + std::to_string(tick + 100) + " liquidity_net is -77, on the chain -82"));
    EXPECT_EQ(audits().distrusted, 1U);
}

TEST_F(CollectorAuditTest, ADifferenceIsOutOfTheNextSnapshotEvenIfItCannotBeReadAnew) {
    next_snapshot();
    follow(2);
    chain().create(kWethPair, ConstantProductState{5, 5, {3000}});
    std::size_t calls = 0;
    chain().on_call = [&] {
        if (++calls == 2) chain().failing_calls = 1;  // The first is the audit, the second the reading anew.
    };
    chain().mine();

    EXPECT_EQ(next_snapshot()->pool(kWethPair), nullptr);
    EXPECT_THAT(told_, SizeIs(2)) << "both reserves";
}

TEST_F(CollectorAuditTest, AnAuditThatIsNotAnsweredDelaysNoBlock) {
    next_snapshot();
    Notifier gate{context_.get_executor()};
    chain().gate = &gate;

    const SnapshotPtr last = follow(30);
    EXPECT_EQ(last->number(), 1030U);
    EXPECT_EQ(audits().done, 0U);
    chain().gate = nullptr;
    gate.notify();
    follow(2);

    EXPECT_GE(audits().done, 1U);
    EXPECT_EQ(audits().agreed, audits().checks);
}

TEST_F(CollectorAuditTest, AStateThatTheNodeNoLongerHasIsSkippedAndCountedNoFailure) {
    next_snapshot();
    chain().failing_calls = 3;

    follow(10);

    EXPECT_EQ(audits().skipped, 3U);
    EXPECT_GE(audits().done, 5U);
    EXPECT_EQ(collector().counters().failures, 0U);
}

TEST_F(CollectorAuditTest, ReturnDataOfAnotherLengthSaysNothingAndIsCounted) {
    next_snapshot();
    chain().short_calls = 2;

    follow(10);

    EXPECT_EQ(audits().skipped, 2U);
    EXPECT_THAT(chain().refused, ElementsAre(RefusalKind::kReturnData, RefusalKind::kReturnData));
    EXPECT_THAT(told_, IsEmpty());
}

TEST_F(CollectorAuditTest, OneRequestEveryFiftyBlocksIsTheCost) {
    options_.audit.every = 50;
    next_snapshot();
    follow(10);
    const std::size_t calls = chain().called_blocks.size();

    follow(200);

    EXPECT_EQ(chain().called_blocks.size() - calls, 4U);
}

TEST_F(CollectorAuditTest, AfterAStartAnUndoneBlockAGapAndAFailoverTheNextBlockIsAudited) {
    options_.audit.every = 100'000;
    next_snapshot();
    const auto audited = [this] { return follow(3), audits().done; };
    EXPECT_EQ(audited(), 1U) << "after the start";
    chain().fork(2);
    chain().mine_empty(3);
    next_undone();
    for (int i = 0; i < 3; ++i)
        next_snapshot();
    EXPECT_EQ(audited(), 2U) << "after undone blocks";
    chain().mine_empty(4);
    for (int i = 0; i < 4; ++i)
        next_snapshot();
    EXPECT_EQ(audited(), 3U) << "after a gap";
    ++chain().node_changes;
    EXPECT_EQ(audited(), 4U) << "after another node began to answer";
    EXPECT_EQ(audited(), 4U) << "and not without a reason";
}

TEST_F(CollectorAuditTest, AnUndoneBlockDoesNotBringBackWhatAnAuditContradicted) {
    const auto pair = std::get<ConstantProductState>(*states_[0]);
    next_snapshot();
    follow(2);
    chain().create(kWethPair, ConstantProductState{pair.reserve0 + 1, pair.reserve1, pair.fee});
    follow(5);
    ASSERT_THAT(told_, SizeIs(1));
    ASSERT_EQ(told_[0].block.number, 1002U);
    chain().fork(5);
    chain().mine_empty(6);
    options_.audit.every = 0;

    EXPECT_EQ(next_undone(), Undone{1002});
    for (int i = 0; i < 6; ++i) {
        const SnapshotPtr next = next_snapshot();
        const Pool* pool = next->pool(kWethPair);
        EXPECT_TRUE(pool == nullptr || std::get<ConstantProductState>(pool->state).reserve0 == pair.reserve0 + 1);
    }
}

TEST_F(CollectorAuditTest, WithModelledArrivalAuditsHaveTheirPlaceInTheOrderOfThings) {
    options_.modelled_arrival = milliseconds{300};
    next_snapshot();

    follow(10);

    EXPECT_EQ(audits().done, 9U) << "each before the block after it";
}

TEST_F(CollectorAuditTest, ABloomThatThePoolsOwnStateContradictsIsBelievedNoMore) {
    std::vector<std::string> notices;
    options_.on_notice = [&](const std::string& notice) { notices.push_back(notice); };
    next_snapshot();
    chain().bloom_excludes = true;
    chain().mine({{kWethPair, sync(42)}});

    const SnapshotPtr next = next_snapshot();

    EXPECT_EQ(reserve0(next, kWethPair), 42U);
    EXPECT_FALSE(chain().bloom_excludes);
    EXPECT_EQ(audits().contradicted_blooms, 1U);
    EXPECT_EQ(collector().counters().failures, 0U);
    ASSERT_THAT(notices, SizeIs(1));
    EXPECT_THAT(notices[0], HasSubstr("block 1001: its bloom filter excludes logs"));
}

TEST_F(CollectorAuditTest, LogsThatABloomExcludesAndTheStateDoesNotKnowStayRefused) {
    next_snapshot();
    chain().bloom_excludes = true;
    chain().invented = {kWethPair, sync(42)};
    chain().mine();
    chain().at(milliseconds{60'000}, [this] { chain().invented.reset(); });

    const SnapshotPtr next = next_snapshot();

    expect_equals_chain(next);
    EXPECT_TRUE(chain().bloom_excludes);
    EXPECT_EQ(audits().contradicted_blooms, 0U);
    EXPECT_GT(chain().bloom_refusals(), 1U);
    EXPECT_EQ(collector().counters().failures, chain().bloom_refusals());
}

}  // namespace
}  // namespace dexarb

#include "collector_fixture.hpp"

namespace dexarb {
namespace {

using testing::CollectorTest;
using testing::kUsdc;
using testing::kWbtc;
using testing::kWeth;
using testing::kWmatic;

class CollectorStartTest : public CollectorTest {};

TEST_F(CollectorStartTest, KnowsEveryPoolAfterOneBlockInFewRequests) {
    const SnapshotPtr first = next_snapshot();

    EXPECT_TRUE(first->after_gap);
    expect_equals_chain(first);
    for (const PoolReading& reading : collector().readings())
        EXPECT_EQ(reading.status, PoolStatus::kLive) << reading.detail;
    // Chain, head, decimals, pools, bitmaps, ticks, and the head again.
    EXPECT_LE(chain().requests(), 10U);
}

TEST_F(CollectorStartTest, ReadsEverythingAtOneBlockThoughTheHeadMovesOn) {
    chain().on_call = [this] { chain().mine({{kWethPair, SyncChange{1, 1}}}); };

    const SnapshotPtr first = next_snapshot();

    EXPECT_EQ(first->number(), 1000U);
    for (const Hash& block : chain().called_blocks)
        EXPECT_EQ(block, first->header.id.hash);
}

TEST_F(CollectorStartTest, StartsOverOnANewerBlockWhenItsOwnIsReplacedMeanwhile) {
    chain().mine_empty(3);
    chain().on_call = [this] {
        chain().on_call = nullptr;
        chain().fork(2);
        chain().mine({{kWethPair, SyncChange{5'000'000'000, 3}}});
    };

    const SnapshotPtr first = next_snapshot();

    expect_equals_chain(first);
    EXPECT_GE(collector().counters().failures, 1U);
}

TEST_F(CollectorStartTest, ReadsTicksUntilFourTimesTheLargestTradeIsAbsorbedAndNotTheWholeScale) {
    // A narrow inner position with little in it, and the depth far outside.
    const std::int32_t tick = testing::range_state({}).tick / 10 * 10;
    const u128 deep = std::get<ConcentratedState>(*states_[1]).liquidity;
    const testing::RangePool pool{.positions = {{tick - 20, tick + 20, deep / 100},
                                                {tick - 60'000, tick - 30'000, deep},
                                                {tick + 30'000, tick + 60'000, deep}}};
    states_[1] = testing::range_state(pool);

    const SnapshotPtr first = next_snapshot();

    const auto& state = range(first, kWethRange);
    const U256 usdc{testing::units(kUsdc, 20'000.0)};
    const U256 weth{testing::units(kWeth, 10.0)};
    EXPECT_NE(quote_exact_input(state, true, usdc).end, QuoteEnd::kUnknownTicks);
    EXPECT_NE(quote_exact_input(state, false, weth).end, QuoteEnd::kUnknownTicks);
    EXPECT_EQ(quote_exact_input(state, true, usdc).amount_out, quote_exact_input(*states_[1], true, usdc).amount_out);
    EXPECT_NE(state.ticks->known(), all_words(10));
}

TEST_F(CollectorStartTest, ALargerTradeReadsFurther) {
    const std::int32_t tick = testing::range_state({}).tick / 10 * 10;
    const testing::RangePool pool{.positions = {{tick - 400'000, tick + 400'000, 1'000'000'000'000'000}}};
    states_[1] = testing::range_state(pool);
    const WordRange small = range(next_snapshot(), kWethRange).ticks->known();

    options_.largest_trade = MicroUsd{50'000'000'000'000};
    PoolStateCollector richer{builder_.market(), chain(), options_, chain().clock()};
    const auto item = run(context_, richer.next());
    const WordRange large = range(std::get<SnapshotPtr>(*item), kWethRange).ticks->known();

    EXPECT_LT(large.first, small.first);
    EXPECT_GT(large.last, small.last);
}

TEST_F(CollectorStartTest, NamesMissingUninitialisedAndEmptyPoolsAndThinPairs) {
    states_[0].reset();
    auto& range = std::get<ConcentratedState>(*states_[1]);
    range.sqrt_price_x96 = U256{0};
    range.tick = 0;
    range.liquidity = 0;
    range.ticks = std::make_shared<const TickMap>(TickMap::make(10, all_words(10), {}).value());
    states_[2] = ConstantProductState{0, 0, {3000}};

    const SnapshotPtr first = next_snapshot();

    const auto& readings = collector().readings();
    EXPECT_EQ(readings[0].status, PoolStatus::kMissing);
    EXPECT_EQ(readings[1].status, PoolStatus::kUninitialised);
    EXPECT_EQ(readings[2].status, PoolStatus::kEmpty);
    EXPECT_EQ(readings[3].status, PoolStatus::kLive);
    EXPECT_EQ(first->pool(kWethPair), nullptr);
    EXPECT_NE(first->pool(kWethRange), nullptr);
    EXPECT_EQ(collector().thin_pairs(), std::vector<std::string>{"WETH/USDC"});
    EXPECT_EQ(collector().counters().pools_certain, 3U);
}

TEST_F(CollectorStartTest, APoolWhoseFactoryKnowsAnotherKindIsAMismatchAndNeverTrusted) {
    // A V2 pair configured where the chain has a V3 pool: its calls do not answer.
    std::swap(states_[2], states_[3]);

    const SnapshotPtr first = next_snapshot();

    EXPECT_EQ(first->pool(kWmaticPair), nullptr);
    EXPECT_EQ(first->pool(kWmaticRange), nullptr);
    EXPECT_NE(collector().readings()[2].status, PoolStatus::kLive);
    EXPECT_FALSE(collector().readings()[2].detail.empty());
}

TEST_F(CollectorStartTest, AFeeThatIsNotTheMarketsIsAMismatch) {
    std::get<ConcentratedState>(*states_[1]).fee = {3000};

    const SnapshotPtr first = next_snapshot();

    EXPECT_EQ(first->pool(kWethRange), nullptr);
    EXPECT_EQ(collector().readings()[1].status, PoolStatus::kMismatch);
    EXPECT_NE(collector().readings()[1].detail.find("3000"), std::string::npos);
}

TEST_F(CollectorStartTest, LogsOfAPoolThatIsNoneOfTheMarketsDoNotStopTheFeed) {
    std::get<ConcentratedState>(*states_[1]).fee = {3000};
    next_snapshot();
    chain().mine({{kWethRange, SyncChange{1, 1}}, {kWethPair, SyncChange{2, 2}}});

    const SnapshotPtr next = next_snapshot();

    EXPECT_EQ(next->changed, std::vector{kWethPair});
    EXPECT_EQ(collector().counters().broken_pools, 0U);
}

TEST_F(CollectorStartTest, AnotherChainIsAnErrorOfItsOwnAtOnce) {
    chain().answered_chain_id = 1;

    const auto item = try_next();

    ASSERT_FALSE(item);
    EXPECT_EQ(item.error().code, ErrorCode::kWrongChain);
    EXPECT_TRUE(chain().sleeps.empty());
}

TEST_F(CollectorStartTest, ATokenOfOtherDecimalsIsRefusedWithBothNumbers) {
    chain().token_decimals_off = 2;

    const auto item = try_next();

    ASSERT_FALSE(item);
    EXPECT_EQ(item.error().code, ErrorCode::kInvalidInput);
    EXPECT_NE(item.error().detail.find("has 8 decimals, the market file says 6"), std::string::npos);
}

TEST_F(CollectorStartTest, SmallRequestsReadTheSame) {
    options_.calls_per_request = 7;

    expect_equals_chain(next_snapshot());
}

TEST_F(CollectorStartTest, ARequestThatIsTooMuchForTheNodeIsHalved) {
    chain().most_calls = 20;

    expect_equals_chain(next_snapshot());
    EXPECT_EQ(collector().counters().failures, 0U);
}

TEST_F(CollectorStartTest, FailedReadsAreTriedAgainAfterGrowingJitteredPauses) {
    chain().failing_calls = 6;

    expect_equals_chain(next_snapshot());

    ASSERT_EQ(chain().sleeps.size(), 6U);
    std::int64_t full = 250;
    for (const auto pause : chain().sleeps) {
        EXPECT_GE(pause.count(), full / 2);
        EXPECT_LT(pause.count(), full);
        full *= 2;
    }
    EXPECT_EQ(collector().counters().failures, 6U);
}

TEST_F(CollectorStartTest, ReportsItsProgressUpToTheEnd) {
    std::vector<StartProgress> seen;
    options_.on_progress = [&](const StartProgress& progress) { seen.push_back(progress); };

    next_snapshot();

    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back().step, StartProgress::Step::kTicks);
    EXPECT_EQ(seen.back().done, seen.back().total);
}

TEST_F(CollectorStartTest, MayStartAtAGivenBlockAndFollowsFromThere) {
    chain().mine({{kWethPair, SyncChange{5'000'000'000, 1'000'000'000'000'000'000}}});
    chain().mine_empty(4);
    options_.start_block = 1001;

    const SnapshotPtr first = next_snapshot();

    EXPECT_EQ(first->number(), 1001U);
    EXPECT_EQ(reserve0(first, kWethPair), 5'000'000'000U);
    EXPECT_EQ(next_snapshot()->number(), 1002U);
}

}  // namespace
}  // namespace dexarb

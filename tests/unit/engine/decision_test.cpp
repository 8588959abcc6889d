#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulation.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Decision, BecomesFinalOnlyWhenTheNextBlockIsKnown) {
    Simulation run{{eager()}};
    run.block();
    run.spread(0.05);
    run.block();
    EXPECT_THAT(run.all<SimulatedTradeAction>(), IsEmpty());

    run.block();

    ASSERT_THAT(run.all<SimulatedTradeAction>(), SizeIs(1));
    EXPECT_EQ(run.all<SimulatedTradeAction>()[0].decided_on->number(), 1001U);
}

TEST(Decision, IsTakenAtTheFirstPollNotBeforeTheBlockArrived) {
    auto config = eager();
    config.poll_interval = milliseconds{700};
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.block();
    const Timestamp arrival = run.newest->arrival;
    run.block();

    const auto action = run.all<SimulatedTradeAction>().at(0);

    EXPECT_EQ(action.decided_at.time_since_epoch().count() % 700, 0);
    EXPECT_GE(action.decided_at, arrival);
    EXPECT_LT(action.decided_at - milliseconds{700}, arrival);
    EXPECT_EQ(action.due, action.decided_at + config.submit_latency);
}

TEST(Decision, IsMissedWhereTheNextBlockCameFirst) {
    auto config = eager();
    config.poll_interval = milliseconds{60'000};
    Simulation run{{config}};
    run.block();
    run.spread(0.05);
    run.blocks(3);

    EXPECT_THAT(run.all<SimulatedTradeAction>(), IsEmpty());
    EXPECT_TRUE(run.rejected(RejectReason::kMissedBlock));
}

TEST(Decision, IsMissedWhenTheNextBlockArrivesInTheVeryMillisecond) {
    auto config = eager();
    config.poll_interval = milliseconds{1000};
    for (const auto& [after_poll, results] : {std::pair{0, 0U}, std::pair{1, 1U}}) {
        Simulation run{{config}};
        run.block();
        run.spread(0.05);
        run.block();
        const Timestamp poll = Timestamp{run.newest->header.timestamp} + milliseconds{1000};

        run.feed(arriving(run.market.next_block(), poll + milliseconds{after_poll}));

        EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(results)) << after_poll;
    }
}

TEST(Decision, TheLastOneBecomesFinalAtTheEndAndStaysUnknown) {
    Simulation run{{eager()}};
    run.block();
    run.spread(0.05);
    run.block();

    run.finish();

    EXPECT_THAT(run.all<SimulatedTradeAction>(), SizeIs(1));
    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kUnknown));
    EXPECT_FALSE(run.all<TradeOutcome>()[0].inclusion_block.has_value());
    EXPECT_EQ(run.metrics().net_usd, MicroUsd{});
    EXPECT_TRUE(run.engine->finish().empty());
}

TEST(Decision, NobodyDecidesOnALateBlock) {
    Simulation run{{eager()}};
    run.block();
    run.spread(0.05);
    run.feed(run.market.next_late_block());
    run.spread(0.0);
    run.blocks(2);

    EXPECT_THAT(run.all<SimulatedTradeAction>(), IsEmpty());
    EXPECT_TRUE(run.rejected(RejectReason::kLateBlock));
}

TEST(Decision, ALateBlockStillSettlesWhatIsInFlight) {
    Simulation run{{eager()}};
    run.block();
    run.spread(0.05);
    run.block();

    run.feed(run.market.next_late_block());

    EXPECT_THAT(run.results(), ElementsAre(TradeResult::kFilled));
}

TEST(Decision, NeedsANativePrice) {
    Simulation run{{eager()}};
    run.market.set_usd_price(kWmatic, std::nullopt);
    run.block();
    run.spread(0.05);
    run.blocks(2);

    EXPECT_THAT(run.all<SimulatedTradeAction>(), IsEmpty());
    EXPECT_TRUE(run.rejected(RejectReason::kNoPrice));
}

TEST(Decision, RejectsGasAboveTheCapAndNotAtIt) {
    auto config = eager();
    config.max_gas_price_wei = 60'000'000'000;
    for (const std::uint64_t base_fee : {30'000'000'000U, 30'000'000'001U}) {
        Simulation run{{config}};
        run.market.set_base_fee(base_fee);
        run.block();
        run.spread(0.05);
        run.blocks(2);

        EXPECT_EQ(run.rejected(RejectReason::kGasAboveCap), base_fee == 30'000'000'001U);
        EXPECT_EQ(run.all<SimulatedTradeAction>().size(), base_fee == 30'000'000'001U ? 0U : 1U);
    }
}

TEST(Decision, RejectsBelowTheLeastProfitWithTheNetItLacked) {
    Simulation probe{{eager()}};
    probe.block();
    probe.spread(0.05);
    probe.blocks(2);
    const MicroUsd net = probe.all<SimulatedTradeAction>().at(0).expected_net_usd;
    for (const std::int64_t more : {0, 1}) {
        auto config = eager();
        config.min_profit_usd = {net.value + more};
        Simulation run{{config}};
        run.block();
        run.spread(0.05);
        run.blocks(2);

        EXPECT_EQ(run.all<SimulatedTradeAction>().size(), more == 0 ? 1U : 0U);
        if (more == 0) continue;
        EXPECT_TRUE(run.rejected(RejectReason::kMinProfit));
        EXPECT_EQ(run.metrics().nearest_miss->lacked_usd, MicroUsd{1});
        EXPECT_EQ(run.metrics().nearest_miss->net_usd, net);
    }
}

TEST(Decision, CapsTheInputAtTheSizeInTheQuoteTokensPrice) {
    Simulation run{{eager()}};
    run.market.set_usd_price(kUsdc, 0.5);
    run.block();
    run.spread(0.05);
    run.blocks(2);
    const U256 amount_in = run.all<SimulatedTradeAction>().at(0).quote.amount_in;

    EXPECT_EQ(amount_in, *amount_worth(dollars(1000), *run.newest->price(kUsdc)));
    EXPECT_NEAR(amount_in.to_double(), 2e9, 1.0) << "twice as many at half a dollar";
}

TEST(Decision, TakesTheBestInputWhereTheCapDoesNotBind) {
    auto config = eager();
    config.max_trade_size_usd = dollars(1'000'000);
    Simulation run{{config}};
    run.block();
    run.spread(0.02);
    run.blocks(2);

    const auto opened = std::get<EpisodeChange>(run.records.front());
    const auto action = run.all<SimulatedTradeAction>().at(0);

    EXPECT_EQ(action.quote.amount_in, opened.opportunity.sized.quote.amount_in);
    EXPECT_EQ(action.expected_net_usd, opened.opportunity.net_usd);
    EXPECT_EQ(action.certificate_gap, opened.opportunity.sized.certificate_gap);
}

TEST(Decision, IgnoresPairsOfOthers) {
    auto config = eager();
    config.pairs = {1};
    Simulation run{{config}};
    run.block();
    run.episode();
    run.block();

    EXPECT_THAT(run.all<SimulatedTradeAction>(), IsEmpty());
    EXPECT_THAT(run.all<Reject>(), IsEmpty());
    EXPECT_EQ(run.metrics().funnel.episodes, 0U);
}

TEST(Decision, NothingOpenNothingDecided) {
    Simulation run{{eager(), unlucky()}};
    run.blocks(20);
    run.finish();

    EXPECT_THAT(run.records, IsEmpty());
    EXPECT_EQ(run.metrics().funnel.episodes, 0U);
    EXPECT_EQ(run.engine->digest(), Hash{});
}

}  // namespace
}  // namespace dexarb

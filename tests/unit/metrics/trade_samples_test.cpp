#include "dexarb/metrics/trade_samples.hpp"

#include <gtest/gtest.h>

#include "dexarb/market/checkpoint_values.hpp"
#include "dexarb/metrics/trader_books.hpp"
#include "dexarb/trading/checkpoint_values.hpp"

#include "unit/trading/ledger_support.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

TradeOutcome trade(BlockNumber first_block, std::int64_t net, UtcDay day = kMonday) {
    TradeOutcome outcome = *outcome_of(net, TradeResult::kFilled, day);
    outcome.episode = {RouteIndex{3}, first_block};
    for (std::size_t model = 0; model < kFillModelCount; ++model)
        outcome.models[model].net_usd = {net + static_cast<std::int64_t>(model)};
    return outcome;
}

TEST(TradeSamples, KeepWhatEachModelMadeOfATradeAndWhatEachDayCameTo) {
    TradeSamples samples;
    samples.add(trade(1, 50, kTuesday));
    samples.add(trade(2, -20, kMonday));
    samples.add(trade(3, 7, kTuesday));

    ASSERT_EQ(samples.trades().size(), 3U);
    EXPECT_EQ(samples.trades()[0].episode, (EpisodeId{RouteIndex{3}, 1}));
    EXPECT_EQ(samples.trades()[0].nets[4], MicroUsd{54});
    ASSERT_EQ(samples.days().size(), 2U);
    EXPECT_EQ(samples.days()[0].day, kMonday);
    EXPECT_EQ(samples.days()[0].net_usd, MicroUsd{-20});
    EXPECT_EQ(samples.days()[1].net_usd, MicroUsd{57});
}

TEST(TradeSamples, ForgetTheOldestAndSayHowMany) {
    TradeSamples samples;
    for (std::size_t i = 0; i < TradeSamples::kTrades + 5; ++i)
        samples.add(trade(i, 1));

    EXPECT_EQ(samples.trades().size(), TradeSamples::kTrades);
    EXPECT_EQ(samples.trades().front().episode.first_block, 5U);
    EXPECT_EQ(samples.forgotten(), 5U);
    EXPECT_EQ(samples.days()[0].net_usd, MicroUsd{TradeSamples::kTrades + 5}) << "days outlast their trades";
}

TEST(TradeSamples, ForgetTheOldestDays) {
    TradeSamples samples;
    for (std::size_t i = 0; i < TradeSamples::kDays + 1; ++i)
        samples.add(trade(i, 1, kMonday + std::chrono::days{i}));
    samples.take_out(trade(0, 1, kMonday));

    EXPECT_EQ(samples.days().size(), TradeSamples::kDays);
    EXPECT_EQ(samples.days().front().day, kTuesday);
}

TEST(TradeSamples, AFillInQuarantineOrStrandedIsNone) {
    const auto fill = std::make_shared<const TradeOutcome>(trade(1, 50));
    for (const auto kind : {LedgerEntry::Kind::kQuarantine, LedgerEntry::Kind::kStranded}) {
        TraderBooks books;
        books.apply({LedgerEntry::Kind::kOutcome, 1, kMonday, fill, {}});
        books.apply(settled(0, kMonday, TradeResult::kExpired));
        ASSERT_EQ(books.samples().trades().size(), 1U);

        books.apply({kind, 2, kTuesday, fill, {}});

        EXPECT_TRUE(books.samples().trades().empty());
        EXPECT_EQ(books.samples().days().at(0).net_usd, MicroUsd{});
    }
}

TEST(TradeSamples, BadCheckpointsOfALedgerAreRefused) {
    Ledger<TraderBooks> ledger{TraderBooks{}};
    ledger.append({LedgerEntry::Kind::kOutcome, 1, kMonday, std::make_shared<const TradeOutcome>(trade(1, 50)), {}});
    CheckpointWriter writer;
    Ledger<TraderBooks>::persist(writer, ledger);
    auto market = std::make_shared<const MarketDefinition>();
    Ledger<TraderBooks> whole{TraderBooks{}};
    CheckpointReader reader{writer.written(), market};
    Ledger<TraderBooks>::persist(reader, whole);
    CheckpointWriter bad;
    const TraderBooks nothing;
    TraderBooks::persist(bad, nothing);
    bad(std::deque<LedgerEntry>{{LedgerEntry::Kind::kOutcome, 1, kMonday, nullptr, {}}}, BlockNumber{1});
    CheckpointReader without_outcome{bad.written(), market};
    Ledger<TraderBooks> none{TraderBooks{}};
    Ledger<TraderBooks>::persist(without_outcome, none);

    EXPECT_TRUE(reader.at_end());
    EXPECT_EQ(whole.state().samples().trades().size(), 1U) << "the present is folded again";
    EXPECT_TRUE(without_outcome.failed()) << "an outcome without its outcome";
}

}  // namespace
}  // namespace dexarb

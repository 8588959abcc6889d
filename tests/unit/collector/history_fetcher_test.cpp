#include "dexarb/collector/history_fetcher.hpp"

#include <algorithm>

#include <gmock/gmock.h>

#include "dexarb/collector/history_head.hpp"

#include "collector_fixture.hpp"

namespace dexarb {
namespace {

using Kind = HistoryPiece::Kind;

class HistoryFetcherTest : public testing::CollectorTest {
  protected:
    /// Everything of the blocks from 1000 to `to`, and events up to the head.
    Result<History> fetch(BlockNumber to, std::size_t in_flight = 3) {
        History history{1000, to};
        HistoryFetcherOptions options;
        options.from = 1000;
        options.to = to;
        options.in_flight = in_flight;
        options.on_piece = [&](FetchedPiece piece) -> Result<void> {
            pieces_.push_back(piece.piece);
            history.add(std::move(piece));
            return {};
        };
        options.on_blocks = [this](std::uint64_t blocks) {
            EXPECT_GT(blocks, 0U);
            told_ += blocks;
        };
        HistoryFetcher fetcher{*builder_.market(), chain(), std::move(options)};
        auto done = run(context_, fetcher.fetch(plan_history(1000, to, chain().head().id.number)));
        if (!done) return std::move(done).error();
        history.arrange();
        return history;
    }

    /// Blocks of a trade each, `count` of them, with two empty ones behind every tenth.
    void mine_trades(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            chain().mine({{kWethPair, SyncChange{5'000'000'000 + i, 3'000'000'000'000}}});
            if (i % 10 == 9) chain().mine_empty(2);
        }
    }

    BlockNumber block_at(std::chrono::seconds after_first) {
        const auto first = chain().header(1000).timestamp;
        return run(context_, find_block_at(chain(), chain().head(), first + after_first)).value();
    }

    std::vector<HistoryPiece> pieces_;
    std::uint64_t told_ = 0;  ///< Blocks that were said to be done.
};

TEST(HistoryPlan, CutsAtNumbersThatDoNotDependOnTheHead) {
    const auto pieces = plan_history(1000, 1300, 2100);

    const std::vector<HistoryPiece> expected{{Kind::kFees, 1000, 1023},   {Kind::kFees, 1024, 1300},
                                             {Kind::kBlocks, 1000, 1023}, {Kind::kBlocks, 1024, 1279},
                                             {Kind::kBlocks, 1280, 1300}, {Kind::kEvents, 1301, 2047},
                                             {Kind::kEvents, 2048, 2100}};
    EXPECT_EQ(pieces, expected);
}

TEST(HistoryPlan, HasNothingBehindTheHead) {
    for (const HistoryPiece& piece : plan_history(1000, 1300, 1300))
        EXPECT_NE(piece.kind, Kind::kEvents);
}

TEST_F(HistoryFetcherTest, ReadsHeadersOfBlocksWithLogsAndOfFixedOnesAlone) {
    mine_trades(25);
    const BlockNumber head = chain().head().id.number;

    const auto history = fetch(head);

    ASSERT_TRUE(history) << history.error().detail;
    EXPECT_EQ(history->events().size(), 25U);
    const auto headers = history->headers();
    ASSERT_TRUE(headers) << headers.error().detail;
    ASSERT_EQ(headers->size(), head - 1000 + 1);
    for (const PastHeader& past : *headers) {
        EXPECT_EQ(past.header.timestamp, chain().header(past.header.id.number).timestamp);
        EXPECT_EQ(past.header.base_fee_wei, chain().header(past.header.id.number).base_fee_wei);
        EXPECT_TRUE(past.is_modelled || past.header.id == chain().header(past.header.id.number).id);
    }
    EXPECT_EQ(std::ranges::count_if(*headers, [](const PastHeader& past) { return past.is_modelled; }), 3)
        << "of four empty blocks 1024 is read all the same";
}

TEST_F(HistoryFetcherTest, FetchesEventsBehindTheLastBlockWithoutHeaders) {
    mine_trades(40);

    const auto history = fetch(1004);

    ASSERT_TRUE(history) << history.error().detail;
    EXPECT_EQ(history->events().size(), 40U);
    EXPECT_EQ(history->headers().value().size(), 5U);
}

TEST_F(HistoryFetcherTest, TellsOfEachBlockOnceThatItIsDone) {
    mine_trades(40);

    const auto history = fetch(1040);

    ASSERT_TRUE(history) << history.error().detail;
    EXPECT_EQ(told_, 41U);
}

TEST_F(HistoryFetcherTest, LogsOfABranchThatIsNotTheHeadersAreRefused) {
    mine_trades(5);
    chain().foreign_ranges = 1;

    const auto history = fetch(1004, 1);

    ASSERT_FALSE(history);
    EXPECT_THAT(history.error().detail, ::testing::HasSubstr("was replaced while it was read"));
}

TEST_F(HistoryFetcherTest, AFailureEndsItAndSaysWhatWasAsked) {
    mine_trades(5);
    chain().failing_logs = 1;

    const auto history = fetch(1004);

    ASSERT_FALSE(history);
    EXPECT_THAT(history.error().detail, ::testing::StartsWith("logs of blocks 1000 to 1004: "));
}

TEST_F(HistoryFetcherTest, BaseFeesThatTheNodeDoesNotHaveAreThoseOfTheHeaders) {
    mine_trades(40);
    chain().failing_fees = 1;

    const auto history = fetch(1030);

    ASSERT_TRUE(history) << history.error().detail;
    const auto headers = history->headers();
    ASSERT_TRUE(headers) << headers.error().detail;
    for (const PastHeader& past : *headers)
        EXPECT_EQ(past.header.base_fee_wei, chain().header(past.header.id.number).base_fee_wei);
}

TEST_F(HistoryFetcherTest, FindsTheFirstBlockAtATime) {
    chain().mine_empty(300);

    EXPECT_EQ(block_at(std::chrono::seconds{0}), 1000U);
    EXPECT_EQ(block_at(std::chrono::seconds{100}), 1050U);
    EXPECT_EQ(block_at(std::chrono::seconds{101}), 1051U);
    EXPECT_EQ(block_at(std::chrono::seconds{600}), 1300U);
}

TEST_F(HistoryFetcherTest, HeadIsReadWithTicksAroundEveryPriceThePoolsHad) {
    std::vector<std::optional<TickSpan>> spans(4);
    const auto tick = std::get<ConcentratedState>(*states_[1]).tick;
    spans[1] = TickSpan{tick - 20'000, tick + 20'000};

    const auto readings = run(context_, read_history_head(builder_.market(), chain(), options_, chain().head(), spans));

    ASSERT_TRUE(readings) << readings.error().detail;
    const auto& ticks = *std::get<ConcentratedState>(*(*readings)[1].state).ticks;
    EXPECT_TRUE(ticks.knows(tick - 20'000));
    EXPECT_TRUE(ticks.knows(tick + 20'000));
}

}  // namespace
}  // namespace dexarb

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dexarb/engine/fingerprint.hpp"

#include "simulated_feed.hpp"
#include "simulation.hpp"
#include "support/length.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using ::testing::Each;
using ::testing::Ne;

using Bytes = std::vector<std::uint8_t>;

/// A tenth of the full length.
std::size_t step_count() {
    return test::runs_full_length() ? 3000 : 300;
}

/// Six that act often, lose often, are stopped by limits, and have actions in flight over several blocks.
std::vector<StrategyConfig> restless() {
    std::vector<StrategyConfig> configs;
    for (std::uint32_t i = 0; i < 6; ++i) {
        StrategyConfig config = eager();
        config.id = "c" + std::to_string(i);
        config.pairs = {0, 1, 2};
        config.max_trade_size_usd = dollars(200.0 * (i + 1));
        config.competition_rate = 0.12 * i;
        config.submit_latency = std::chrono::milliseconds{1500 * (i % 4)};
        config.max_consecutive_losses = 3 + i % 3;
        config.max_daily_trades = 20 + 40 * (i % 3);
        config.phantom_blocks = 4 + i;
        config.flash_premium_ppm = i % 2 == 0 ? 0 : 90;
        config.fill_model = static_cast<FillModel>(i % kFillModelCount);
        config.simulate_gas_variance = i % 5 != 0;
        config.simulate_slippage = i % 6 != 0;
        configs.push_back(config);
    }
    return configs;
}

/// What an engine leaves behind after a step: all that it holds, and what it told.
struct Trace {
    Bytes checkpoint;
    Hash digest;
    std::size_t records = 0;
    std::vector<std::int64_t> books;
    std::vector<PoolIndex> wants;

    friend bool operator==(const Trace&, const Trace&) = default;
};

std::int64_t sum_of(const TradeSamples& samples) {
    std::int64_t sum = 0;
    for (const TradeSample& trade : samples.trades())
        sum += trade.net_usd.value;
    return sum;
}

std::vector<std::int64_t> books_of(const Engine& engine) {
    std::vector<std::int64_t> list;
    for (std::uint32_t i = 0; i < engine.configs().size(); ++i) {
        const TraderMetrics books = engine.metrics(ConfigIndex{i});
        for (const MicroUsd sum : {books.net_usd, books.gas_usd, books.drawdown_usd, books.today.net_usd})
            list.push_back(sum.value);
        for (const auto count : {books.in_flight, books.funnel.episodes, books.quarantined, books.corrections})
            list.push_back(static_cast<std::int64_t>(count));
        list.push_back(books.pause.has_value());
        const TradeSamples& samples = engine.samples(ConfigIndex{i});
        list.push_back(static_cast<std::int64_t>(samples.trades().size()));
        list.push_back(sum_of(samples));
        EXPECT_EQ(sum_of(samples), books.net_usd.value);
    }
    return list;
}

/// An engine on its way through the steps, with the blocks that it may be taken back to.
class Traveller {
  public:
    explicit Traveller(MarketDefinitionPtr market) : market_{std::move(market)} { begin(); }

    Trace take(const Step& step) {
        const auto* snapshot = std::get_if<SnapshotPtr>(&step);
        const BlockNumber fork = snapshot == nullptr ? std::get<BlockNumber>(step) : (*snapshot)->number() - 1;
        std::erase_if(branch_, [&](const SnapshotPtr& block) { return block->number() > fork; });
        if (snapshot != nullptr) branch_.push_back(*snapshot);
        const auto records = snapshot != nullptr ? engine_->on_snapshot(*snapshot) : engine_->on_undone(fork);
        told_.assign(records.begin(), records.end());
        const auto wants = engine_->wants_ticks();
        return {
            engine_->checkpoint(), engine_->digest(), told_.size(), books_of(*engine_), {wants.begin(), wants.end()}};
    }

    /// Ends without a word; another engine takes over what was written, and is shown the newest block again.
    void restart() {
        const Bytes written = engine_->checkpoint();
        begin();
        const auto point = engine_->restore(written);
        ASSERT_TRUE(point) << point.error().detail;
        ASSERT_THAT(point->continued, Each(Ne(std::nullopt)));
        ASSERT_EQ(point->branch.back(), branch_.back()->header.id);
        engine_->resume(branch_.back());
    }

    [[nodiscard]] const std::vector<EngineRecord>& told() const { return told_; }
    [[nodiscard]] const Engine& engine() const { return *engine_; }

  private:
    void begin() { engine_.emplace(market_, restless(), EngineOptions{}); }

    MarketDefinitionPtr market_;
    std::optional<Engine> engine_;
    std::vector<SnapshotPtr> branch_;
    std::vector<EngineRecord> told_;
};

BlockNumber number_of(const Step& step) {
    const auto* snapshot = std::get_if<SnapshotPtr>(&step);
    return snapshot == nullptr ? std::get<BlockNumber>(step) : (*snapshot)->number();
}

/// Whether a reorganisation soon after step `at` reaches below the block at which that leaves the engine.
bool is_undone_soon(const std::vector<Step>& steps, std::size_t at) {
    for (std::size_t i = at + 1; i < std::min(steps.size(), at + 2 * kUndoDepth); ++i)
        if (std::holds_alternative<BlockNumber>(steps[i]) && number_of(steps[i]) < number_of(steps[at])) return true;
    return false;
}

TEST(Checkpoint, ARunRestartedHundredsOfTimesIsTheRunStraightThrough) {
    SimulatedFeed feed{7};
    const auto steps = feed.steps(step_count());
    Traveller straight{feed.market()};
    Traveller restarted{feed.market()};
    std::size_t restarts = 0;
    std::array<std::size_t, std::variant_size_v<EngineRecord>> kinds{};
    std::array<std::size_t, kRejectReasonCount> reasons{};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Trace expected = straight.take(steps[i]);
        ASSERT_EQ(restarted.take(steps[i]), expected) << "step " << i << " after " << restarts << " restarts";
        for (const EngineRecord& record : straight.told()) {
            ++kinds[record.index()];
            if (const auto* reject = std::get_if<Reject>(&record)) ++reasons[static_cast<std::size_t>(reject->reason)];
        }
        if (is_undone_soon(steps, i) || i % 3 == 2) continue;
        restarted.restart();
        ++restarts;
    }

    EXPECT_GT(restarts, 100U);
    EXPECT_THAT(kinds, Each(::testing::Gt(10U))) << "every kind of record is met";
    for (const RejectReason reason :
         {RejectReason::kQuarantine, RejectReason::kEpisodeUsed, RejectReason::kDailyTrades,
          RejectReason::kConsecutiveLoss, RejectReason::kPoolSpent, RejectReason::kPoolBusy})
        EXPECT_GT(reasons[static_cast<std::size_t>(reason)], 0U) << to_string(reason);
}

/// Block 1002 opens and is decided on, 1003 settles; a second action is in flight after 1004.
Simulation with_money_and_an_action_in_flight(std::vector<StrategyConfig> configs) {
    for (StrategyConfig& config : configs)
        config.submit_latency = std::chrono::milliseconds{2500};
    Simulation run{std::move(configs)};
    run.block();
    run.spread(0.05);
    run.blocks(3);
    run.spread(0.0);
    run.block();
    run.spread(0.06);
    run.blocks(2);
    return run;
}

/// Another engine of `configs` on the same market that takes over what `run` has.
Result<ResumePoint> take_over(Simulation& run, std::vector<StrategyConfig> configs, const Bytes& checkpoint) {
    run.engine.emplace(run.market.market(), std::move(configs), EngineOptions{});
    run.records.clear();
    return run.engine->restore(checkpoint);
}

TEST(Checkpoint, AfterAGapTheBooksGoOnAndWhatWasInFlightIsUnknown) {
    Simulation run = with_money_and_an_action_in_flight({eager()});
    const TraderMetrics before = run.metrics();
    ASSERT_EQ(before.in_flight, 1U);
    ASSERT_GT(before.net_usd, MicroUsd{});

    const auto point = take_over(run, run.engine->configs(), run.engine->checkpoint());
    run.market.skip_blocks(500);
    MarketSnapshot start = *run.market.next_block();
    start.after_gap = true;
    run.feed(std::make_shared<const MarketSnapshot>(start));

    ASSERT_TRUE(point);
    EXPECT_EQ(point->in_flight, 1U);
    EXPECT_THAT(run.results(), ::testing::ElementsAre(TradeResult::kUnknown));
    EXPECT_EQ(run.metrics().net_usd, before.net_usd);
    EXPECT_EQ(run.metrics().in_flight, 0U);
    EXPECT_EQ(run.metrics().actions, before.actions);
    const auto changes = run.all<EpisodeChange>();
    ASSERT_THAT(changes, ::testing::SizeIs(2));
    EXPECT_EQ(changes[0].phase, EpisodePhase::kClose);
    EXPECT_TRUE(changes[1].opportunity.left_censored);
}

TEST(Checkpoint, AChangedConfigurationStartsAnewAndTheOthersGoOn) {
    StrategyConfig other = eager();
    other.id = "other";
    Simulation run = with_money_and_an_action_in_flight({eager(), other});
    const MicroUsd net = run.metrics().net_usd;
    auto configs = run.engine->configs();
    configs[0].min_profit_usd = dollars(1.0);
    std::swap(configs[0], configs[1]);

    const auto point = take_over(run, configs, run.engine->checkpoint());

    ASSERT_TRUE(point);
    EXPECT_THAT(point->continued, ::testing::ElementsAre(1, std::nullopt));
    EXPECT_EQ(run.metrics(ConfigIndex{0}).net_usd, net);
    EXPECT_EQ(run.metrics(ConfigIndex{0}).in_flight, 1U);
    EXPECT_EQ(run.metrics(ConfigIndex{1}).actions, 0U);
    EXPECT_EQ(run.engine->digest(), Hash{});
}

TEST(Checkpoint, ActionsGoOnUnderTheNewPlaceOfTheirConfiguration) {
    StrategyConfig other = unlucky();
    other.id = "other";
    Simulation run = with_money_and_an_action_in_flight({eager(), other});
    auto configs = run.engine->configs();
    std::swap(configs[0], configs[1]);

    const auto point = take_over(run, configs, run.engine->checkpoint());
    run.engine->resume(run.newest);
    run.blocks(2);

    ASSERT_TRUE(point);
    EXPECT_THAT(run.results(ConfigIndex{0}), ::testing::ElementsAre(TradeResult::kLost));
    EXPECT_THAT(run.results(ConfigIndex{1}), ::testing::ElementsAre(TradeResult::kFilled));
}

TEST(Checkpoint, NothingGoesOnInAnotherMarketOrWithAnotherSeed) {
    Simulation run = with_money_and_an_action_in_flight({eager()});
    const Bytes checkpoint = run.engine->checkpoint();
    Engine other_seed{run.market.market(), run.engine->configs(), {.seed = 2}};
    auto market = *run.market.market();
    market.pools.pop_back();
    Engine other_market{std::make_shared<const MarketDefinition>(market), run.engine->configs(), {}};

    for (Engine* engine : {&other_seed, &other_market}) {
        const auto point = engine->restore(checkpoint);

        ASSERT_TRUE(point);
        EXPECT_TRUE(point->branch.empty());
        EXPECT_THAT(point->continued, Each(std::nullopt));
        EXPECT_EQ(engine->metrics(ConfigIndex{0}).actions, 0U);
    }
}

TEST(Checkpoint, BlocksUndoneAcrossARestartTakeTheirOutcomesBack) {
    Simulation run = with_money_and_an_action_in_flight({eager()});
    Simulation straight = with_money_and_an_action_in_flight({eager()});

    ASSERT_TRUE(take_over(run, run.engine->configs(), run.engine->checkpoint()));
    run.engine->resume(run.newest);
    straight.records.clear();
    for (Simulation* each : {&run, &straight})
        each->undo_to(1002);

    ASSERT_THAT(run.all<Correction>(), ::testing::SizeIs(1));
    EXPECT_EQ(run.all<Correction>()[0].net_usd, straight.all<Correction>().at(0).net_usd);
    EXPECT_EQ(run.metrics().net_usd, MicroUsd{});
    EXPECT_EQ(run.metrics().in_flight, straight.metrics().in_flight);
    EXPECT_EQ(run.engine->digest(), straight.engine->digest());
}

TEST(Checkpoint, DamagedBytesAreRefused) {
    Simulation run = with_money_and_an_action_in_flight({eager()});
    const Bytes whole = run.engine->checkpoint();
    for (std::size_t size = 0; size < whole.size(); size += 1 + size / 50) {
        Engine engine{run.market.market(), run.engine->configs(), {}};
        const Bytes torn(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));

        const auto point = engine.restore(torn);

        ASSERT_FALSE(point) << size;
        EXPECT_EQ(point.error().code, ErrorCode::kMalformed);
    }
    Bytes other_layout = whole;
    ++other_layout[0];
    const auto point = Engine{run.market.market(), run.engine->configs(), {}}.restore(other_layout);
    ASSERT_FALSE(point);
    EXPECT_EQ(point.error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace dexarb

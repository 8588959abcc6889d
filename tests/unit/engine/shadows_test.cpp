// What filters kept a configuration from is looked at beside the books: nothing that is decided, booked or written
// depends on whether and how much of it is followed.

#include <deque>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/report/event_log_line.hpp"
#include "dexarb/report/report_document.hpp"

#include "simulated_feed.hpp"
#include "simulation.hpp"
#include "support/length.hpp"
#include "support/random_feed.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

/// Six, each stopped by filters of its own now and then.
std::vector<StrategyConfig> filtered() {
    std::vector<StrategyConfig> configs;
    for (std::uint32_t i = 0; i < 6; ++i) {
        StrategyConfig config = eager();
        config.id = "c" + std::to_string(i);
        config.pairs = {0, 1, 2};
        config.min_profit_usd = dollars(2.0 * (i % 4));
        config.max_gas_price_wei = (50 + 15 * i) * 1'000'000'000ULL;
        config.max_slippage_ppm = 100 * (i + 1);
        config.competition_rate = i == 4 ? 1.0 : 0.15 * i;
        config.submit_latency = std::chrono::milliseconds{1500 * (i % 4)};
        config.max_consecutive_losses = i == 4 ? 1000 : 3 + i;
        config.max_daily_trades = 15 + 40 * (i % 3);
        config.daily_loss_limit_usd = dollars(0.01 * (i + 1));
        config.phantom_blocks = 4 + i;
        config.flash_premium_ppm = i % 2 == 0 ? 0 : 90;
        config.fill_model = static_cast<FillModel>(i % kFillModelCount);
        configs.push_back(config);
    }
    return configs;
}

/// All that a run leaves behind, its shadows aside.
struct Left {
    Hash digest;
    std::vector<std::string> lines;
    std::vector<std::string> books;  ///< Now and then.
    FilterPrices prices{};           ///< Of all configurations, by filter: stopped alone is filled in.
};

class Run {
  public:
    Run(const MarketDefinitionPtr& market, std::size_t forgone_most) : market_{market}, most_{forgone_most} { begin(); }

    void take(const FeedItem& item) {
        const auto* snapshot = std::get_if<SnapshotPtr>(&item);
        const BlockNumber fork = snapshot == nullptr ? std::get<Undone>(item).fork : (*snapshot)->number() - 1;
        std::erase_if(branch_, [&](const SnapshotPtr& block) { return block->number() > fork; });
        if (snapshot != nullptr) branch_.push_back(*snapshot);
        if (branch_.size() > kUndoDepth) branch_.pop_front();
        keep(snapshot == nullptr ? engine_->on_undone(fork) : engine_->on_snapshot(*snapshot));
    }

    void restart() {
        const auto written = engine_->checkpoint();
        begin();
        const auto point = engine_->restore(written);
        ASSERT_TRUE(point) << point.error().detail;
        for (const SnapshotPtr& block : branch_)
            if (std::ranges::find(point->branch, block->header.id) != point->branch.end()) engine_->resume(block);
    }

    Left finish() {
        keep(engine_->finish());
        note_books();
        left_.digest = engine_->digest();
        for (std::uint32_t i = 0; i < engine_->configs().size(); ++i) {
            const FilterPrices prices = engine_->metrics(ConfigIndex{i}).filter_prices;
            for (std::size_t filter = 0; filter < kPricedFilterCount; ++filter)
                left_.prices[filter].in_flight += prices[filter].stopped();
        }
        return std::move(left_);
    }

  private:
    void begin() { engine_.emplace(market_, filtered(), EngineOptions{.forgone_most = most_}); }

    void keep(std::span<const EngineRecord> records) {
        const EventLogNames names{*market_, engine_->routes(), engine_->configs()};
        for (const EngineRecord& record : records)
            left_.lines.push_back(event_log_line(names, record));
        if (++steps_ % 16 == 0) note_books();
    }

    void note_books() {
        RunReport report = make_run_report(*engine_, RunContext{});
        for (TraderReport& trader : report.traders)
            trader.metrics.filter_prices = {};
        left_.books.push_back(report_document(report).dump());
    }

    MarketDefinitionPtr market_;
    std::size_t most_;
    std::optional<Engine> engine_;
    std::deque<SnapshotPtr> branch_;
    std::size_t steps_ = 0;
    Left left_;
};

/// Plays `items`, restarting every `restart_every` of them; never if zero, and never while something is undone.
Left play(const MarketDefinitionPtr& market, const std::vector<FeedItem>& items, std::size_t forgone_most,
          std::size_t restart_every) {
    Run run{market, forgone_most};
    for (std::size_t i = 0; i < items.size(); ++i) {
        run.take(items[i]);
        const bool is_block = std::holds_alternative<SnapshotPtr>(items[i]);
        if (restart_every > 0 && is_block && i % restart_every == restart_every - 1) run.restart();
    }
    return run.finish();
}

void expect_shadows_change_nothing(const MarketDefinitionPtr& market, const std::vector<FeedItem>& items,
                                   std::array<std::uint64_t, kPricedFilterCount>& stopped) {
    for (const std::size_t restart_every : {0U, 23U}) {
        const Left without = play(market, items, 0, restart_every);
        for (const std::size_t most : {std::size_t{1}, EngineOptions{}.forgone_most}) {
            const Left with = play(market, items, most, restart_every);

            EXPECT_EQ(with.digest, without.digest);
            ASSERT_EQ(with.lines, without.lines);
            ASSERT_EQ(with.books, without.books);
            for (std::size_t filter = 0; filter < kPricedFilterCount; ++filter)
                stopped[filter] += with.prices[filter].in_flight;
        }
    }
}

TEST(Shadows, ChangeNothingThatIsDecidedBookedOrWritten) {
    std::array<std::uint64_t, kPricedFilterCount> stopped{};
    for (std::uint64_t seed = 1; seed <= (test::runs_full_length() ? 20U : 2U); ++seed) {
        SCOPED_TRACE(seed);
        const RandomFeed feed = random_feed({.seed = seed, .blocks = test::runs_full_length() ? 300U : 120U});
        expect_shadows_change_nothing(feed.market, feed.items, stopped);
    }
    for (std::size_t filter = 0; filter < kPricedFilterCount; ++filter)
        EXPECT_GT(stopped[filter], 0U) << to_string(static_cast<PricedFilter>(filter)) << " is met";
}

TEST(Shadows, ChangeNothingOnASimulatedChainWithRivals) {
    std::array<std::uint64_t, kPricedFilterCount> stopped{};
    SimulatedFeed feed{5};
    std::vector<FeedItem> items;
    for (const Step& step : feed.steps(test::runs_full_length() ? 1500 : 80)) {
        if (const auto* snapshot = std::get_if<SnapshotPtr>(&step))
            items.emplace_back(*snapshot);
        else
            items.emplace_back(Undone{std::get<BlockNumber>(step)});
    }
    expect_shadows_change_nothing(feed.market(), items, stopped);
}

}  // namespace
}  // namespace dexarb

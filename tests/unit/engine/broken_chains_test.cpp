// Books after reorganisations against a plain fold over the record.

#include <map>

#include <gtest/gtest.h>

#include "scripts.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;
using std::chrono::days;
using std::chrono::milliseconds;

UtcDay day_of(std::chrono::sys_seconds time) {
    return std::chrono::floor<days>(time);
}

/// The books of one configuration by a plain fold over the record, rule by rule: outcomes that were corrected drop out.
struct PlainBooks {
    struct Entry {
        UtcDay day;
        bool is_action = false;
        TradeOutcome outcome;
        bool takes_back = false;
    };

    explicit PlainBooks(const std::vector<EngineRecord>& records) {
        for (const EngineRecord& record : records) {
            if (const auto* action = std::get_if<SimulatedTradeAction>(&record))
                entries.push_back({day_of(action->decided_on->header.timestamp), true, {}, false});
            if (const auto* outcome = std::get_if<TradeOutcome>(&record))
                entries.push_back({outcome->day(), false, *outcome, false});
            if (const auto* correction = std::get_if<Correction>(&record)) correct(*correction);
        }
    }

    void correct(const Correction& correction) {
        const auto is_one = [&](const Entry& entry, bool takes_back) {
            return !entry.is_action && entry.takes_back == takes_back && entry.outcome.episode == correction.episode;
        };
        const auto moved = std::ranges::find_if(entries, [&](const Entry& e) { return is_one(e, true); });
        const auto booked = std::ranges::find_if(entries, [&](const Entry& e) { return is_one(e, false); });
        ASSERT_NE(booked, entries.end());
        if (correction.kind == Correction::Kind::kUndone) {
            ASSERT_EQ(moved, entries.end());
            entries.erase(booked);
        } else if (moved != entries.end()) {
            entries.erase(moved);
        } else {
            entries.push_back({{}, false, booked->outcome, true});
        }
    }

    void fold(const StrategyConfig& config) {
        for (const Entry& entry : entries)
            if (entry.is_action)
                count(entry, config);
            else
                book(entry, config);
    }

    void count(const Entry& entry, const StrategyConfig& config) {
        if (++actions[entry.day] >= config.max_daily_trades) pause(entry.day);
    }

    void book(const Entry& entry, const StrategyConfig& config) {
        const MicroUsd change = entry.takes_back ? -entry.outcome.net_usd() : entry.outcome.net_usd();
        net += change;
        peak = std::max(peak, net);
        deepest = std::max(deepest, peak - net);
        if (!is_booked(entry.outcome.result())) return;
        day_net[entry.takes_back ? entry.outcome.day() : entry.day] += change;
        if (!entry.takes_back) extend(entry.day, change, config);
        const UtcDay day = entry.takes_back ? entry.outcome.day() : entry.day;
        if (day_net[day] <= -config.daily_loss_limit_usd) pause(day);
    }

    void extend(UtcDay day, MicroUsd change, const StrategyConfig& config) {
        if (paused && day > *paused) run = 0, paused.reset();
        if (change > MicroUsd{}) run = 0;
        if (change < MicroUsd{} && ++run >= config.max_consecutive_losses) pause(day);
    }

    void pause(UtcDay day) {
        if (paused && day <= *paused) return;
        if (paused) run = 0;
        paused = day;
    }

    std::vector<Entry> entries;
    std::map<UtcDay, std::uint32_t> actions;
    std::map<UtcDay, MicroUsd> day_net;
    MicroUsd net;
    MicroUsd peak;
    MicroUsd deepest;
    std::uint32_t run = 0;
    std::optional<UtcDay> paused;
};

StrategyConfig touchy() {
    StrategyConfig config = eager();
    config.competition_rate = 0.5;
    config.max_consecutive_losses = 3;
    config.max_daily_trades = 30;
    config.daily_loss_limit_usd = dollars(0.01);
    config.submit_latency = milliseconds{2500};
    config.phantom_blocks = 20;
    return config;
}

/// Two days of blocks around midnight with reorganisations up to six deep.
void play_broken_chain(Simulation& run, std::uint64_t seed) {
    Dice dice{seed};
    run.market.skip_blocks(43'100 - 150);
    run.block();
    for (int i = 0; i < 300; ++i) {
        if (dice.one_in(3)) run.spread(0.01 * static_cast<double>(dice.below(5)));
        if (dice.one_in(12)) run.market.set_base_fee(10'000'000'000 * (1 + dice.below(9)));
        if (dice.one_in(40)) run.market.make_uncertain(run.pools[1]);
        if (dice.one_in(60)) run.market.skip_blocks(1);
        if (dice.one_in(12)) run.undo_to(run.chain[run.chain.size() - std::min(run.chain.size(), 1 + dice.below(6))]);
        run.feed(later(run));
        if (dice.one_in(10)) run.spread(0.02);
    }
}

class BrokenChains : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(BrokenChains, LeaveTheBooksOfTheSurvivingOutcomes) {
    Simulation run{{touchy()}};
    play_broken_chain(run, GetParam());
    PlainBooks plain{run.records};
    plain.fold(touchy());
    const TraderMetrics metrics = run.metrics();
    const UtcDay today = day_of(run.newest->header.timestamp);

    EXPECT_EQ(metrics.net_usd, plain.net);
    EXPECT_EQ(metrics.drawdown_usd, plain.peak - plain.net);
    EXPECT_EQ(metrics.max_drawdown_usd, plain.deepest);
    EXPECT_EQ(metrics.today.net_usd, plain.day_net[today]);
    EXPECT_EQ(metrics.today.actions, plain.actions[today]);
    EXPECT_EQ(metrics.consecutive_losses, plain.paused && today > *plain.paused ? 0 : plain.run);
    EXPECT_EQ(metrics.pause.has_value(), plain.paused && today <= *plain.paused);
    EXPECT_EQ(metrics.settled() + metrics.in_flight, metrics.actions);
}

TEST(Undone, TheBrokenChainsOfTheseTestsBreakBooks) {
    std::uint64_t corrections = 0;
    std::uint64_t pauses = 0;
    for (std::uint64_t seed = 1; seed < 9; ++seed) {
        Simulation run{{touchy()}};
        play_broken_chain(run, seed);
        corrections += run.metrics().corrections;
        pauses += run.rejected(RejectReason::kConsecutiveLoss) || run.rejected(RejectReason::kDailyLoss) ? 1U : 0U;
    }

    EXPECT_GT(corrections, 10U);
    EXPECT_GT(pauses, 3U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, BrokenChains, ::testing::Range<std::uint64_t>(1, 31));

}  // namespace
}  // namespace dexarb

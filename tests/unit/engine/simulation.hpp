#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "dexarb/engine/engine.hpp"

#include "support/market_builder.hpp"

namespace dexarb::testing {

inline constexpr MicroUsd dollars(double amount) {
    return {static_cast<std::int64_t>(amount * 1e6)};
}

/// A configuration that every filter lets through: WETH/USDC, no rivals.
inline StrategyConfig eager() {
    StrategyConfig config;
    config.id = "eager";
    config.name = "Eager";
    config.min_profit_usd = dollars(0.01);
    config.max_trade_size_usd = dollars(1000);
    config.max_slippage_ppm = 5'000;
    config.max_gas_price_wei = 100'000'000'000;
    config.pairs = {0};
    config.competition_rate = 0.0;
    config.max_daily_trades = 1000;
    config.max_consecutive_losses = 1000;
    config.daily_loss_limit_usd = dollars(1'000'000);
    return config;
}

/// Loses every race, so every action costs its gas.
inline StrategyConfig unlucky() {
    StrategyConfig config = eager();
    config.competition_rate = 1.0;
    return config;
}

inline SnapshotPtr arriving(const SnapshotPtr& snapshot, Timestamp arrival) {
    MarketSnapshot copy = *snapshot;
    copy.arrival = arrival;
    return std::make_shared<const MarketSnapshot>(std::move(copy));
}

/// Two V2 pools of WETH/USDC at $2000, a block every two seconds, and the engine on them. `extra` further pools of the
/// same pair stand at the same price. Collects every record.
class Simulation {
  public:
    explicit Simulation(std::vector<StrategyConfig> configs, EngineOptions options = {}, std::size_t extra = 0) {
        for (std::size_t i = 0; i < 2 + extra; ++i)
            pools.push_back(market.add(PairPool{}));
        engine.emplace(market.market(), std::move(configs), options);
    }

    MarketBuilder market;
    std::vector<PoolIndex> pools;
    std::optional<Engine> engine;
    std::vector<EngineRecord> records;
    SnapshotPtr newest;
    std::vector<BlockNumber> chain;  ///< Blocks seen on the present branch.

    void feed(const SnapshotPtr& snapshot) {
        newest = snapshot;
        chain.push_back(snapshot->number());
        keep(engine->on_snapshot(snapshot));
    }
    void block() { feed(market.next_block()); }
    void blocks(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            block();
    }
    void undo_to(BlockNumber fork) {
        market.undo_to(fork);
        std::erase_if(chain, [&](BlockNumber number) { return number > fork; });
        keep(engine->on_undone(fork));
    }
    void finish() { keep(engine->finish()); }
    /// Another engine, of `configs`, goes on with the books from the newest block, as in a session.
    void hand_over(const Handover& handover, std::vector<StrategyConfig> configs) {
        keep(engine->hand_over(handover));
        const auto checkpoint = engine->checkpoint();
        engine.emplace(market.market(), std::move(configs), EngineOptions{});
        const auto point = engine->restore(checkpoint);
        check(point.has_value(), "an engine takes over what another hands over");
        keep(engine->on_snapshot(newest));
    }
    void hand_over(const Handover& handover) { hand_over(handover, engine->configs()); }

    /// Prices the dear pool this far above the other, an event in both.
    void spread(double fraction) {
        market.set_state(pools[0], pair_state(PairPool{}));
        market.set_state(pools[1], pair_state(PairPool{.price = 2000.0 * (1.0 + fraction)}));
    }
    /// One episode from opening to closing: three blocks, decided on the first and settled on the second.
    void episode(double fraction = 0.05) {
        spread(fraction);
        blocks(2);
        spread(0.0);
        block();
    }
    /// Whole days pass unseen.
    void skip_days(std::uint64_t days) { market.skip_blocks(43'200 * days); }

    template <typename Record>
    std::vector<Record> all(std::optional<ConfigIndex> config = std::nullopt) const {
        std::vector<Record> found;
        for (const EngineRecord& record : records)
            if (const auto* one = std::get_if<Record>(&record))
                if (is_of(*one, config)) found.push_back(*one);
        return found;
    }
    std::vector<TradeResult> results(std::optional<ConfigIndex> config = std::nullopt) const {
        std::vector<TradeResult> list;
        for (const TradeOutcome& outcome : all<TradeOutcome>(config))
            list.push_back(outcome.result());
        return list;
    }
    bool rejected(RejectReason reason, ConfigIndex config = ConfigIndex{0}) const {
        const auto rejects = all<Reject>(config);
        return std::ranges::any_of(rejects, [&](const Reject& reject) { return reject.reason == reason; });
    }
    TraderMetrics metrics(ConfigIndex config = ConfigIndex{0}) const { return engine->metrics(config); }

  private:
    template <typename Record>
    static bool is_of(const Record& record, std::optional<ConfigIndex> config) {
        if constexpr (requires { record.config; }) return !config || record.config == *config;
        return !config;
    }
    void keep(std::span<const EngineRecord> more) { records.insert(records.end(), more.begin(), more.end()); }
};

}  // namespace dexarb::testing

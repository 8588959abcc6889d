#include <gtest/gtest.h>

#include "config_support.hpp"

namespace dexarb {
namespace {

/// A row of the table of presets.
struct Preset {
    std::string name;
    int min_profit_usd, max_trade_size_usd, slippage_ppm, max_gas_gwei;
    std::string pairs;
    int poll_ms;
    double competition;
    std::uint32_t trades, losses;
    int daily_loss_usd;
};

void expect_preset(const Preset& preset, const StrategyConfig& config, const MarketDefinition& market) {
    std::string pairs;
    for (const auto pair : config.pairs)
        pairs += (pairs.empty() ? "" : ", ") + market.pairs[pair].symbol;
    const auto usd = [](int dollars) { return MicroUsd{dollars * 1'000'000LL}; };

    EXPECT_EQ(config.name, preset.name);
    EXPECT_EQ(config.min_profit_usd, usd(preset.min_profit_usd)) << preset.name;
    EXPECT_EQ(config.max_trade_size_usd, usd(preset.max_trade_size_usd)) << preset.name;
    EXPECT_EQ(config.max_slippage_ppm, static_cast<std::uint32_t>(preset.slippage_ppm)) << preset.name;
    EXPECT_EQ(config.max_gas_price_wei, static_cast<std::uint64_t>(preset.max_gas_gwei) * 1'000'000'000) << preset.name;
    EXPECT_EQ(pairs, preset.pairs) << preset.name;
    EXPECT_EQ(config.poll_interval.count(), preset.poll_ms) << preset.name;
    EXPECT_EQ(config.competition_rate, preset.competition) << preset.name;
    EXPECT_EQ(config.max_daily_trades, preset.trades) << preset.name;
    EXPECT_EQ(config.max_consecutive_losses, preset.losses) << preset.name;
    EXPECT_EQ(config.daily_loss_limit_usd, usd(preset.daily_loss_usd)) << preset.name;
}

TEST(ShippedStrategies, AreTheTwelvePresets) {
    const std::string weth = "WETH/USDC.e";
    const std::string wmatic = "WMATIC/USDC.e";
    const std::string two = weth + ", " + wmatic;
    const std::string three = two + ", WBTC/USDC.e";
    const std::vector<Preset> table{
        {"Conservative", 10, 500, 3000, 80, weth, 100, 0.7, 10, 3, 50},
        {"Moderate", 5, 1000, 5000, 100, two, 100, 0.5, 20, 5, 100},
        {"Aggressive", 3, 2000, 10000, 150, three, 50, 0.3, 50, 10, 200},
        {"Large Trades", 20, 5000, 5000, 100, two, 100, 0.5, 20, 5, 100},
        {"Small Trades", 2, 100, 5000, 100, two, 100, 0.5, 20, 5, 100},
        {"WETH Only", 5, 1000, 5000, 100, weth, 100, 0.5, 20, 5, 100},
        {"WMATIC Only", 5, 1000, 5000, 100, wmatic, 100, 0.5, 20, 5, 100},
        {"Multi-Pair", 5, 1000, 5000, 100, three, 100, 0.5, 20, 5, 100},
        {"Fast Polling", 5, 1000, 5000, 100, two, 50, 0.5, 20, 5, 100},
        {"Slow Polling", 5, 1000, 5000, 100, two, 200, 0.5, 20, 5, 100},
        {"High Gas", 8, 1000, 5000, 200, two, 100, 0.5, 20, 5, 100},
        {"Low Gas", 3, 1000, 5000, 50, two, 100, 0.5, 20, 5, 100},
    };
    const auto& market = polygon();
    const auto configs = presets().configs();

    ASSERT_EQ(configs.size(), table.size());
    for (std::size_t i = 0; i < table.size(); ++i)
        expect_preset(table[i], configs[i], market);
}

TEST(ShippedStrategies, ShareWhatTheTableLeavesOut) {
    const auto& resolved = presets();

    EXPECT_EQ(resolved.simulation.seed, 1U);
    EXPECT_EQ(resolved.simulation.modelled_arrival.count(), 300);
    for (const auto& config : resolved.configs()) {
        EXPECT_EQ(config.submit_latency.count(), 1000);
        EXPECT_EQ(config.phantom_blocks, 30U);
        EXPECT_EQ(config.priority_fee_wei, 30'000'000'000U);
        EXPECT_EQ(config.flash_premium_ppm, 0U);
        EXPECT_EQ(config.fill_model, FillModel::kSurvivalCompetition);
        EXPECT_TRUE(config.simulate_slippage && config.simulate_gas_variance && config.simulate_competition);
    }
}

TEST(ShippedStrategies, IdsAreNamesInLowerCase) {
    std::vector<std::string> ids;
    for (const auto& config : presets().configs())
        ids.push_back(config.id);

    EXPECT_EQ(ids, (std::vector<std::string>{"conservative", "moderate", "aggressive", "large_trades", "small_trades",
                                             "weth_only", "wmatic_only", "multi_pair", "fast_polling", "slow_polling",
                                             "high_gas", "low_gas"}));
}

TEST(ShippedStrategies2026, LetTransactionsThroughAtThisYearsBaseFee) {
    const auto resolved = load_strategies(shipped("strategies-2026.json"), polygon());
    ASSERT_TRUE(resolved) << resolved.error().detail;

    for (const auto& config : resolved->configs())
        EXPECT_GE(config.max_gas_price_wei, 250'000'000'000 + config.priority_fee_wei) << config.id;
}

}  // namespace
}  // namespace dexarb

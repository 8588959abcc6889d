#include "dexarb/config/overrides.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "config_support.hpp"

namespace dexarb {
namespace {

const StrategyConfig& config(const ResolvedStrategies& strategies, const std::string& id) {
    const auto found =
        std::ranges::find_if(strategies.strategies, [&](const ResolvedStrategy& each) { return each.config.id == id; });
    check(found != strategies.strategies.end(), id.c_str());
    return found->config;
}

std::vector<std::string> ids(const ResolvedStrategies& strategies) {
    std::vector<std::string> ids;
    for (const auto& strategy : strategies.strategies)
        ids.push_back(strategy.config.id);
    return ids;
}

TEST(Overrides, SetChangesOneFieldOfOneConfigurationAndSaysSo) {
    const auto changed = with_settings(presets(), polygon(), {"moderate.min_profit_usd=4"}).value();

    EXPECT_EQ(config(changed, "moderate").min_profit_usd, MicroUsd{4'000'000});
    EXPECT_EQ(config(changed, "weth_only").min_profit_usd, MicroUsd{5'000'000}) << "it was resolved before";
    EXPECT_EQ(changed.strategies[1].origins[0], (Origin{OriginKind::kCommandLine, "--set moderate.min_profit_usd=4"}));
}

TEST(Overrides, SetReadsEveryKindOfValue) {
    const auto changed = with_settings(presets(), polygon(),
                                       {"*.competition_rate=0.9", "large-trades.pairs=WBTC/USDC.e,WETH/USDC.e",
                                        "moderate.simulate_slippage=false", "moderate.fill_model=instant"})
                             .value();

    EXPECT_EQ(config(changed, "low_gas").competition_rate, 0.9);
    EXPECT_EQ(config(changed, "large_trades").pairs, (std::vector<std::uint32_t>{0, 2}));
    EXPECT_FALSE(config(changed, "moderate").simulate_slippage);
    EXPECT_EQ(config(changed, "moderate").fill_model, FillModel::kInstant);
}

TEST(Overrides, SetRefusesWithReason) {
    const std::pair<std::string, std::string> cases[] = {
        {"moderate", "--set moderate: must read ID.FIELD=VALUE, as moderate.min_profit_usd=4"},
        {"moderate.min_profit_usd",
         "--set moderate.min_profit_usd: must read ID.FIELD=VALUE, as "
         "moderate.min_profit_usd=4"},
        {"moderate.min_profit_usd=",
         "--set moderate.min_profit_usd=: must read ID.FIELD=VALUE, as moderate.min_profit_usd=4"},
        {"min_profit_usd=1.5", "--set min_profit_usd=1.5: must read ID.FIELD=VALUE, as moderate.min_profit_usd=4"},
        {"modrate.min_profit_usd=4",
         "--set modrate.min_profit_usd=4: unknown configuration \"modrate\"; did you mean \"moderate\"?"},
        {"moderate.min_profits=4",
         "--set moderate.min_profits=4: unknown field \"min_profits\"; did you mean \"min_profit_usd\"?"},
        {"moderate.min_profit_usd=much", "--set moderate.min_profit_usd=much: must be a number, not a string"},
        {"moderate.min_profit_usd=-4", "--set moderate.min_profit_usd=-4: -4 is negative"},
        {"moderate.pairs=WETH/USDC.e,WETH",
         "--set moderate.pairs=WETH/USDC.e,WETH: /1: unknown pair \"WETH\"; did you mean \"WETH/USDC.e\"?"},
        {"low_gas.max_gas_price_gwei=20",
         "--set: low_gas: max_gas_price_gwei 20 is below priority_fee_gwei 30: no "
         "block takes such a transaction (EIP-1559)"},
        {"*.competition_rate=2", "--set *.competition_rate=2: 2 is not a rate: from 0 to 1"},
    };
    for (const auto& [assignment, message] : cases) {
        const auto changed = with_settings(presets(), polygon(), {assignment});
        ASSERT_FALSE(changed) << assignment;
        EXPECT_EQ(changed.error().detail, message);
    }
}

TEST(Overrides, OnlyTheEndOfSeveralSettingsMustBePossible) {
    EXPECT_TRUE(
        with_settings(presets(), polygon(), {"moderate.max_gas_price_gwei=20", "moderate.priority_fee_gwei=10"}));
}

TEST(Overrides, FillModelHoldsForAll) {
    const auto changed = with_fill_model(presets(), polygon(), "survival").value();

    for (const auto& strategy : changed.strategies)
        EXPECT_EQ(strategy.config.fill_model, FillModel::kSurvival);
    EXPECT_EQ(with_fill_model(presets(), polygon(), "survivel").error().detail,
              "--fill-model survivel: unknown fill model \"survivel\"; did you mean \"survival\"?");
}

TEST(Overrides, SeedIsReadAndRefused) {
    EXPECT_EQ(with_seed(presets(), "7").value().simulation.seed, 7U);
    EXPECT_EQ(with_seed(presets(), "seven").error().detail, "--seed: \"seven\" is not a number");
    EXPECT_EQ(with_seed(presets(), "-1").error().detail, "--seed: -1 is negative");
}

TEST(Overrides, SelectsByIdWithHyphensInTheFilesOrder) {
    EXPECT_EQ(ids(select_strategies(presets(), {"weth-only", "Moderate"}, {}).value()),
              (std::vector<std::string>{"moderate", "weth_only"}));
    EXPECT_EQ(ids(select_strategies(presets(), {"moderate", "low_gas"}, {"low-gas"}).value()),
              (std::vector<std::string>{"moderate"}));
    EXPECT_EQ(select_strategies(presets(), {}, {"aggressive"}).value().strategies.size(), 11U);
}

TEST(Overrides, SelectionRefusesTheUnknownAndTheEmpty) {
    EXPECT_EQ(select_strategies(presets(), {"agressive"}, {}).error().detail,
              "--configs: unknown configuration \"agressive\"; did you mean \"aggressive\"?");
    EXPECT_EQ(select_strategies(presets(), {}, {"high-gaz"}).error().detail,
              "--exclude: unknown configuration \"high-gaz\"; did you mean \"high_gas\"?");
    EXPECT_EQ(select_strategies(presets(), {"moderate"}, {"moderate"}).error().detail,
              "--configs and --exclude leave no configuration to run");
}

}  // namespace
}  // namespace dexarb

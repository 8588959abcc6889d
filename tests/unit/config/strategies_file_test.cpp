#include "dexarb/config/strategies_file.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "dexarb/config/strategy_fields.hpp"

#include "config_support.hpp"

namespace dexarb {
namespace {

const std::string kStrategies = R"({
  "simulation": {"seed": 7},
  "defaults": {"pairs": ["WETH/USDC.e"], "min_profit_usd": 4},
  "strategies": [
    {"name": "First One", "max_gas_price_gwei": 80.5},
    {"name": "Second", "as": "first-one", "competition_rate": 0.25}
  ]
})";

Result<ResolvedStrategies> read_text(const std::string& text) {
    return read_strategies(parse_json(text, "s.json").value(), "s.json", polygon());
}

std::string strategies_refusal(const std::string& text) {
    const auto strategies = read_text(text);
    return strategies ? "" : strategies.error().detail;
}

const Origin& origin_of(const ResolvedStrategy& strategy, std::string_view key) {
    const auto fields = strategy_fields();
    const auto found = std::ranges::find(fields, key, &StrategyField::key);
    return strategy.origins[static_cast<std::size_t>(found - fields.begin())];
}

TEST(StrategiesFile, InheritsFromTheDefaultsAndFromAnEarlierEntry) {
    const auto strategies = read_text(kStrategies).value().strategies;

    ASSERT_EQ(strategies.size(), 2U);
    EXPECT_EQ(strategies[1].config.id, "second");
    EXPECT_EQ(strategies[1].config.min_profit_usd, MicroUsd{4'000'000});
    EXPECT_EQ(strategies[1].config.max_gas_price_wei, 80'500'000'000U);
    EXPECT_EQ(strategies[1].config.competition_rate, 0.25);
    EXPECT_EQ(strategies[0].config.competition_rate, 0.5);
}

TEST(StrategiesFile, RemembersWhereEachValueCameFrom) {
    const auto resolved = read_text(kStrategies).value();
    const auto& second = resolved.strategies[1];

    EXPECT_EQ(origin_of(second, "min_profit_usd"),
              (Origin{OriginKind::kFileDefault, "s.json /defaults/min_profit_usd"}));
    EXPECT_EQ(origin_of(second, "max_gas_price_gwei"),
              (Origin{OriginKind::kFileEntry, "s.json /strategies/0/max_gas_price_gwei"}));
    EXPECT_EQ(origin_of(second, "competition_rate"),
              (Origin{OriginKind::kFileEntry, "s.json /strategies/1/competition_rate"}));
    EXPECT_EQ(origin_of(second, "phantom_blocks"), (Origin{OriginKind::kBuiltIn, ""}));
    EXPECT_EQ(resolved.simulation.seed_origin, (Origin{OriginKind::kFileEntry, "s.json /simulation/seed"}));
}

TEST(StrategiesFile, ShowsValuesAsTheyAreWritten) {
    const auto& market = polygon();
    const auto config = read_text(kStrategies).value().strategies[0].config;
    std::string shown;
    for (const auto& field : strategy_fields())
        shown += std::string{field.key} + "=" + field.show(config, market) + " ";

    EXPECT_EQ(shown,
              "min_profit_usd=4 max_trade_size_usd=1000 max_slippage_percent=0.5 max_gas_price_gwei=80.5 "
              "priority_fee_gwei=30 pairs=WETH/USDC.e poll_interval_ms=100 submit_latency_ms=1000 "
              "competition_rate=0.5 max_daily_trades=20 max_consecutive_losses=5 daily_loss_limit_usd=100 "
              "phantom_blocks=30 flash_premium_ppm=0 fill_model=survival_competition simulate_slippage=true "
              "simulate_gas_variance=true simulate_competition=true ");
}

/// A field given to the first entry, and what is said about it after "s.json: /strategies/0/".
struct BadField {
    std::string field;
    std::string message;
};

TEST(StrategiesFile, RefusesAnImpossibleValueByItsPointer) {
    const BadField cases[] = {
        {"\"min_profit\": 4", "min_profit: unknown key; did you mean \"min_profit_usd\"?"},
        {"\"min_profit_usd\": \"4\"", "min_profit_usd: must be a number, not a string"},
        {"\"min_profit_usd\": -4", "min_profit_usd: -4 is negative"},
        {"\"min_profit_usd\": null", "min_profit_usd: must be a number, not null"},
        {"\"min_profit_usd\": 0.0000001", "min_profit_usd: 0.0000001 has more than 6 decimals"},
        {"\"max_trade_size_usd\": 0", "max_trade_size_usd: 0 is impossible: nothing would ever trade"},
        {"\"max_trade_size_usd\": 1e18", "max_trade_size_usd: 1e18 is too large"},
        {"\"max_slippage_percent\": 101", "max_slippage_percent: 101 is impossible: at most 100"},
        {"\"priority_fee_gwei\": -1", "priority_fee_gwei: -1 is negative"},
        {"\"pairs\": []", "pairs: must name at least one pair"},
        {"\"pairs\": \"WETH/USDC.e\"", "pairs: must be a list, not a string"},
        {"\"pairs\": [\"WETH/USDC.E\"]", "pairs/0: unknown pair \"WETH/USDC.E\"; did you mean \"WETH/USDC.e\"?"},
        {"\"pairs\": [\"WETH/USDC.e\", \"WETH/USDC.e\"]", "pairs/1: duplicate pair \"WETH/USDC.e\""},
        {"\"poll_interval_ms\": 0", "poll_interval_ms: 0 is impossible: at least 1"},
        {"\"poll_interval_ms\": 0.5", "poll_interval_ms: 0.5 is not a whole number"},
        {"\"submit_latency_ms\": 600001", "submit_latency_ms: 600001 is impossible: at most 600000"},
        {"\"competition_rate\": 1.01", "competition_rate: 1.01 is not a rate: from 0 to 1"},
        {"\"competition_rate\": -0.1", "competition_rate: -0.1 is not a rate: from 0 to 1"},
        {"\"max_daily_trades\": 0", "max_daily_trades: 0 is impossible: at least 1"},
        {"\"max_consecutive_losses\": 0", "max_consecutive_losses: 0 is impossible: at least 1"},
        {"\"daily_loss_limit_usd\": 0", "daily_loss_limit_usd: 0 is impossible: nothing would ever trade"},
        {"\"phantom_blocks\": 0", "phantom_blocks: 0 is impossible: at least 1"},
        {"\"flash_premium_ppm\": 1000000", "flash_premium_ppm: 1000000 is impossible: at most 999999"},
        {"\"fill_model\": \"survive\"", "fill_model: unknown fill model \"survive\"; did you mean \"survival\"?"},
        {"\"simulate_slippage\": \"yes\"", "simulate_slippage: must be true or false, not a string"},
        {"\"as\": \"second\"", "as: no entry before this one is called \"second\""},
    };
    for (const auto& bad : cases)
        EXPECT_EQ(
            strategies_refusal(with(kStrategies, "\"name\": \"First One\"", "\"name\": \"First One\", " + bad.field)),
            "s.json: /strategies/0/" + bad.message);
}

TEST(StrategiesFile, RefusesWhatTheWholeFileShows) {
    const std::tuple<std::string, std::string, std::string> cases[] = {
        {"\"Second\"", "\"first_ONE\"",
         "s.json: /strategies/1/name: duplicate name: \"First One\" and \"first_ONE\" are both first_one"},
        {"\"Second\"", "\"Zweite Größe\"",
         "s.json: /strategies/1/name: \"Zweite Größe\": a name has up to 24 letters, digits, spaces, - and _"},
        {"{\"name\": \"Second\", ", "{", "s.json: /strategies/1: \"name\" is missing"},
        {"\"as\": \"first-one\"", "\"as\": \"first-won\"",
         "s.json: /strategies/1/as: no entry before this one is called \"first-won\"; did you mean \"first_one\"?"},
        {"\"pairs\": [\"WETH/USDC.e\"], ", "",
         "s.json: /strategies/0: \"pairs\" is missing, here and in the defaults\n"
         "s.json: /strategies/1: \"pairs\" is missing, here and in the defaults"},
        {"80.5", "20",
         "s.json: /strategies/0: max_gas_price_gwei 20 is below priority_fee_gwei 30: no block takes such a "
         "transaction "
         "(EIP-1559)\n"
         "s.json: /strategies/1: max_gas_price_gwei 20 is below priority_fee_gwei 30: no block takes such a "
         "transaction "
         "(EIP-1559)"},
        {"\"seed\"", "\"sead\"", "s.json: /simulation/sead: unknown key; did you mean \"seed\"?"},
        {"\"seed\": 7", "\"seed\": 1.5", "s.json: /simulation/seed: 1.5 is not a whole number"},
        {"\"defaults\"", "\"default\"",
         "s.json: /default: unknown key; did you mean \"defaults\"?\n"
         "s.json: /strategies/0: \"pairs\" is missing, here and in the defaults\n"
         "s.json: /strategies/1: \"pairs\" is missing, here and in the defaults"},
    };
    for (const auto& [from, to, message] : cases)
        EXPECT_EQ(strategies_refusal(with(kStrategies, from, to)), message);
    EXPECT_EQ(strategies_refusal("{\"strategies\": []}"), "s.json: /strategies: must not be empty");
    EXPECT_EQ(strategies_refusal("{}"), "s.json: \"strategies\" is missing");
    EXPECT_EQ(strategies_refusal("[]"), "s.json: must be an object, not a list");
}

}  // namespace
}  // namespace dexarb

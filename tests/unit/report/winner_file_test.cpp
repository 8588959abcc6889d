#include "dexarb/report/winner_file.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/config/env_file.hpp"
#include "dexarb/config/market_file.hpp"
#include "dexarb/config/settings.hpp"
#include "dexarb/config/strategies_file.hpp"
#include "dexarb/config/strategy_fields.hpp"
#include "dexarb/config/trading_pairs.hpp"
#include "dexarb/report/text_report.hpp"

#include "support/places.hpp"
#include "unit/report/report_support.hpp"

namespace dexarb {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const MarketDefinition& market_of_winner() {
    static const MarketDefinition market =
        load_market((test::source_dir() / "configs" / "polygon.json").string()).value();
    return market;
}

/// Every field with a value that no default has, money and gas to their last digit.
StrategyConfig unusual_config() {
    StrategyConfig config;
    config.name = "Moderate";
    config.id = "moderate";
    config.min_profit_usd = {1'234'567};
    config.max_trade_size_usd = {999'999'999'999'999};
    config.max_slippage_ppm = 1;
    config.max_gas_price_wei = 412'000'000'001;
    config.priority_fee_wei = 31'500'000'000;
    config.pairs = {0, 1};
    config.poll_interval = std::chrono::milliseconds{73};
    config.submit_latency = std::chrono::milliseconds{0};
    config.competition_rate = 0.1;
    config.max_daily_trades = 17;
    config.max_consecutive_losses = 3;
    config.daily_loss_limit_usd = {42'000'001};
    config.phantom_blocks = 29;
    config.flash_premium_ppm = 500;
    config.fill_model = FillModel::kSurvival;
    config.simulate_slippage = false;
    config.simulate_gas_variance = false;
    config.simulate_competition = false;
    return config;
}

Winner winner_of(const StrategyConfig& config) {
    const MarketDefinition& market = market_of_winner();
    Winner winner{0, config.name, {}, {}};
    for (const StrategyField& field : strategy_fields())
        winner.fields.push_back({std::string{field.key}, field.show(config, market)});
    for (const std::uint32_t pair : config.pairs)
        winner.pairs.push_back({market.pairs[pair].symbol, to_string(market.token(market.pairs[pair].base).address),
                                to_string(market.token(market.pairs[pair].quote).address)});
    return winner;
}

/// The first of the weighed configurations with these values and with figures that are easily told apart.
VerdictReport verdict_on(const StrategyConfig& config) {
    VerdictReport report = test::judged();
    TraderReport& trader = report.history.report.traders[0];
    trader.config = config;
    trader.metrics.net_usd = {123'450'000};
    trader.evidence->mean = 0.3;
    trader.evidence->mean_interval = Interval{0.1, 0.5};
    trader.evidence->survival_interval = Interval{-0.05, 0.4};
    trader.evidence->trial.p_holm = 0.25;
    trader.evidence->trial.p_resampled = 0.125;
    test::judge_again(report);
    return report;
}

VerdictReport passing_verdict() {
    VerdictReport report = verdict_on(unusual_config());
    TradeEvidence& evidence = *report.history.report.traders[0].evidence;
    evidence.trial.t = 4.0;
    evidence.trial.p_holm = evidence.trial.p_resampled = 0.001;
    evidence.survival_interval = Interval{0.02, 0.5};
    evidence.largest_day_share = 0.3;
    test::judge_again(report);
    return report;
}

std::string comment_of(const std::string& text) {
    std::string words;
    for (const std::string& line : test::lines_of(text))
        if (line.starts_with("# ")) words += line.substr(2) + "\n";
    return test::unwrapped(words);
}

TEST(WinnerFile, EveryFieldComesBackFromTheStrategiesFile) {
    const StrategyConfig config = unusual_config();
    const std::string text = winner_strategies(verdict_on(config), winner_of(config));
    const auto document = parse_json(text, "winner.json");
    ASSERT_TRUE(document) << document.error().detail;

    const auto read = read_strategies(*document, "winner.json", market_of_winner());

    ASSERT_TRUE(read) << read.error().detail;
    ASSERT_EQ(read->strategies.size(), 1U);
    EXPECT_EQ(read->simulation.seed, 7U);
    EXPECT_EQ(read->strategies[0].config.id, "moderate");
    for (const StrategyField& field : strategy_fields())
        EXPECT_EQ(field.show(read->strategies[0].config, market_of_winner()), field.show(config, market_of_winner()))
            << field.key;
    for (const Origin& origin : read->strategies[0].origins)
        EXPECT_EQ(origin.kind, OriginKind::kFileEntry) << "no field may lean on a default";
}

TEST(WinnerFile, TheEnvComesBackWithTheSamePairsAndNothingElseIsTaken) {
    const StrategyConfig config = unusual_config();
    const auto env = parse_env(winner_env(verdict_on(config), winner_of(config)), "trader.env");
    ASSERT_TRUE(env) << env.error().detail;
    SettingSources sources;
    sources.env_file = *env;
    const auto settings = resolve_settings(sources);
    ASSERT_TRUE(settings) << settings.error().detail;

    const auto market = with_trading_pairs(market_of_winner(), settings->trading_pairs->value);

    ASSERT_TRUE(market) << market.error().detail;
    EXPECT_EQ(settings->chain_id->value, 137U);
    EXPECT_EQ(settings->poll_interval->value, std::chrono::milliseconds{73});
    ASSERT_EQ(market->pairs.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        const PairDefinition& kept = market_of_winner().pairs[i];
        EXPECT_EQ(market->pairs[i].symbol, kept.symbol);
        EXPECT_EQ(market->token(market->pairs[i].base).address, market_of_winner().token(kept.base).address);
        EXPECT_EQ(market->token(market->pairs[i].quote).address, market_of_winner().token(kept.quote).address);
    }
    EXPECT_EQ(env->entries.size(), 3U);
    EXPECT_EQ(env->ignored.size(), strategy_fields().size() - 2);  // pairs and the interval are among the three
    EXPECT_FALSE(settings->rpc_urls);
    EXPECT_FALSE(env->has_private_key);
}

TEST(WinnerFile, TheEnvHasEachValueUnderItsKeyInCapitals) {
    const StrategyConfig config = unusual_config();
    const auto lines = test::lines_of(winner_env(verdict_on(config), winner_of(config)));

    for (const char* line :
         {"MIN_PROFIT_USD=1.234567", "MAX_TRADE_SIZE_USD=999999999.999999", "MAX_SLIPPAGE_PERCENT=0.0001",
          "MAX_GAS_PRICE_GWEI=412.000000001", "PRIORITY_FEE_GWEI=31.5", "SUBMIT_LATENCY_MS=0", "COMPETITION_RATE=0.1",
          "DAILY_LOSS_LIMIT_USD=42.000001", "FILL_MODEL=survival", "SIMULATE_SLIPPAGE=false"})
        EXPECT_THAT(lines, ::testing::Contains(line));
}

/// dexarb refuses such a pace of its collector, which has the same variable.
TEST(WinnerFile, AnIntervalBelowTheCollectorsIsAComment) {
    StrategyConfig config = unusual_config();
    config.poll_interval = std::chrono::milliseconds{9};
    const std::string text = winner_env(verdict_on(config), winner_of(config));
    SettingSources sources;
    sources.env_file = parse_env(text, "trader.env").value();

    EXPECT_THAT(test::line_with(text, "POLL_INTERVAL_MS=9"), StartsWith("# dexarb's own pace is 10 ms at the least: "));
    EXPECT_TRUE(resolve_settings(sources));
}

TEST(WinnerFile, WhatHasNotPassedSaysSoFirstAndWhatFailed) {
    const VerdictReport report = verdict_on(unusual_config());
    const std::string env = winner_env(report, winner_of(unusual_config()));
    const std::string strategies = winner_strategies(report, winner_of(unusual_config()));
    const std::string words = comment_of(env);

    // Of ten gates: adjusted p 0.25 is above 0.05, and -0.05 is not above zero.
    EXPECT_THAT(env, StartsWith("# NOT PASSED: Moderate fails 2 of 10 gates. "));
    EXPECT_THAT(strategies, StartsWith("// NOT PASSED: Moderate fails 2 of 10 gates. "));
    EXPECT_THAT(words, HasSubstr("trades 412 on 9 UTC days"));
    EXPECT_THAT(words, HasSubstr("net $123.45 in all, booked under survival"));
    EXPECT_THAT(words, HasSubstr("net a trade $0.3000, 95 % interval 0.1000 to 0.5000"));
    EXPECT_THAT(words, HasSubstr("adjusted p 0.250, as one of 2 tested"));
    EXPECT_THAT(words, HasSubstr("under survival a trade may be as little as -$0.0500 (95 %)"));
    EXPECT_THAT(words, HasSubstr("trades ok: trades 412, asked >= 100"));
    EXPECT_THAT(words, HasSubstr("adjusted_p FAILS: adjusted p 0.250, asked <= 0.05"));
    EXPECT_THAT(words, HasSubstr("survival FAILS: under survival the mean may be -$0.0500"));
    EXPECT_THAT(words, HasSubstr("latency 0 ms"));
}

TEST(WinnerFile, WhatHasPassedPromisesNothing) {
    const std::string env = winner_env(passing_verdict(), winner_of(unusual_config()));

    EXPECT_THAT(env, StartsWith("# PASSED: Moderate passes all 10 gates. What was is no promise of what will be.\n"));
    EXPECT_THAT(env, Not(HasSubstr("FAILS")));
}

TEST(WinnerFile, ADoubtStandsBesideAVerdictThatPassed) {
    VerdictReport report = passing_verdict();
    report.history.report.traders[0].evidence->best_route = RouteShare{{}, 400, 0.97};
    report.history.report.traders[0].best_route = "WETH/USDC.e: A > B";

    EXPECT_THAT(comment_of(winner_env(report, winner_of(unusual_config()))),
                HasSubstr("doubted 97 % of its profit is of WETH/USDC.e: A > B, in 400 of 412 trades"));
}

TEST(WinnerFile, FewTradesCarryNoFigureButHowManyAreMissing) {
    VerdictReport report = verdict_on(unusual_config());
    TradeEvidence few;
    few.trades = 12;
    few.days = 1;
    report.history.report.traders[0].evidence = few;
    test::judge_again(report);
    const std::string words = comment_of(winner_env(report, winner_of(unusual_config())));

    EXPECT_THAT(words, AllOf(HasSubstr("net a trade -, 18 more trades needed"),
                             HasSubstr("adjusted p -, 18 more trades needed"),
                             HasSubstr("under survival -, 18 more trades needed")));
}

/// A name of a market or file with a line break must not become a line of its own.
TEST(WinnerFile, NothingBreaksOutOfItsComment) {
    VerdictReport report = verdict_on(unusual_config());
    report.history.report.market = "Poly\nRPC_URL=https://evil.example\n*/ {";
    report.rules_from = "rules\r\nPRIVATE_KEY=1";
    const Winner winner = winner_of(unusual_config());
    const auto env = parse_env(winner_env(report, winner), "trader.env");

    ASSERT_TRUE(env);
    EXPECT_EQ(env->entries.size(), 3U);
    EXPECT_FALSE(env->has_private_key);
    EXPECT_TRUE(parse_json(winner_strategies(report, winner), "winner.json"));
}

TEST(WinnerFile, CommentsFitWhateverTheNumbers) {
    VerdictReport report = test::judged();
    report.history.report = test::overflowing_report();
    test::judge_again(report);
    for (const std::string& line : test::lines_of(winner_strategies(report, winner_of(unusual_config()))))
        EXPECT_LE(line.size(), kReportColumns) << line;
}

TEST(WinnerFile, JsonHasTheFiguresAndBothForms) {
    const auto json =
        nlohmann::json::parse(winner_json(verdict_on(unusual_config()), winner_of(unusual_config()), {"trader.env"}));

    EXPECT_EQ(json["type"], "winner");
    EXPECT_EQ(json["passes"], false);
    EXPECT_EQ(json["failing"], nlohmann::json::parse(R"(["adjusted_p", "survival"])"));
    EXPECT_EQ(json["p_adjusted"], 0.25);
    EXPECT_EQ(json["net_usd"], 123.45);
    EXPECT_EQ(json["gates"].size(), 10U);
    EXPECT_EQ(json["environment"]["MIN_PROFIT_USD"], "1.234567");
    EXPECT_EQ(json["strategies"]["strategies"][0]["min_profit_usd"], 1.234567);
    EXPECT_EQ(json["files"][0], "trader.env");
}

}  // namespace
}  // namespace dexarb

#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/program.hpp"
#include "integration/served_node.hpp"

namespace dexarb::testing {
namespace {

using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class SettingsOfTheProgram : public Program {
  protected:
    Json resolved(Words words = {}, const Environment& environment = {}) const {
        words.insert(words.begin(), {"configs", "--resolved", "--json"});
        const ProcessEnd end = run(words, environment);
        EXPECT_EQ(end.exit_code, 0) << end.err;
        return Json::parse(end.out);
    }
    /// Value and origin of one setting, "value # origin".
    static std::string shown(const Json& document, const std::string& name) {
        const Json& setting = document["settings"][name];
        return setting["value"].get<std::string>() + " # " + setting["origin"].get<std::string>();
    }
};

TEST_F(SettingsOfTheProgram, ComeFromTheHighestPlaceThatHasThem) {
    const Environment environment{{"RPC_URL", "https://of.environment/k"}, {"POLL_INTERVAL_MS", "300"}};
    write(".env",
          "RPC_URL=https://of.file/k\nPOLL_INTERVAL_MS=200\nLOG_LEVEL=warn\nCHAIN_ID=137\n"
          "TRADING_PAIRS=WETH:USDC.e:WETH/USDC.e\n");

    const Json file = resolved();
    const Json over_file = resolved({}, environment);
    const Json over_all = resolved({"--rpc", "https://of.option/k", "--log-level", "error"}, environment);

    EXPECT_EQ(shown(file, "RPC_URL"), "https://of.file # .env (.env:1)");
    EXPECT_EQ(shown(file, "POLL_INTERVAL_MS"), "200 # .env (.env:2)");
    EXPECT_EQ(shown(file, "LOG_LEVEL"), "warn # .env (.env:3)");
    EXPECT_EQ(shown(file, "CHAIN_ID"), "137 # .env (.env:4)");
    EXPECT_EQ(shown(file, "TRADING_PAIRS"), "WETH/USDC.e # .env (.env:5)");
    EXPECT_EQ(shown(over_file, "RPC_URL"), "https://of.environment # environment (RPC_URL)");
    EXPECT_EQ(shown(over_file, "POLL_INTERVAL_MS"), "300 # environment (POLL_INTERVAL_MS)");
    EXPECT_EQ(shown(over_file, "LOG_LEVEL"), "warn # .env (.env:3)");
    EXPECT_EQ(shown(over_all, "RPC_URL"), "https://of.option # command line (--rpc)");
    EXPECT_EQ(shown(over_all, "LOG_LEVEL"), "error # command line (--log-level)");
}

TEST_F(SettingsOfTheProgram, MayComeAsCredentials) {
    const std::string credentials = (folder() / "credentials").string();
    const Environment environment{{"CREDENTIALS_DIRECTORY", credentials}};
    std::filesystem::create_directory(credentials);
    write(".env", "RPC_URL=https://of.file/k\n");
    write("credentials/RPC_URL", "https://of.credential/secret-key\n");
    write("credentials/HTTP_TOKEN", "a-secret-token-long-enough\n");

    const Json document = resolved({}, environment);
    write("credentials/HTTP_TOKEN", "\n");
    const ProcessEnd empty = run({"demo", "--max-blocks", "1"}, environment);

    EXPECT_EQ(shown(document, "RPC_URL"), "https://of.credential # credential (" + credentials + "/RPC_URL)");
    EXPECT_EQ(shown(document, "HTTP_TOKEN"), "*** # credential (" + credentials + "/HTTP_TOKEN)");
    EXPECT_THAT(document.dump(), Not(HasSubstr("secret-")));
    EXPECT_EQ(empty.exit_code, kConfiguration);
    EXPECT_THAT(empty.err, HasSubstr("credential HTTP_TOKEN: " + credentials + "/HTTP_TOKEN: is empty"));
}

TEST_F(SettingsOfTheProgram, TradingPairsReplaceTheMarketsAndNameWhatIsLost) {
    write(".env", "TRADING_PAIRS=WETH:USDC.e:WETH/USDC.e\n");

    const ProcessEnd end = run({"check"});
    const Json document = resolved();

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(end.out, AllOf(HasSubstr("1 pairs"), HasSubstr("wmatic_only")));
    for (const Json& strategy : document["strategies"])
        for (const Json& pair : strategy["fields"]["pairs"]["value"])
            EXPECT_EQ(pair, "WETH/USDC.e");
}

TEST_F(SettingsOfTheProgram, ChainIdOfAnotherMarketIsRefusedByItsPlace) {
    write(".env", "\nCHAIN_ID=1\n");

    const ProcessEnd end = run({"check"});

    EXPECT_EQ(end.exit_code, 3);
    EXPECT_THAT(end.err, AllOf(HasSubstr(".env:2"), HasSubstr("137")));
}

TEST_F(SettingsOfTheProgram, LogLevelHoldsBackWhatIsBelowIt) {
    write(".env", "LOG_LEVEL=error\n");

    const ProcessEnd quiet = run({"demo", "--max-blocks", "2", "--block-interval", "10ms"});
    const ProcessEnd loud = run({"demo", "--max-blocks", "2", "--block-interval", "10ms", "--log-level", "info"});

    EXPECT_EQ(quiet.err, "");
    EXPECT_THAT(loud.err, HasSubstr("pools certain"));
}

TEST_F(SettingsOfTheProgram, PrivateKeyIsNamedAsIgnoredAndNeverShown) {
    write(".env", "PRIVATE_KEY=0123456789abcdef0123456789abcdef\nMAX_GAS_PRICE=3\n");

    const ProcessEnd end = run({"demo", "--max-blocks", "1", "--block-interval", "10ms"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(end.err, AllOf(HasSubstr("PRIVATE_KEY is ignored"), HasSubstr("MAX_GAS_PRICE")));
    EXPECT_THAT(end.out + end.err, Not(HasSubstr("0123456789abcdef")));
}

TEST_F(SettingsOfTheProgram, ListingHoldsEveryFieldOfEveryConfiguration) {
    const Words fields{"min_profit_usd",     "max_trade_size_usd",     "max_slippage_percent",
                       "max_gas_price_gwei", "priority_fee_gwei",      "pairs",
                       "poll_interval_ms",   "submit_latency_ms",      "competition_rate",
                       "max_daily_trades",   "max_consecutive_losses", "daily_loss_limit_usd",
                       "phantom_blocks",     "flash_premium_ppm",      "fill_model",
                       "simulate_slippage",  "simulate_gas_variance",  "simulate_competition"};

    const Json listed = Json::parse(run({"configs", "--json"}).out);
    const Json document = resolved({"--set", "moderate.min_profit_usd=4"});

    EXPECT_THAT(listed["strategies"], SizeIs(12));
    EXPECT_THAT(document["strategies"], SizeIs(12));
    for (const std::string& field : fields)
        for (std::size_t i = 0; i < 12; ++i) {
            EXPECT_TRUE(listed["strategies"][i]["fields"].contains(field)) << field;
            const Json& setting = document["strategies"][i]["fields"][field];
            EXPECT_TRUE(setting.contains("value") && setting.contains("origin")) << field;
        }
    EXPECT_EQ(document["strategies"][1]["fields"]["min_profit_usd"]["value"], 4);
    EXPECT_THAT(document["strategies"][1]["fields"]["min_profit_usd"]["origin"].get<std::string>(),
                HasSubstr("command line"));
}

TEST_F(SettingsOfTheProgram, CheckAsJsonHoldsFilesAndNode) {
    ServedNodeOptions options;
    options.head_age = std::chrono::seconds{1};
    ServedNode node{std::move(options)};

    const ProcessEnd end = run({"check", "--online", "--json", "--rpc", node.url()});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    const Json document = Json::parse(end.out);
    EXPECT_EQ(document["ok"], true);
    const auto found = [&](const std::string& text) {
        return std::ranges::any_of(document["findings"], [&](const Json& row) {
            return row["finding"].get<std::string>().find(text) != std::string::npos && row.contains("subject");
        });
    };
    for (const char* part :
         {"chain 137, 10 tokens", "12 configurations", "base fee", "pools certain", "requests a day"})
        EXPECT_TRUE(found(part)) << part << "\n" << end.out;
}

}  // namespace
}  // namespace dexarb::testing

// A configuration as a live trader takes it over: exported from a journal that the real program wrote, and read by it.

#include <filesystem>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/config/env_file.hpp"
#include "dexarb/journal/database.hpp"
#include "dexarb/journal/journal_file.hpp"

#include "integration/demo_journal.hpp"

namespace dexarb::testing {
namespace {

namespace fs = std::filesystem;
using WinnerJson = nlohmann::ordered_json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int kNotPassedCode = 6;

class WinnerExport : public ProgramWithJournal {
  protected:
    ProcessEnd winner(const Words& more) const { return read("export-winner", more); }
    std::string text(const std::string& name) const { return read_whole(folder() / name); }
    /// Rules that any configuration passes whose journal is whole and of a real market.
    void ask_little() const {
        write("rules.json", R"({"max_net_usd_per_day": 1000000, "require_parity": false, "require_digest": false})");
    }
    void amend(const std::string& sql) const {
        const auto journal = Database::open(journal_path(folder() / "state"), Database::Mode::kWrite).value();
        ASSERT_TRUE(journal.execute(sql, "amending"));
    }
    WinnerJson config(const Words& more, const std::string& id) const {
        Words words{"configs", "--json"};
        words.insert(words.end(), more.begin(), more.end());
        const ProcessEnd end = run(words);
        EXPECT_EQ(end.exit_code, 0) << end.err;
        const auto listed = WinnerJson::parse(end.out, nullptr, false);
        for (const WinnerJson& each : listed["strategies"])
            if (each["id"] == id) return each;
        return nullptr;
    }
};

TEST_F(WinnerExport, WhatHasNotPassedIsWrittenAndEndsWithSix) {
    const ProcessEnd end = winner({"moderate", "-o", "trader.env", "-o", "trader.json"});
    const ProcessEnd all_the_same = winner({"moderate", "-o", "trader.env", "--even-if-not-passed"});

    EXPECT_EQ(end.exit_code, kNotPassedCode) << end.err;
    EXPECT_EQ(end.out, "");
    EXPECT_THAT(end.err, HasSubstr("trader.json: NOT PASSED: Moderate fails "));
    EXPECT_THAT(text("trader.env"), AllOf(StartsWith("# NOT PASSED: Moderate fails "), HasSubstr("FAILS: simulated")));
    EXPECT_THAT(text("trader.json"), StartsWith("// NOT PASSED: Moderate fails "));
    EXPECT_EQ(all_the_same.exit_code, 0) << all_the_same.err;
    EXPECT_THAT(text("trader.env"), StartsWith("# NOT PASSED: ")) << "the exit code alone is another";
}

/// A demo's journal that claims to be of a real market: no other way to pass within a test.
TEST_F(WinnerExport, WhatHasPassedEndsWithZero) {
    ask_little();
    amend("UPDATE runs SET command = 'run'");

    const ProcessEnd end = winner({"moderate", "--rules", "rules.json"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(end.out, StartsWith("# PASSED: Moderate passes all "));
}

TEST_F(WinnerExport, BothFilesAreReadByTheProgramAsTheConfigurationThatRan) {
    ASSERT_EQ(winner({"low-gas", "-o", "trader.env", "-o", "trader.json"}).exit_code, kNotPassedCode);
    const ProcessEnd resolved = run({"configs", "--json", "--resolved", "--strategies", "trader.json", "--env-file",
                                     "trader.env", "-c", "low_gas"});
    const auto settings = WinnerJson::parse(resolved.out, nullptr, false)["settings"];

    EXPECT_EQ(config({"--strategies", "trader.json"}, "low_gas"), config({}, "low_gas"));
    ASSERT_EQ(resolved.exit_code, 0) << resolved.err;
    EXPECT_EQ(settings["TRADING_PAIRS"]["value"], "WETH/USDC.e,WMATIC/USDC.e");
    EXPECT_EQ(settings["POLL_INTERVAL_MS"]["value"], "100");
    EXPECT_THAT(settings["TRADING_PAIRS"]["origin"].get<std::string>(), HasSubstr("trader.env"));
}

/// The same recording, the exported file alone: the same trades to the micro-dollar.
TEST_F(WinnerExport, TheExportedOneTradesAsTheOneThatRan) {
    ASSERT_EQ(winner({"moderate", "-o", "trader.json"}).exit_code, kNotPassedCode);
    fs::path recording;
    for (const auto& entry : fs::directory_iterator{folder() / "state" / "recordings"})
        if (entry.path().extension() == ".dxrec") recording = entry.path();
    const ProcessEnd replayed = run({"replay", recording.string(), "--strategies", "trader.json", "--json"});
    ASSERT_EQ(replayed.exit_code, 0) << replayed.err;
    const auto again = WinnerJson::parse(lines_of(replayed.out).back())["configurations"];
    const auto live = WinnerJson::parse(run({"report", "--state-dir", "state", "--json"}).out)["configurations"];

    ASSERT_EQ(again.size(), 1U);
    for (const WinnerJson& each : live)
        if (each["config"]["id"] == "moderate") {
            EXPECT_GT(each["metrics"]["actions"], 0);
            EXPECT_EQ(again[0]["metrics"]["net_usd"], each["metrics"]["net_usd"]);
            EXPECT_EQ(again[0]["metrics"]["actions"], each["metrics"]["actions"]);
        }
}

TEST_F(WinnerExport, JsonIsOneLineThatAgreesWithTheVerdict) {
    const ProcessEnd end = winner({"moderate", "--json", "-o", "trader.env"});
    const auto told = WinnerJson::parse(end.out, nullptr, false);
    const auto verdict = WinnerJson::parse(run({"verdict", "--state-dir", "state", "--json", "-c", "moderate"}).out);

    EXPECT_EQ(end.exit_code, kNotPassedCode);
    EXPECT_EQ(told["passes"], false);
    EXPECT_EQ(told["files"], WinnerJson::array({"trader.env"}));
    WinnerJson gates = verdict["record"];
    for (const WinnerJson& gate : verdict["configurations"][0]["gates"])
        gates.push_back(gate);
    EXPECT_EQ(told["gates"], gates);
}

TEST_F(WinnerExport, NoSecretComesOut) {
    write(".env", "RPC_URL=https://node.example/v2/thekey\nHTTP_TOKEN=tokentokentokentoken\nPRIVATE_KEY=0xc0ffee\n");
    const Words formats[] = {{"moderate"}, {"moderate", "--format", "json"}, {"moderate", "--json"}};
    for (const Words& words : formats) {
        const ProcessEnd end = winner(words);
        EXPECT_EQ(end.exit_code, kNotPassedCode) << end.err;
        for (const char* secret : {"thekey", "node.example", "tokentoken", "c0ffee", "PRIVATE_KEY"})
            EXPECT_THAT(end.out + end.err, Not(HasSubstr(secret)));
    }
}

TEST_F(WinnerExport, AFileOfSomebodyElseStays) {
    write(".env", "RPC_URL=https://node.example/v2/thekey\n");
    const ProcessEnd foreign = winner({"moderate", "-o", ".env"});
    const ProcessEnd shipped = winner({"moderate", "-o", "configs/strategies.json"});
    const ProcessEnd unnamed = winner({"moderate", "-o", "trader.conf"});
    const ProcessEnd named = winner({"moderate", "-o", "trader.conf", "--format", "env"});
    const ProcessEnd nowhere = winner({"moderate", "-o", "nowhere/trader.env"});

    EXPECT_EQ(foreign.exit_code, kUsage);
    EXPECT_THAT(foreign.err, HasSubstr(".env is there and was not written by export-winner"));
    EXPECT_EQ(text(".env"), "RPC_URL=https://node.example/v2/thekey\n");
    EXPECT_EQ(shipped.exit_code, kUsage);
    EXPECT_EQ(unnamed.exit_code, kUsage);
    EXPECT_THAT(unnamed.err, HasSubstr("trader.conf is neither *.env nor *.json: say --format"));
    EXPECT_EQ(named.exit_code, kNotPassedCode);
    EXPECT_EQ(nowhere.exit_code, kJournal);
    EXPECT_THAT(nowhere.err, HasSubstr("nowhere/trader.env"));
}

TEST_F(WinnerExport, WhatIsAskedWronglyIsRefused) {
    const ProcessEnd unknown = winner({"moderat"});
    const ProcessEnd nobody = winner({});
    const ProcessEnd other_run = winner({"moderate", "--run", "99"});
    const ProcessEnd rules = winner({"moderate", "--rules", "nowhere.json"});
    const ProcessEnd format = winner({"moderate", "--format", "toml"});
    const ProcessEnd no_journal = run({"export-winner", "moderate", "--state-dir", "elsewhere"});
    const ProcessEnd json = winner({"moderat", "--json"});

    EXPECT_EQ(unknown.exit_code, kUsage);
    EXPECT_THAT(unknown.err, HasSubstr("no configuration 'moderat' there; did you mean \"moderate\"?"));
    EXPECT_EQ(nobody.exit_code, kUsage);
    EXPECT_EQ(other_run.exit_code, kUsage);
    EXPECT_THAT(other_run.err, HasSubstr("no run 99"));
    EXPECT_EQ(rules.exit_code, kConfiguration);
    EXPECT_EQ(format.exit_code, kUsage);
    EXPECT_EQ(no_journal.exit_code, kJournal);
    EXPECT_EQ(WinnerJson::parse(json.out)["exit_code"], kUsage);
}

/// Two tokens are called USDC: the file that names the run's pairs otherwise is not believed.
TEST_F(WinnerExport, AMarketFileOfOtherTokensIsRefused) {
    amend("UPDATE tokens SET address = zeroblob(20) WHERE symbol = 'USDC.e'");
    const ProcessEnd tokens = winner({"moderate"});
    write_changed("fewer.json", "polygon.json", "    {\"base\": \"WMATIC\", \"quote\": \"USDC.e\"},\n", "");
    const ProcessEnd pairs = winner({"wmatic-only", "--market", "fewer.json"});

    EXPECT_EQ(tokens.exit_code, kConfiguration);
    EXPECT_THAT(tokens.err, AllOf(HasSubstr("0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174"),
                                  HasSubstr("0x0000000000000000000000000000000000000000 were traded")));
    EXPECT_EQ(pairs.exit_code, kConfiguration);
}

TEST_F(WinnerExport, OneThatRanWithSeveralValuesIsAskedFor) {
    const ProcessEnd changed = run({"demo", "--max-blocks", "2", "--block-interval", "2ms", "--json", "--record",
                                    "--state-dir", "state", "--set", "moderate.min_profit_usd=4"});
    ASSERT_EQ(changed.exit_code, 0) << changed.err;
    const ProcessEnd several = winner({"moderate", "--since", "2001-01-01"});
    const auto open = several.err.find('"');
    ASSERT_NE(open, std::string::npos) << several.err;
    const std::string first = several.err.substr(open + 1, several.err.find('"', open + 1) - open - 1);
    const ProcessEnd one = winner({first, "--since", "2001-01-01", "--format", "json"});

    EXPECT_EQ(several.exit_code, kUsage);
    EXPECT_THAT(several.err, HasSubstr("'moderate' ran with 2 sets of values: name one of \"Moderate #"));
    EXPECT_EQ(one.exit_code, kNotPassedCode) << one.err;
    EXPECT_THAT(one.out, HasSubstr("\"name\": \"Moderate\""));
    EXPECT_THAT(winner({"moderate", "--run", "2"}).out, HasSubstr("\nMIN_PROFIT_USD=4\n"));
    EXPECT_THAT(winner({"moderate", "--run", "1"}).out, HasSubstr("\nMIN_PROFIT_USD=5\n"));
}

}  // namespace
}  // namespace dexarb::testing

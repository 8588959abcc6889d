#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/program.hpp"
#include "integration/served_node.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class ExitCodes : public Program {
  protected:
    /// Refused with `code` and a message that holds `says`, before anything reaches stdout.
    void expect_refused(const Words& arguments, int code, const Words& says) const {
        const ProcessEnd end = run(arguments);
        EXPECT_EQ(end.exit_code, code) << end.err;
        EXPECT_EQ(end.out, "");
        for (const std::string& part : says)
            EXPECT_THAT(end.err, HasSubstr(part));
    }
};

TEST_F(ExitCodes, UsageIsRefusedWithTwo) {
    expect_refused({"--no-such-option"}, kUsage, {"--no-such-option"});
    expect_refused({"demo", "--max-blocks", "0"}, kUsage, {"max-blocks"});
}

TEST_F(ExitCodes, BrokenJsonIsRefusedByFileAndLine) {
    write_changed("market.json", "polygon.json", "\"chain_id\": 137,", "\"chain_id\": 137,,");

    expect_refused({"check", "--market", "market.json"}, kConfiguration, {"market.json:"});
}

TEST_F(ExitCodes, UnknownKeyIsRefusedByPointerWithTheNearest) {
    write_changed("strategies.json", "strategies.json", "\"min_profit_usd\"", "\"min_profit_us\"");

    expect_refused({"run", "--rpc", kDead, "--strategies", "strategies.json"}, kConfiguration,
                   {"strategies.json", "/", "min_profit_us", "min_profit_usd"});
}

TEST_F(ExitCodes, MissingFileIsNamed) {
    expect_refused({"check", "--market", "nowhere.json"}, kConfiguration, {"nowhere.json"});
    expect_refused({"check", "--env-file", "nowhere.env"}, kConfiguration, {"nowhere.env"});
}

TEST_F(ExitCodes, UnknownConfigurationIsRefusedWithTheNearest) {
    expect_refused({"demo", "-c", "modrate"}, kConfiguration, {"modrate", "did you mean \"moderate\"?"});
}

TEST_F(ExitCodes, MissingEndpointSaysWhatToDo) {
    expect_refused({"run"}, kConfiguration, {"RPC_URL", ".env", "demo"});
    expect_refused({"check", "--online"}, kConfiguration, {"RPC_URL", ".env"});
}

TEST_F(ExitCodes, OtherSchemesAreRefusedInWords) {
    expect_refused({"run", "--rpc", "ftp://node.example/v2/key"}, kConfiguration, {"https://", "wss://"});
}

TEST_F(ExitCodes, NodeOfAnotherChainEndsRunAndCheckWithFour) {
    ServedNodeOptions options;
    ScriptedReply amoy;
    amoy.result = "\"0x13882\"";
    options.intercept = on_calls({"eth_chainId", 0, 100}, amoy);
    ServedNode node{std::move(options)};

    const ProcessEnd ran = run({"run", "--rpc", node.url()});
    const ProcessEnd checked = run({"check", "--online", "--rpc", node.url()});

    EXPECT_EQ(ran.exit_code, kRpc) << ran.err;
    EXPECT_EQ(checked.exit_code, kRpc) << checked.err;
    for (const ProcessEnd& end : {ran, checked})
        EXPECT_THAT(end.err, AllOf(HasSubstr("80002"), HasSubstr("137")));
}

TEST_F(ExitCodes, MarketOfAnotherChainEndsRunWithFour) {
    write_changed("market.json", "polygon.json", "\"chain_id\": 137", "\"chain_id\": 80002");
    ServedNode node{{}};

    const ProcessEnd end = run({"run", "--rpc", node.url(), "--market", "market.json"});

    EXPECT_EQ(end.exit_code, kRpc) << end.err;
    EXPECT_THAT(end.err, HasSubstr("80002"));
}

TEST_F(ExitCodes, UnreachableNodeEndsTheOnlineCheckWithFour) {
    const ProcessEnd end = run({"check", "--online", "--rpc", kDead});

    EXPECT_EQ(end.exit_code, kRpc);
    EXPECT_LT(end.took, 10s);
    EXPECT_THAT(end.err, HasSubstr("127.0.0.1"));
}

TEST_F(ExitCodes, NodeThatAsksForAnHoursPauseEndsTheOnlineCheck) {
    ServedNodeOptions options;
    options.intercept = on_calls({"", 0, 1000}, reply_too_many_requests(3600s));
    ServedNode node{std::move(options)};

    const ProcessEnd end = run({"check", "--online", "--rpc", node.url()});

    EXPECT_EQ(end.exit_code, kRpc) << end.err;
    EXPECT_LT(end.took, 25s);
    EXPECT_THAT(end.err, HasSubstr("429"));
}

TEST_F(ExitCodes, EventLogThatCannotBeOpenedIsRefusedBeforeAnyRequest) {
    ServedNode node{{}};

    expect_refused({"run", "--rpc", node.url(), "--event-log", "nowhere/events.jsonl"}, kJournal,
                   {"nowhere/events.jsonl"});

    EXPECT_EQ(node.stop(), 0U);
}

TEST_F(ExitCodes, JsonRefusalIsOneObject) {
    const ProcessEnd end = run({"check", "--json", "-c", "modrate"});

    EXPECT_EQ(end.exit_code, kConfiguration);
    const Json refusal = Json::parse(end.out);
    EXPECT_EQ(refusal["exit_code"], kConfiguration);
    EXPECT_THAT(refusal["error"].get<std::string>(), HasSubstr("modrate"));
}

}  // namespace
}  // namespace dexarb::testing

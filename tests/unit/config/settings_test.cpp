#include "dexarb/config/settings.hpp"

#include <gtest/gtest.h>

#include "config_support.hpp"

namespace dexarb {
namespace {

SettingSources env_file(const std::string& text) {
    SettingSources sources;
    sources.env_file = parse_env(text, ".env").value();
    return sources;
}

std::string settings_refusal(const std::string& text) {
    const auto settings = resolve_settings(env_file(text));
    return settings ? "" : settings.error().detail;
}

TEST(Settings, CommandLineBeatsEnvironmentBeatsFileBeatsBuiltIn) {
    auto sources = env_file("LOG_LEVEL=debug\nCHAIN_ID=137\nPOLL_INTERVAL_MS=250");
    sources.environment = {{"LOG_LEVEL", "warn"}, {"CHAIN_ID", "80002"}};
    sources.command_line = {{"LOG_LEVEL", "error"}};
    const auto settings = resolve_settings(sources).value();

    EXPECT_EQ(settings.log_level.value, "error");
    EXPECT_EQ(settings.log_level.origin, (Origin{OriginKind::kCommandLine, "--log-level"}));
    EXPECT_EQ(settings.chain_id->value, 80002U);
    EXPECT_EQ(settings.chain_id->origin, (Origin{OriginKind::kEnvironment, "CHAIN_ID"}));
    EXPECT_EQ(settings.poll_interval->value.count(), 250);
    EXPECT_EQ(settings.poll_interval->origin, (Origin{OriginKind::kEnvFile, ".env:3"}));
    EXPECT_EQ(resolve_settings({}).value().log_level.value, "info");
    EXPECT_EQ(resolve_settings({}).value().log_level.origin, Origin{});
}

TEST(Settings, AnEmptyValueCountsAsNone) {
    auto sources = env_file("RPC_URL=http://localhost:8545\nCHAIN_ID=");
    sources.environment = {{"RPC_URL", ""}};
    const auto settings = resolve_settings(sources).value();

    EXPECT_EQ(settings.rpc_urls->value, (std::vector<std::string>{"http://localhost:8545"}));
    EXPECT_FALSE(settings.chain_id);
}

TEST(Settings, RpcUrlsArePartedByCommas) {
    const auto settings = resolve_settings(env_file("RPC_URL=https://a/key, http://b:1,wss://c/key,ws://d")).value();

    EXPECT_EQ(settings.rpc_urls->value,
              (std::vector<std::string>{"https://a/key", "http://b:1", "wss://c/key", "ws://d"}));
}

TEST(Settings, RefuseByPlaceAndReason) {
    const std::pair<std::string, std::string> cases[] = {
        {"RPC_URL=ftp://host", ".env:1: RPC_URL: must begin with http://, https://, ws:// or wss://"},
        {"RPC_URL=https://", ".env:1: RPC_URL: has no host"},
        {"RPC_URL=https://a,,https://b", ".env:1: RPC_URL: part 2: must begin with http://, https://, ws:// or wss://"},
        {"RPC_URL='https://a b'", ".env:1: RPC_URL: holds a space or another character that no URL has"},
        {"RPC_URL=wss://", ".env:1: RPC_URL: has no host"},
        {"CHAIN_ID=polygon", ".env:1: CHAIN_ID: \"polygon\" is not a number"},
        {"CHAIN_ID=0", ".env:1: CHAIN_ID: 0 is impossible: from 1 to 18446744073709551615"},
        {"POLL_INTERVAL_MS=0", ".env:1: POLL_INTERVAL_MS: 0 is impossible: from 10 to 600000"},
        {"POLL_INTERVAL_MS=-5", ".env:1: POLL_INTERVAL_MS: -5 is negative"},
        {"LOG_LEVEL=inof", ".env:1: LOG_LEVEL: unknown level \"inof\"; did you mean \"info\"?"},
        {"LOG_LEVEL=inof\nCHAIN_ID=x",
         ".env:2: CHAIN_ID: \"x\" is not a number\n.env:1: LOG_LEVEL: unknown level \"inof\"; did you mean \"info\"?"},
        {"TRADING_PAIRS=WETH:USDC.e", ".env:1: TRADING_PAIRS: part 1: \"WETH:USDC.e\" must read token0:token1:SYMBOL"},
    };
    for (const auto& [text, message] : cases)
        EXPECT_EQ(settings_refusal(text), message);
}

TEST(Settings, RefusalsShowNoKey) {
    for (const char* text : {"RPC_URL=ftp://host/secret", "RPC_URL=secret", "RPC_URL='https://host/secret key'",
                             "RPC_URL=https://user:secret@"})
        EXPECT_EQ(settings_refusal(text).find("secret"), std::string::npos) << settings_refusal(text);
}

TEST(Settings, NoticeWhatIsIgnoredWithoutItsValue) {
    const auto settings =
        resolve_settings(env_file("PRIVATE_KEY=0xsecret\nMIN_PROFIT_USD=3\nRPC_URLS=https://secret")).value();

    ASSERT_EQ(settings.notices.size(), 2U);
    EXPECT_EQ(settings.notices[0],
              "PRIVATE_KEY is ignored: paper trading signs nothing, so it was not read; better remove it from .env");
    EXPECT_EQ(settings.notices[1], ".env: ignored: MIN_PROFIT_USD, RPC_URLS (did you mean RPC_URL?)");
}

TEST(Settings, RefuseTheChainOfAnotherMarket) {
    const auto settings = resolve_settings(env_file("CHAIN_ID=1")).value();

    EXPECT_EQ(check_chain_id(settings, polygon()).error().detail,
              "CHAIN_ID is 1 (.env:1), but the market \"Polygon PoS\" is of chain 137");
    EXPECT_TRUE(check_chain_id(resolve_settings({}).value(), polygon()));
    EXPECT_TRUE(check_chain_id(resolve_settings(env_file("CHAIN_ID=137")).value(), polygon()));
}

TEST(Settings, ShowOnlySchemeAndHostOfAUrl) {
    EXPECT_EQ(endpoint_name("https://rpc.example.org/v2/secret"), "https://rpc.example.org");
    EXPECT_EQ(endpoint_name("https://user:secret@rpc.example.org:8443/x"), "https://rpc.example.org");
    EXPECT_EQ(endpoint_name("http://[::1]:8545"), "http://[::1]");
    EXPECT_EQ(endpoint_name("https://host?key=secret"), "https://host");
    EXPECT_EQ(endpoint_name("secret"), "");
}

}  // namespace
}  // namespace dexarb

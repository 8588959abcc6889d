#include "dexarb/config/env_file.hpp"

#include <gtest/gtest.h>

#include "config_support.hpp"
#include "support/places.hpp"

namespace dexarb {
namespace {

std::string value(const std::string& text) {
    const auto env = parse_env("LOG_LEVEL=" + text, ".env");
    return env ? env->entries.at(0).value : env.error().detail;
}

TEST(EnvFile, ReadsValuesAsAShellWould) {
    EXPECT_EQ(value("debug"), "debug");
    EXPECT_EQ(value("  debug \t"), "debug");
    EXPECT_EQ(value("debug # loud"), "debug");
    EXPECT_EQ(value("a#b"), "a#b");
    EXPECT_EQ(value("# nothing"), "");
    EXPECT_EQ(value("'a # \"b\" \\n'  # comment"), "a # \"b\" \\n");
    EXPECT_EQ(value("\"a \\\"b\\\" # c\""), "a \"b\" # c");
    EXPECT_EQ(value("https://x/?a=b"), "https://x/?a=b");
    EXPECT_EQ(value(""), "");
}

TEST(EnvFile, ReadsExportsCommentsAndWindowsLines) {
    const auto env = parse_env("\xef\xbb\xbf# mine\r\n\r\nexport CHAIN_ID = 137\r\nLOG_LEVEL=info", ".env").value();

    ASSERT_EQ(env.entries.size(), 2U);
    EXPECT_EQ(env.entries[0].name, "CHAIN_ID");
    EXPECT_EQ(env.entries[0].value, "137");
    EXPECT_EQ(env.entries[0].line, 3U);
    EXPECT_EQ(env.entries[1].value, "info");
}

TEST(EnvFile, RefusesWithFileAndLine) {
    const std::pair<std::string, std::string> cases[] = {
        {"\nnonsense", ".env:2: must read NAME=VALUE"},
        {"1X=2", ".env:1: must read NAME=VALUE"},
        {"=2", ".env:1: must read NAME=VALUE"},
        {"RPC-URL=2", ".env:1: must read NAME=VALUE"},
        {"CHAIN_ID='137", ".env:1: CHAIN_ID: the quote ' is not closed"},
        {"CHAIN_ID=\"137", ".env:1: CHAIN_ID: the quote \" is not closed"},
        {"CHAIN_ID='1'37", ".env:1: CHAIN_ID: something stands behind the closing quote"},
        {"CHAIN_ID=\"1\"37", ".env:1: CHAIN_ID: something stands behind the closing quote"},
        {"CHAIN_ID=1\n\nCHAIN_ID=2", ".env:3: CHAIN_ID is given twice, first on line 1"},
        {"x y\nz", ".env:1: must read NAME=VALUE\n.env:2: must read NAME=VALUE"},
    };
    for (const auto& [text, message] : cases) {
        const auto env = parse_env(text, ".env");
        ASSERT_FALSE(env) << text;
        EXPECT_EQ(env.error().detail, message);
    }
}

TEST(EnvFile, NeverKeepsAPrivateKeyNorTheOldNamesValues) {
    const auto env = parse_env("PRIVATE_KEY=0xsecret\nTELEGRAM_TOKEN='secret\nMAX_GAS=1\nMAX_GAS=2", ".env").value();

    EXPECT_TRUE(env.has_private_key);
    EXPECT_TRUE(env.entries.empty());
    EXPECT_EQ(env.ignored, (std::vector<std::string>{"TELEGRAM_TOKEN", "MAX_GAS"}));
}

TEST(EnvFile, RefusalsShowNoContents) {
    const auto env = parse_env("PRIVATE_KEY 0xsecret\nRPC_URL=\"https://host/secret\nRPC_URL='a' secret", ".env");

    ASSERT_FALSE(env);
    EXPECT_EQ(env.error().detail.find("secret"), std::string::npos) << env.error().detail;
}

TEST(EnvFile, NamesAMissingFile) {
    EXPECT_EQ(load_env_file("/nowhere/.env").error().code, ErrorCode::kNotFound);
}

TEST(EnvFile, TheShippedExampleDocumentsEveryVariable) {
    const auto text = load_env_file((test::source_dir() / ".env.example").string()).value();

    std::vector<std::string> names;
    for (const auto& entry : text.entries)
        names.push_back(entry.name);
    EXPECT_EQ(names, known_variables());
    EXPECT_TRUE(text.ignored.empty());
    EXPECT_FALSE(text.has_private_key);
}

}  // namespace
}  // namespace dexarb

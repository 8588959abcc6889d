#include "dexarb/config/credentials.hpp"

#include <filesystem>

#include <gmock/gmock.h>

#include "dexarb/config/settings.hpp"

#include "config_support.hpp"

namespace dexarb {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A folder of credentials.
class CredentialsFolder : public ::testing::Test {
  protected:
    CredentialsFolder() { std::filesystem::create_directory(folder_); }
    ~CredentialsFolder() override { std::filesystem::remove_all(folder_); }

    void put(const std::string& name, const std::string& text) const { std::ofstream{file(name)} << text; }
    std::string file(const std::string& name) const { return (folder_ / name).string(); }
    Result<Credentials> read() const { return read_credentials(folder_.string()); }

  private:
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("credentials." + std::to_string(::getpid()));
};

TEST_F(CredentialsFolder, GivesVariablesByTheNamesOfItsFiles) {
    put("RPC_URL", "https://host/key\n");
    put("ALERT_DISCORD_URL", "https://hook\r\n");
    put("of_another_program", "");

    const auto credentials = read();

    ASSERT_TRUE(credentials);
    EXPECT_EQ(credentials->size(), 2U);
    EXPECT_EQ(credentials->at("RPC_URL").value, "https://host/key");
    EXPECT_EQ(credentials->at("RPC_URL").file, file("RPC_URL"));
    EXPECT_EQ(credentials->at("ALERT_DISCORD_URL").value, "https://hook");
}

TEST_F(CredentialsFolder, KnowsTheTokenUnderItsOlderNameToo) {
    put("http_token", "older\n");
    EXPECT_EQ(read()->at("HTTP_TOKEN").value, "older");

    put("HTTP_TOKEN", "newer\n");
    EXPECT_EQ(read()->at("HTTP_TOKEN").value, "newer");
}

TEST_F(CredentialsFolder, RefusesByNameWhatIsEmptyOrCannotBeRead) {
    put("RPC_URL", " \n");
    EXPECT_EQ(read().error().code, ErrorCode::kInvalidInput);
    EXPECT_EQ(read().error().detail, "credential RPC_URL: " + file("RPC_URL") + ": is empty");

    std::filesystem::remove(file("RPC_URL"));
    std::filesystem::create_directory(file("RPC_URL"));
    EXPECT_EQ(read().error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(read().error().detail, HasSubstr(file("RPC_URL") + ": is a directory"));

    std::filesystem::remove(file("RPC_URL"));
    put("HTTP_TOKEN", "secret\xff");
    EXPECT_THAT(read().error().detail, HasSubstr("not UTF-8"));
    EXPECT_THAT(read().error().detail, Not(HasSubstr("secret")));
}

TEST_F(CredentialsFolder, ThatIsNotThereHoldsNone) {
    EXPECT_TRUE(read_credentials(file("nowhere"))->empty());
}

TEST(Settings, CredentialsBeatTheFileAndTheEnvironmentBeatsThemAloud) {
    SettingSources sources;
    sources.env_file = parse_env("RPC_URL=https://of.file\nLOG_LEVEL=debug\nALERT_X=file", ".env").value();
    sources.credentials = {{"RPC_URL", {"https://of.credential", "/run/c/RPC_URL"}},
                           {"HTTP_TOKEN", {"token-of-a-credential", "/run/c/HTTP_TOKEN"}},
                           {"ALERT_X", {"credential", "/run/c/ALERT_X"}}};
    const auto settings = resolve_settings(sources).value();

    EXPECT_EQ(settings.rpc_urls->value.front(), "https://of.credential");
    EXPECT_EQ(settings.rpc_urls->origin, (Origin{OriginKind::kCredential, "/run/c/RPC_URL"}));
    EXPECT_EQ(settings.http_token->value, "token-of-a-credential");
    EXPECT_EQ(settings.alert_variables.at("ALERT_X"), "credential");
    EXPECT_TRUE(settings.notices.empty());

    sources.environment = {{"RPC_URL", "https://of.environment"}};
    const auto hidden = resolve_settings(sources).value();
    EXPECT_EQ(hidden.rpc_urls->value.front(), "https://of.environment");
    ASSERT_EQ(hidden.notices.size(), 1U);
    EXPECT_EQ(hidden.notices[0], "RPC_URL: the environment's value is used, not that of the credential /run/c/RPC_URL");
}

}  // namespace
}  // namespace dexarb

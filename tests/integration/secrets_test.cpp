#include <csignal>

#include <gmock/gmock.h>

#include "integration/program.hpp"
#include "integration/served_node.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kUser = "alice-the-user";
constexpr const char* kPassword = "s3cret-pass";
constexpr const char* kPathKey = "Path0Key1abcdef";
constexpr const char* kQueryKey = "Query0Key1abcdef";
constexpr const char* kPrivateKey = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

enum class GivenBy { kOption, kEnvironment, kEnvFile };

/// The same secret URL in each of the three ways it may be given.
class Secrets : public Program, public ::testing::WithParamInterface<GivenBy> {
  protected:
    static std::string secret_url(const std::string& host) {
        return "http://" + std::string{kUser} + ":" + kPassword + "@" + host + "/v2/" + kPathKey +
               "?apikey=" + kQueryKey;
    }

    /// Runs with the URL, an event log and all that is logged.
    ProcessEnd run_with(const std::string& url, Words words) const {
        words.insert(words.end(), {"--log-level", "trace"});
        if (GetParam() == GivenBy::kOption) words.insert(words.end(), {"--rpc", url});
        if (GetParam() == GivenBy::kEnvironment) return run(words, {{"RPC_URL", url}, {"PRIVATE_KEY", kPrivateKey}});
        write(".env", "PRIVATE_KEY=" + std::string{kPrivateKey} + "\n" +
                          (GetParam() == GivenBy::kEnvFile ? "RPC_URL=" + url + "\n" : ""));
        return run(words);
    }

    void expect_no_secret(const ProcessEnd& end) const {
        const std::string all = end.out + end.err + read_whole(folder() / "events");
        ASSERT_FALSE(all.empty());
        for (const char* secret : {kUser, kPassword, kPathKey, kQueryKey, kPrivateKey + 2})
            EXPECT_THAT(all, Not(HasSubstr(secret)));
    }
};

TEST_P(Secrets, AreNotShownWhereAllGoesWell) {
    ServedNodeOptions options;
    options.block_interval = 100ms;
    ServedNode node{std::move(options)};

    const ProcessEnd end = run_with(secret_url(node.host()), {"run", "--max-blocks", "3", "--event-log", "events"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(end.out, HasSubstr("http://127.0.0.1"));
    expect_no_secret(end);
}

TEST_P(Secrets, AreNotShownByChecksAndListings) {
    for (const Words& words : {Words{"check"}, Words{"check", "--json"}, Words{"configs", "--resolved"},
                               Words{"configs", "--resolved", "--json"}}) {
        const ProcessEnd end = run_with(secret_url("127.0.0.1:9"), words);
        EXPECT_EQ(end.exit_code, 0) << end.err;
        expect_no_secret(end);
    }
}

TEST_P(Secrets, AreNotShownByARefusal) {
    for (const std::string& url : {"ftp" + secret_url("node.example").substr(4),
                                   secret_url("node.example") + " and more", secret_url("node.example:port")}) {
        const ProcessEnd end = run_with(url, {"run", "--json"});
        EXPECT_EQ(end.exit_code, 3) << end.err;
        expect_no_secret(end);
    }
}

TEST_P(Secrets, AreNotShownWhereNobodyListens) {
    const ProcessEnd end = run_with(secret_url("127.0.0.1:9"), {"run", "--json", "--duration", "700ms"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    expect_no_secret(end);
}

TEST_P(Secrets, AreNotShownWhereTheNodeEchoesThem) {
    ServedNodeOptions options;
    const std::string echo =
        std::string{"bad key "} + kPathKey + " and " + kQueryKey + " of " + kUser + ":" + kPassword;
    options.intercept = first_of({on_calls({"", 0, 1}, reply_with_fault({-32001, echo})),
                                  on_calls({"", 0, 1}, reply_with_http(401, echo)),
                                  on_calls({"", 0, 1}, reply_with_http(503, "<p>" + echo + "</p>")),
                                  on_calls({"", 0, 1}, reply_with_http(200, echo))});
    ServedNode node{std::move(options)};

    const ProcessEnd end = run_with(secret_url(node.host()), {"run", "--json", "--duration", "2500ms"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(end.err, HasSubstr("trying again"));
    expect_no_secret(end);
}

INSTANTIATE_TEST_SUITE_P(GivenBy, Secrets,
                         ::testing::Values(GivenBy::kOption, GivenBy::kEnvironment, GivenBy::kEnvFile));

}  // namespace
}  // namespace dexarb::testing

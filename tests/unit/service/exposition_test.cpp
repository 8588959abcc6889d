#include <array>
#include <cstdio>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>

#include "served_run.hpp"
#include "support/child_process.hpp"
#include "support/places.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kPromtool = "/usr/bin/promtool";
constexpr const char* kPrometheus = "/usr/bin/prometheus";

/// How a shell command ended and all it printed, standard error included.
struct ShellEnd {
    int status = -1;
    std::string text;
};

ShellEnd shell(const std::string& command) {
    ShellEnd end;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> chunk{};
    while (const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), pipe))
        end.text.append(chunk.data(), got);
    end.status = ::pclose(pipe);
    return end;
}

/// One that was free a moment ago.
std::uint16_t free_port() {
    boost::asio::io_context context;
    const boost::asio::ip::tcp::endpoint any{boost::asio::ip::address_v4::loopback(), 0};
    return boost::asio::ip::tcp::acceptor{context, any}.local_endpoint().port();
}

class Exposition : public ServedRun {
  protected:
    void SetUp() override {
        serve();
        play();
    }
    TemporaryFolder folder;
};

TEST_F(Exposition, SaysWhatTheReportSays) {
    const std::string text = get_when_there("/metrics").body;
    const TraderMetrics books = engine->metrics(ConfigIndex{0});

    EXPECT_NE(text.find("dexarb_actions_total{config=\"eager\"} " + std::to_string(books.actions)), std::string::npos);
    EXPECT_NE(text.find("dexarb_block_number " + std::to_string(newest->number())), std::string::npos);
    EXPECT_NE(text.find("dexarb_feed_health{state=\"live\"} 1"), std::string::npos);
    EXPECT_NE(text.find("dexarb_queue_length{queue=\"journal\"} 3"), std::string::npos);
    EXPECT_NE(text.find("dexarb_alerts_total{webhook=\"ops\",result=\"delivered\"} 5"), std::string::npos);
    EXPECT_NE(text.find("dexarb_alerts_total{webhook=\"ops\",result=\"dropped\"} 4"), std::string::npos);
    EXPECT_NE(text.find("dexarb_alert_attempts_failed_total{webhook=\"ops\"} 3"), std::string::npos);
    EXPECT_NE(text.find("dexarb_alerts_waiting{webhook=\"ops\"} 1"), std::string::npos);
    EXPECT_NE(text.find("dexarb_decision_duration_seconds_bucket{le=\"5e-05\"} 1"), std::string::npos);
    EXPECT_NE(text.find("dexarb_decision_duration_seconds_bucket{le=\"2e-05\"} 0"), std::string::npos);
    EXPECT_NE(text.find("dexarb_build_info{version=\"1.2.3\""), std::string::npos);
    EXPECT_NE(text.find("dexarb_endpoint_state{endpoint=\"https://node.example\",state=\"serving\"} 1"),
              std::string::npos);
}

TEST_F(Exposition, PromtoolFindsNothingToSay) {
    if (!std::filesystem::exists(kPromtool)) GTEST_SKIP() << "promtool is not installed (Debian package prometheus)";
    std::ofstream{folder.path() / "metrics"} << get_when_there("/metrics").body;

    const ShellEnd end = shell(std::string{kPromtool} + " check metrics < " + (folder.path() / "metrics").string());

    EXPECT_EQ(end.status, 0) << end.text;
    EXPECT_EQ(end.text, "");
}

TEST(AlertRules, FireWhenTheyShould) {
    if (!std::filesystem::exists(kPromtool)) GTEST_SKIP() << "promtool is not installed (Debian package prometheus)";
    const auto root = test::source_dir();

    const ShellEnd config =
        shell(std::string{kPromtool} + " check config " + (root / "configs/prometheus/prometheus.yml").string());
    const ShellEnd rules =
        shell(std::string{kPromtool} + " test rules " + (root / "tests/prometheus/rules_test.yml").string());

    EXPECT_EQ(config.status, 0) << config.text;
    EXPECT_EQ(rules.status, 0) << rules.text;
    EXPECT_THAT(config.text, HasSubstr("6 rules found"));
}

/// A metric that a rule asks for and nobody gives would never fire.
TEST_F(Exposition, EveryMetricTheRulesAskForIsThere) {
    const std::string text = get_when_there("/metrics").body;
    const std::string rules = read_whole(test::source_dir() / "configs/prometheus/dexarb.rules.yml");

    std::size_t asked = 0;
    for (auto at = rules.find("dexarb_"); at != std::string::npos; at = rules.find("dexarb_", at + 1)) {
        const auto end = rules.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at);
        const std::string name = rules.substr(at, end - at);
        // The quota of an endpoint without one has no value.
        if (name == "dexarb_token" || name == "dexarb_endpoint_quota_low") continue;
        EXPECT_NE(text.find("# TYPE " + name + " "), std::string::npos) << name;
        ++asked;
    }
    EXPECT_GT(asked, 6U);
}

TEST_F(Exposition, ARealPrometheusScrapesIt) {
    if (!std::filesystem::exists(kPrometheus))
        GTEST_SKIP() << "prometheus is not installed (Debian package prometheus)";
    static_cast<void>(get_when_there("/metrics"));
    std::ofstream{folder.path() / "prometheus.yml"}
        << "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n  - job_name: dexarb\n    "
           "static_configs: "
           "[{targets: ['127.0.0.1:"
        << port() << "']}]\n";
    const std::string listen = "127.0.0.1:" + std::to_string(free_port());
    ChildProcess prometheus{{kPrometheus,
                             {"--config.file=prometheus.yml", "--storage.tsdb.path=data",
                              "--web.listen-address=" + listen, "--log.level=warn"},
                             {},
                             folder.path()}};
    const std::string query = "curl -sf 'http://" + listen + "/api/v1/query?query=";

    std::string up;
    for (int i = 0; i < 100 && up.find("\"1\"]") == std::string::npos; ++i) {
        std::this_thread::sleep_for(100ms);
        up = shell(query + "up'").text;
    }

    EXPECT_THAT(up, HasSubstr("\"1\"]")) << prometheus.err();
    EXPECT_THAT(shell(query + "dexarb_block_number'").text, HasSubstr("\"" + std::to_string(newest->number()) + "\""));
    prometheus.send(SIGTERM);
    EXPECT_TRUE(prometheus.wait(10s));
}

}  // namespace
}  // namespace dexarb::testing

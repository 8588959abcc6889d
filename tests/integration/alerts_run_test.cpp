// What a long run tells, and that no webhook keeps it from ending.
#include <atomic>
#include <csignal>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

#include "integration/alerts.hpp"
#include "integration/live_journal.hpp"
#include "support/http_peer.hpp"
#include "support/raw_peer.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

WebhookAnswer never(const HttpRequest&, std::size_t) {
    WebhookAnswer answer = webhook_answer(204);
    answer.delay = 10min;
    return answer;
}

class AlertsOfARun : public LiveJournal {
  protected:
    AlertsOfARun() { write_alerts("{}"); }

    void write_alerts(const std::string& rules) const {
        write("plain.json", kPlainTemplate);
        write("alerts.json", alerts_file("plain.json", "", rules));
    }
    std::unique_ptr<ChildProcess> run_told(const std::string& url, const Words& more = {}) const {
        Words words = run_words({"--alerts", "alerts.json"});
        words.insert(words.end(), more.begin(), more.end());
        return start(words, told(url));
    }
    std::unique_ptr<ChildProcess> demo_told(const std::string& url, const Words& more = {}) const {
        Words words{"demo", "--alerts", "alerts.json", "--block-interval", "5ms", "--duration", "10m"};
        words.insert(words.end(), more.begin(), more.end());
        return start(words, told(url));
    }
    static bool has_said(const ChildProcess& process, const std::string& text) {
        return eventually([&] { return (process.out() + process.err()).find(text) != std::string::npos; });
    }
    /// Ends with everything in order within the time that a stop may take.
    static void stopped(ChildProcess& process) {
        const auto begun = std::chrono::steady_clock::now();
        process.send(SIGTERM);
        const ProcessEnd end = end_of(process, kStopsWithin);
        const auto took = std::chrono::steady_clock::now() - begun;
        RecordProperty("ms_to_the_end", static_cast<int>(took / 1ms));
        EXPECT_LT(took, kStopsWithin);
        EXPECT_EQ(end.exit_code, 0) << end.err;
        EXPECT_THAT(end.out + end.err, Not(HasSubstr(kHookSecret)));
    }
};

TEST_F(AlertsOfARun, AWebhookThatNeverAnswersHoldsUpNeitherBlocksNorTheEnd) {
    WebhookPeer peer{never};
    const auto process = demo_told(peer.url(kHookPath), {"--report-every", "50ms", "--no-http"});
    ASSERT_TRUE(peer.has_received(1));
    ASSERT_TRUE(eventually([&] { return lines_of(process->out()).size() > 400; })) << "reports go on";

    stopped(*process);

    EXPECT_THAT(kinds_of(peer), Contains("stopped")) << "tried beside the message that hangs";
}

TEST_F(AlertsOfARun, NorDoesItHoldUpTheEndOfOneWithAJournal) {
    WebhookPeer peer{never};
    const auto process = run_told(peer.url(kHookPath));
    ASSERT_TRUE(peer.has_received(1));
    wait_for_blocks(3);

    stopped(*process);
    expect_sound();
}

TEST_F(AlertsOfARun, NorDoesAHandshakeThatNeverEnds) {
    boost::asio::io_context context{1};
    std::atomic<bool> is_asked = false;
    const test::RawPeer peer{context.get_executor(), [&](test::RawConnection& connection, std::size_t) -> Task<void> {
                                 is_asked = true;
                                 co_await connection.wait_for_end();
                             }};
    const std::string url = "https://127.0.0.1:" + std::to_string(peer.port()) + kHookPath;
    std::thread thread{[&] { context.run(); }};
    const auto process = demo_told(url, {"--no-http"});
    EXPECT_TRUE(eventually([&] { return is_asked.load(); }));

    stopped(*process);

    context.stop();
    thread.join();
}

TEST_F(AlertsOfARun, NorDoesANameThatNobodyKnows) {
    const auto process = demo_told("https://no-such-host.invalid" + std::string{kHookPath}, {"--no-http"});
    ASSERT_TRUE(has_said(*process, "pools certain"));

    stopped(*process);
}

TEST_F(AlertsOfARun, AfterAKillTheNextSaysThatItRecovered) {
    WebhookPeer peer;
    const auto killed = run_told(peer.url(kHookPath));
    ASSERT_TRUE(is_told(peer, "started")) << killed->err();
    wait_for_blocks(5);
    killed->send(SIGKILL);
    (void)end_of(*killed);

    const auto next = run_told(peer.url(kHookPath));

    ASSERT_TRUE(is_told(peer, "crash_recovered")) << next->err();
    EXPECT_THAT(told_of(peer, "crash_recovered"), HasSubstr("books go on from block"));
    stopped(*next);
    EXPECT_EQ(std::ranges::count(kinds_of(peer), "started"), 2);
    EXPECT_EQ(kinds_of(peer).back(), "stopped");
}

TEST_F(AlertsOfARun, ANodeThatIsGoneIsLostAndGivesNoBlocks) {
    write_alerts(R"({"no_block_after_seconds": 1, "endpoint_lost_after_seconds": 1})");
    WebhookPeer peer;
    const auto process = run_told(peer.url(kHookPath));
    ASSERT_TRUE(is_told(peer, "started")) << process->err();
    wait_for_blocks(30);  // Until it knows how long a block takes.

    (void)node.stop();

    EXPECT_TRUE(is_told(peer, "no_block")) << process->err();
    EXPECT_TRUE(is_told(peer, "endpoint_lost")) << process->err();
    stopped(*process);
    EXPECT_THAT(kinds_of(peer), Not(Contains("endpoint_back"))) << "a question on its way is no answer";
}

/// The window shows what becomes of alerts, and of addresses scheme and host.
TEST_F(AlertsOfARun, StatusMetricsAndTerminalCountWhatBecameOfAlertsAndShowNoSecret) {
    WebhookPeer peer{[](const HttpRequest& message, std::size_t) {
        return webhook_answer(403, {}, Json{{"message", "no " + message.target}}.dump());
    }};
    const auto process = demo_told(peer.url(kHookPath), {"--listen", "127.0.0.1:0", "--log-level", "trace"});
    constexpr const char* kLost = R"(dexarb_alerts_total{webhook="ops",result="lost"} 1)";
    const std::string mark = "metrics at ";
    ASSERT_TRUE(has_said(*process, mark));
    const std::string log = process->err();
    const auto at = log.find(mark) + mark.size();
    const std::string url = log.substr(at, log.find_first_of("/\n", at + 7) - at);
    const auto port = static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
    const auto get = [port](const std::string& target) {
        RawClient client{port};
        client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        return parse_answer(client.read_to_end()).body;
    };

    ASSERT_TRUE(eventually([&] { return get("/metrics").find(kLost) != std::string::npos; }));
    const std::string metrics = get("/metrics");
    const std::string status = get("/api/v1/status");
    const ProcessEnd screen = run({"status", "--url", url});
    stopped(*process);

    const Json webhook = Json::parse(status)["alerts"][0];
    EXPECT_EQ(webhook["endpoint"], "http://127.0.0.1");
    EXPECT_EQ(webhook["lost"], 1);
    EXPECT_THAT(std::string{webhook["trouble"]}, HasSubstr("HTTP 403"));
    EXPECT_THAT(screen.out, HasSubstr("alerts to ops: 0 delivered, 0 waiting, 1 lost; http://127.0.0.1: HTTP 403"));
    EXPECT_THAT(metrics + status + screen.out + screen.err, Not(HasSubstr(kHookSecret)));
}

}  // namespace
}  // namespace dexarb::testing

#include "dexarb/service/alert_sender.hpp"

#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "support/webhook_peer.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kPath = "/api/webhooks/12345/T0P-S3CRET?token=Query0Key";
constexpr auto kHangsAfter = 20s;

Alert alert(AlertKind kind, std::string title) {
    return {kind, facts_of(kind).severity, {}, std::move(title), "text"};
}

class AlertSenderTest : public ::testing::Test {
  protected:
    /// Sends to `url`; pauses are short, so that nobody waits.
    void begin(const std::string& url, std::size_t per_minute = 600, AlertSenderOptions options = {}) {
        Webhook webhook;
        webhook.name = "ops";
        webhook.url = url;
        webhook.body = R"({"title": "{title}", "secret": "{secret}"})";
        webhook.headers = {{"X-Key", "Header0Key"}};
        webhook.variables["secret"] = "Variable0Key";
        webhook.kinds.set();
        webhook.messages_per_minute = per_minute;
        if (options.first_pause == AlertSenderOptions{}.first_pause) options.first_pause = 1ms;
        options.on_notice = [this](const std::string& notice) {
            const std::lock_guard lock{mutex};
            notices.push_back(notice);
        };
        auto started = AlertSender::start({{}, {webhook}}, std::move(options));
        ASSERT_TRUE(started) << started.error().detail;
        sender = *std::move(started);
    }

    WebhookStatus status() const { return sender->status().at(0); }

    bool settles(std::uint64_t count) const {
        const auto until = std::chrono::steady_clock::now() + kHangsAfter;
        while (status().settled() < count && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(2ms);
        return status().settled() == count;
    }

    static std::vector<std::string> titles(const WebhookPeer& peer) {
        std::vector<std::string> all;
        for (const HttpRequest& message : peer.messages())
            all.push_back(nlohmann::json::parse(message.body)["title"]);
        return all;
    }

    std::mutex mutex;
    std::vector<std::string> notices;
    std::unique_ptr<AlertSender> sender;
};

TEST_F(AlertSenderTest, DeliversInOrderWithHeadersAndVariables) {
    WebhookPeer peer;
    begin(peer.url(kPath));

    sender->send(alert(AlertKind::kStarted, "one"));
    sender->send(alert(AlertKind::kTrade, "two"));
    sender->send(alert(AlertKind::kStopped, "three"));

    ASSERT_TRUE(settles(3));
    EXPECT_THAT(titles(peer), ElementsAre("one", "two", "three"));
    EXPECT_EQ(status().delivered, 3U);
    const HttpRequest first = peer.messages().at(0);
    EXPECT_EQ(first.method, "POST");
    EXPECT_EQ(first.target, kPath);
    EXPECT_EQ(find_header(first.headers, "X-Key"), "Header0Key");
    EXPECT_EQ(find_header(first.headers, "Content-Type"), "application/json");
    EXPECT_EQ(nlohmann::json::parse(first.body)["secret"], "Variable0Key");
}

TEST_F(AlertSenderTest, TriesAgainAsLongAsTheWebhookAskedFor) {
    std::vector<std::chrono::steady_clock::time_point> times;
    WebhookPeer peer{[&](const HttpRequest&, std::size_t number) {
        times.push_back(std::chrono::steady_clock::now());
        if (number == 0) return webhook_answer(429, {{"Retry-After", "0.2"}});
        return webhook_answer(number == 1 ? 503 : 204);
    }};
    begin(peer.url(kPath));

    sender->send(alert(AlertKind::kTrade, "trade"));

    ASSERT_TRUE(settles(1));
    EXPECT_EQ(status().delivered, 1U);
    EXPECT_EQ(status().failed_attempts, 2U);
    EXPECT_EQ(status().trouble, "");
    ASSERT_THAT(peer.messages(), SizeIs(3));
    EXPECT_GE(times[1] - times[0], 200ms);
}

TEST_F(AlertSenderTest, GivesUpWhatIsRefusedAndSaysSoOnce) {
    WebhookPeer peer{[](const HttpRequest&, std::size_t) {
        return webhook_answer(404, {}, R"({"message": "Unknown Webhook T0P-S3CRET"})");
    }};
    begin(peer.url(kPath));

    sender->send(alert(AlertKind::kTrade, "one"));
    ASSERT_TRUE(settles(1));
    sender->send(alert(AlertKind::kTrade, "two"));
    ASSERT_TRUE(settles(2));

    EXPECT_EQ(status().lost, 2U);
    EXPECT_THAT(peer.messages(), SizeIs(2)) << "neither is repeated";
    sender->stop(0ms);
    EXPECT_THAT(notices, ElementsAre("alerts to ops: http://127.0.0.1: HTTP 404: Unknown Webhook ***; the message is "
                                     "given up"));
}

TEST_F(AlertSenderTest, GivesUpInTheEndWhatFailsAgainAndAgain) {
    WebhookPeer peer{[](const HttpRequest&, std::size_t) { return webhook_answer(500); }};
    AlertSenderOptions options;
    options.give_up_after = 30ms;
    begin(peer.url(kPath), 600, std::move(options));

    sender->send(alert(AlertKind::kTrade, "one"));

    ASSERT_TRUE(settles(1));
    EXPECT_EQ(status().lost, 1U);
    EXPECT_GT(peer.messages().size(), 1U);
}

/// The first goes out at once, the pace allows no second within this minute.
TEST_F(AlertSenderTest, BeyondThePaceRepeatsBecomeOneMessage) {
    WebhookPeer peer;
    begin(peer.url(kPath), 1);
    sender->send(alert(AlertKind::kTrade, "first"));
    ASSERT_TRUE(settles(1));

    for (int i = 0; i < 50; ++i)
        sender->send(alert(AlertKind::kTrade, "more " + std::to_string(i)));
    ASSERT_TRUE(settles(1 + 49));

    EXPECT_EQ(status().folded, 49U);
    EXPECT_EQ(status().waiting, 1U);
    EXPECT_THAT(titles(peer), ElementsAre("first"));
    sender->stop(5s);
    EXPECT_THAT(titles(peer), ElementsAre("first", "more 0 (and 49 more)")) << "the end waits for no pace";
}

TEST_F(AlertSenderTest, QueueIsBoundedAndCountsWhatItDrops) {
    WebhookPeer peer{[](const HttpRequest&, std::size_t) {
        WebhookAnswer late = webhook_answer(204);
        late.delay = 60s;
        return late;
    }};
    AlertSenderOptions options;
    options.capacity = 2;
    begin(peer.url(kPath), 600, std::move(options));
    sender->send(alert(AlertKind::kStarted, "hangs"));
    ASSERT_TRUE(peer.has_received(1));

    for (const AlertKind kind : {AlertKind::kTrade, AlertKind::kPaused, AlertKind::kParityBroken, AlertKind::kNoBlock})
        sender->send(alert(kind, "x"));
    ASSERT_TRUE(settles(2));

    EXPECT_EQ(status().dropped, 2U);
    EXPECT_EQ(status().waiting, 3U) << "two, and the one under way";
    sender->stop(10ms);
    EXPECT_EQ(status().lost, 3U);
    EXPECT_EQ(status().waiting, 0U);
}

/// A message that hangs must not keep the last one back.
TEST_F(AlertSenderTest, SaysThatItStoppedBesideAMessageThatHangs) {
    WebhookPeer peer{[](const HttpRequest&, std::size_t number) {
        WebhookAnswer answer = webhook_answer(204);
        if (number == 0) answer.delay = 60s;
        return answer;
    }};
    begin(peer.url(kPath));
    sender->send(alert(AlertKind::kTrade, "hangs"));
    ASSERT_TRUE(peer.has_received(1));

    sender->send(alert(AlertKind::kStopped, "stopped"));
    const auto begun = std::chrono::steady_clock::now();
    sender->stop(500ms);

    EXPECT_LT(std::chrono::steady_clock::now() - begun, kHangsAfter) << "bounded by the grace, not by the webhook";
    EXPECT_THAT(titles(peer), ElementsAre("hangs", "stopped"));
    EXPECT_EQ(status().delivered, 1U);
    EXPECT_EQ(status().lost, 1U);
}

TEST_F(AlertSenderTest, OneThatIsDeadHoldsUpNoOther) {
    WebhookPeer well;
    WebhookPeer dead{[](const HttpRequest&, std::size_t) {
        WebhookAnswer late = webhook_answer(204);
        late.delay = 60s;
        return late;
    }};
    Webhook one;
    one.name = "dead";
    one.url = dead.url("/");
    one.body = "{}";
    one.kinds.set();
    Webhook other = one;
    other.name = "well";
    other.url = well.url("/");
    sender = AlertSender::start({{}, {one, other}}, {}).value();

    sender->send(alert(AlertKind::kStarted, "a"));
    sender->send(alert(AlertKind::kTrade, "b"));

    EXPECT_TRUE(well.has_received(2));
}

TEST_F(AlertSenderTest, SendsAWebhookItsKindsOnly) {
    WebhookPeer peer;
    Webhook webhook;
    webhook.name = "some";
    webhook.url = peer.url("/");
    webhook.body = R"({"title": "{title}"})";
    webhook.kinds.set(static_cast<std::size_t>(AlertKind::kTrade));
    sender = AlertSender::start({{}, {webhook}}, {}).value();

    sender->send(alert(AlertKind::kStarted, "not this"));
    sender->send(alert(AlertKind::kTrade, "this"));

    ASSERT_TRUE(settles(1));
    EXPECT_THAT(titles(peer), ElementsAre("this"));
}

TEST_F(AlertSenderTest, NoticesShowSchemeAndHostOnly) {
    WebhookPeer peer{[](const HttpRequest& message, std::size_t number) {
        const std::string echo = message.target + " Header0Key Variable0Key Query0Key";
        return webhook_answer(number == 0 ? 503 : number == 1 ? 400 : 200, {}, nlohmann::json{{"error", echo}}.dump());
    }};
    begin(peer.url(kPath));
    sender->send(alert(AlertKind::kTrade, "one"));
    ASSERT_TRUE(settles(1));
    sender->send(alert(AlertKind::kTrade, "two"));
    ASSERT_TRUE(settles(2));
    sender->stop(0ms);

    EXPECT_THAT(notices, SizeIs(3));
    EXPECT_THAT(notices, Each(AllOf(StartsWith("alerts to ops: http://127.0.0.1: "), Not(HasSubstr("S3CRET")),
                                    Not(HasSubstr("0Key")), Not(HasSubstr("/api")))));
}

TEST_F(AlertSenderTest, ADeadAddressIsToldWithoutItsPath) {
    begin("http://127.0.0.1:9" + std::string{kPath});

    sender->send(alert(AlertKind::kTrade, "one"));
    const auto until = std::chrono::steady_clock::now() + kHangsAfter;
    while (status().failed_attempts < 2 && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(2ms);
    sender->stop(10ms);

    EXPECT_EQ(status().lost, 1U);
    ASSERT_THAT(notices, Not(IsEmpty()));
    EXPECT_THAT(notices, Each(AllOf(HasSubstr("http://127.0.0.1: cannot connect"), Not(HasSubstr("S3CRET")))));
}

TEST(AlertSenderStart, RefusesAnAddressItCannotUseWithoutShowingIt) {
    Webhook webhook;
    webhook.name = "ops";
    webhook.url = "http://host:port/T0P-S3CRET";
    webhook.body = "{}";

    const auto started = AlertSender::start({{}, {webhook}}, {});

    ASSERT_FALSE(started);
    EXPECT_THAT(started.error().detail, AllOf(StartsWith("webhook ops: "), Not(HasSubstr("S3CRET"))));
}

}  // namespace
}  // namespace dexarb::testing

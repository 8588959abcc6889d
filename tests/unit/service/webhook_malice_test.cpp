// Webhooks that answer badly, on purpose or not: none may hold up the program, fill its memory, lead it elsewhere or
// have it repeat itself.
#include <atomic>
#include <fstream>
#include <mutex>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

#include "dexarb/service/alert_sender.hpp"

#include "support/child_process.hpp"
#include "support/raw_peer.hpp"
#include "support/tls_peer.hpp"
#include "support/webhook_peer.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using test::RawConnection;
using test::RawPeer;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kHangsAfter = 20s;
constexpr const char* kPath = "hooks/T0P-S3CRET";

class WebhookMalice : public ::testing::Test {
  protected:
    ~WebhookMalice() override {
        sender.reset();
        context.stop();
        if (thread.joinable()) thread.join();
    }

    static AlertSenderOptions impatient() {
        AlertSenderOptions options;
        options.first_pause = 1ms;
        options.longest_pause = 20ms;
        return options;
    }

    /// The peer's thread runs from here on.
    void send_to(const std::string& url, AlertSenderOptions options = impatient()) {
        thread = std::thread{[this] { context.run(); }};
        Webhook webhook;
        webhook.name = "ops";
        webhook.url = url + kPath;
        webhook.body = R"({"title": "{title}"})";
        webhook.kinds.set();
        options.on_notice = [this](const std::string& notice) {
            const std::lock_guard lock{mutex};
            notices.push_back(notice);
        };
        sender = AlertSender::start({{}, {webhook}}, std::move(options)).value();
        sender->send({AlertKind::kTrade, AlertSeverity::kInfo, {}, "title", "text"});
    }
    void send_to_raw(RawPeer::Script script, AlertSenderOptions options = impatient()) {
        raw = std::make_unique<RawPeer>(context.get_executor(), std::move(script));
        send_to(raw->url(), std::move(options));
    }
    void send_to_tls(const test::TestCertificate& certificate, AlertSenderOptions options = impatient()) {
        tls = std::make_unique<test::TlsPeer>(context.get_executor(), certificate);
        send_to("https://127.0.0.1:" + std::to_string(tls->port()) + "/", std::move(options));
    }
    void send_to_answer(std::string answer) {
        send_to_raw([answer = std::move(answer)](RawConnection& connection, std::size_t) -> Task<void> {
            co_await connection.serve(answer);
        });
    }

    WebhookStatus status() const { return sender->status().at(0); }
    template <typename Holds>
    static bool eventually(Holds holds) {
        const auto until = std::chrono::steady_clock::now() + kHangsAfter;
        while (!holds() && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(2ms);
        return holds();
    }
    bool is_settled() const {
        return eventually([this] { return status().settled() == 1; });
    }
    bool has_failed(std::uint64_t attempts) const {
        return eventually([this, attempts] { return status().failed_attempts >= attempts; });
    }
    /// Ends the sender and gives all that it said.
    std::vector<std::string> said() {
        sender->stop(0ms);
        return notices;
    }
    void expect_refused(const std::string& reason) {
        ASSERT_TRUE(is_settled());
        EXPECT_EQ(status().lost, 1U);
        EXPECT_EQ(status().failed_attempts, 1U) << "it is not said again and again";
        EXPECT_THAT(said(), Each(AllOf(HasSubstr(reason), Not(HasSubstr("S3CRET")))));
    }

    boost::asio::io_context context{1};
    std::unique_ptr<RawPeer> raw;
    std::unique_ptr<test::TlsPeer> tls;
    std::thread thread;
    std::mutex mutex;
    std::vector<std::string> notices;
    std::unique_ptr<AlertSender> sender;
};

TEST_F(WebhookMalice, AnAnswerThatIsHugeIsNotReadToItsEnd) {
    send_to_answer(test::http_answer(std::string(2'000'000, 'x')));

    expect_refused("body limit exceeded");
}

TEST_F(WebhookMalice, ABodyWithoutEndIsNotReadForever) {
    send_to_raw([](RawConnection& connection, std::size_t) -> Task<void> {
        (void)co_await connection.read_request();
        co_await connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        const std::string chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
        for (int i = 0; i < 1'000; ++i)
            co_await connection.send(chunk);
    });

    expect_refused("body limit exceeded");
}

TEST_F(WebhookMalice, AHeaderWithoutEndIsNotReadForever) {
    send_to_raw([](RawConnection& connection, std::size_t) -> Task<void> {
        (void)co_await connection.read_request();
        co_await connection.send("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 1'000; ++i)
            co_await connection.send("X-More: " + std::string(4096, 'x') + "\r\n");
    });

    expect_refused("header limit exceeded");
}

TEST_F(WebhookMalice, WhatIsNoHttpIsNoReasonToRepeatIt) {
    send_to_answer("SSH-2.0-OpenSSH_9.2 T0P-S3CRET\r\n");

    expect_refused("not an HTTP answer");
}

TEST_F(WebhookMalice, ARedirectLeadsNowhere) {
    WebhookPeer elsewhere;
    send_to_answer(test::http_answer("", "307 Temporary Redirect", "Location: " + elsewhere.url("/") + "\r\n"));

    expect_refused("a redirect, which is not followed");
    EXPECT_THAT(elsewhere.messages(), IsEmpty());
}

/// Eleven days of silence are nobody's wish.
TEST_F(WebhookMalice, ARetryAfterBeyondReasonIsKeptToAMost) {
    AlertSenderOptions options = impatient();
    options.longest_hint = 10ms;
    WebhookPeer peer{[](const HttpRequest&, std::size_t number) {
        return number == 0 ? webhook_answer(429, {{"Retry-After", "999999"}}) : webhook_answer(204);
    }};
    send_to(peer.url("/"), std::move(options));

    ASSERT_TRUE(is_settled());
    EXPECT_EQ(status().delivered, 1U);
}

TEST_F(WebhookMalice, AnAnswerThatDripsEndsAtTheDeadline) {
    AlertSenderOptions options = impatient();
    options.deadline = 100ms;
    send_to_raw(
        [](RawConnection& connection, std::size_t) -> Task<void> {
            (void)co_await connection.read_request();
            co_await connection.drip("HTTP/1.1 200 OK\r\nX: " + std::string(10'000, 'x'), 10ms);
        },
        std::move(options));

    ASSERT_TRUE(has_failed(2));
    EXPECT_THAT(said(), Each(HasSubstr("no complete reply within 100 ms")));
}

TEST_F(WebhookMalice, AConnectionThatBreaksIsTriedAgain) {
    send_to_raw([](RawConnection& connection, std::size_t number) -> Task<void> {
        (void)co_await connection.read_request();
        if (number < 2) co_return connection.reset();
        co_await connection.send(test::http_answer(""));
    });

    ASSERT_TRUE(is_settled());
    EXPECT_EQ(status().delivered, 1U);
    EXPECT_GE(status().failed_attempts, 1U);
}

TEST_F(WebhookMalice, ACertificateThatNobodyKnownSignedIsSentNothing) {
    send_to_tls(test::make_certificate("IP:127.0.0.1"));

    ASSERT_TRUE(has_failed(2));
    EXPECT_EQ(status().delivered, 0U);
    EXPECT_THAT(said(), Each(AllOf(HasSubstr("https://127.0.0.1: certificate refused"), Not(HasSubstr("S3CRET")))));
}

TEST_F(WebhookMalice, ACertificateThatIsTrustedIsSentTheMessage) {
    const auto certificate = test::make_certificate("IP:127.0.0.1");
    const TemporaryFolder folder;
    AlertSenderOptions options = impatient();
    options.certificate_file = (folder.path() / "trusted.pem").string();
    std::ofstream{options.certificate_file} << certificate.certificate_pem;
    send_to_tls(certificate, std::move(options));

    ASSERT_TRUE(is_settled());
    EXPECT_EQ(status().delivered, 1U);
}

/// Neither a handshake nor an answer ever comes: the end does not wait for them.
TEST_F(WebhookMalice, AHandshakeThatHangsDoesNotHoldUpTheEnd) {
    std::atomic<bool> is_asked = false;
    raw = std::make_unique<RawPeer>(context.get_executor(),
                                    [&is_asked](RawConnection& connection, std::size_t) -> Task<void> {
                                        is_asked = true;
                                        co_await connection.wait_for_end();
                                    });
    send_to("https://127.0.0.1:" + std::to_string(raw->port()) + "/");
    ASSERT_TRUE(eventually([&is_asked] { return is_asked.load(); }));

    sender->send({AlertKind::kStopped, AlertSeverity::kWarning, {}, "stopped", "text"});
    const auto begun = std::chrono::steady_clock::now();
    sender->stop(200ms);

    EXPECT_LT(std::chrono::steady_clock::now() - begun, AlertSenderOptions{}.deadline);
    EXPECT_EQ(status().lost, 2U);
}

}  // namespace
}  // namespace dexarb::testing

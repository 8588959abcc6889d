// What strangers may send: nothing leaks, nothing crashes, and whoever behaves is served meanwhile.
#include <atomic>
#include <chrono>
#include <thread>

#include <gmock/gmock.h>

#include "served_run.hpp"
#include "support/heap.hpp"
#include "support/random.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class Malice : public ServedRun {
  protected:
    void SetUp() override {
        ServiceOptions options;
        options.token = kToken;
        options.control = [this](ControlRequest, ControlReply reply) {
            ++changes;
            reply({200, "done"});
        };
        serve(std::move(options));
    }
    void TearDown() override {
        EXPECT_EQ(get("/healthz").body, "ok\n") << "the server serves on";
        service.reset();
    }
    std::string sent(const std::string& bytes) const {
        RawClient client{port()};
        client.send(bytes);
        return client.read_to_end();
    }

    std::atomic<int> changes = 0;
};

TEST_F(Malice, TenMegabytesOfHeadersAreRefusedWithoutBeingKept) {
    std::string request = "GET / HTTP/1.1\r\nHost: localhost\r\n";
    for (int i = 0; i < 10'240; ++i)
        request += "X-" + std::to_string(i) + ": " + std::string(1010, 'x') + "\r\n";

    request += "\r\n";
    const std::size_t before = test::allocated_bytes();

    const std::string answer = sent(request);

    EXPECT_THAT(answer, HasSubstr("HTTP/1.1 431 "));
    EXPECT_LT(test::allocated_bytes(), before + (1U << 20U));
}

TEST_F(Malice, OversizedBodiesAreRefusedByWhatTheyAnnounceAndByWhatTheySend) {
    EXPECT_THAT(sent("POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"),
                HasSubstr("HTTP/1.1 413 "));
    EXPECT_THAT(sent("POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" +
                     std::string{"2000\r\n"} + std::string(0x2000, 'x') + "\r\n0\r\n\r\n"),
                HasSubstr("HTTP/1.1 413 "));
    EXPECT_EQ(changes, 0);
}

TEST_F(Malice, ASlowlorisHoldsNobodyUp) {
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 600; ++i) {
        slow.push_back(std::make_unique<RawClient>(port()));
        slow.back()->send("GET / HTTP/1.1\r\nHost: loc");
    }

    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(get("/healthz").status, 200);

    EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
}

TEST_F(Malice, PipelinedGarbageEndsTheConversation) {
    const std::string answer =
        sent("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n\x01\x02\xff garbage\r\n\r\nGET /");

    EXPECT_THAT(answer, HasSubstr("HTTP/1.1 200 "));
    EXPECT_THAT(answer, HasSubstr("HTTP/1.1 400 "));
}

TEST_F(Malice, AThousandPipelinedRequestsAreAnsweredInTurn) {
    std::string requests;
    for (int i = 0; i < 1'000; ++i)
        requests += "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    requests += "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    const std::string answers = sent(requests);

    std::size_t count = 0;
    for (auto at = answers.find("HTTP/1.1 200"); at != std::string::npos; at = answers.find("HTTP/1.1 200", at + 1))
        ++count;
    EXPECT_EQ(count, 1'001U);
}

TEST_F(Malice, NoPathLeavesThePage) {
    for (const char* target :
         {"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/....//etc/passwd",
          "//etc/passwd", "/index.html/../../etc/passwd", "/\\..\\etc", "/%00/etc/passwd", "/api/v1/configs/%2e%2e",
          "/.env", "/api/v1/configs/..%5c..%5c", "/%c0%ae%c0%ae/etc/passwd", "file:///etc/passwd", "http://[::1/x"}) {
        const RawAnswer answer = get(target);
        EXPECT_TRUE(answer.status == 400 || answer.status == 404 || answer.status == 421 || answer.status == 503)
            << target << " " << answer.status;
        EXPECT_THAT(answer.body, Not(HasSubstr("root:"))) << target;
    }
}

TEST_F(Malice, ForeignNamesAndOtherSitesReadAndChangeNothing) {
    play();
    static_cast<void>(get_when_there("/api/v1/status"));
    const std::string bearer = std::string{"Authorization: Bearer "} + kToken + "\r\n";

    EXPECT_EQ(get("/api/v1/status", "Host: rebound.example:8137\r\n").status, 421);
    EXPECT_EQ(get("/api/v1/status", "Origin: https://evil.example\r\n").status, 403);
    EXPECT_EQ(ask("POST", "/api/v1/reload", bearer + "Origin: https://evil.example\r\n").status, 403);
    EXPECT_EQ(ask("POST", "/api/v1/reload", bearer + "Host: rebound.example\r\n").status, 421);
    EXPECT_EQ(
        ask("POST", "/api/v1/reload", bearer + "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n").status,
        403);
    EXPECT_EQ(changes, 0);
}

TEST_F(Malice, GuessingATokenIsSlowAndBounded) {
    const auto begun = std::chrono::steady_clock::now();
    std::vector<std::unique_ptr<RawClient>> guessers;
    for (int i = 0; i < 100; ++i) {
        guessers.push_back(std::make_unique<RawClient>(port()));
        guessers.back()->send(
            "POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            "Authorization: Bearer guess" +
            std::to_string(i) + "\r\n\r\n");
    }
    std::map<unsigned, int> answers;
    for (auto& guesser : guessers)
        ++answers[parse_answer(guesser->read_to_end()).status];

    EXPECT_GT(answers[429], 0) << "only so many at once";
    EXPECT_GT(answers[401], 0);
    EXPECT_EQ(answers[401] + answers[429], 100);
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 250ms);
    EXPECT_EQ(changes, 0);
    EXPECT_EQ(ask("POST", "/api/v1/reload", std::string{"Authorization: Bearer "} + kToken + "\r\n").status, 200);
}

TEST_F(Malice, NoNoiseBreaksTheServer) {
    test::Random random{7};
    const auto below = [&random](std::size_t most) {
        return static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(most) - 1));
    };
    const std::string begin = "GET /api/v1/trades?limit=5 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    for (int i = 0; i < 300; ++i) {
        std::string request = begin;
        for (std::size_t change = 1 + below(4); change > 0; --change)
            request[below(request.size())] = static_cast<char>(below(256));
        request.resize(1 + below(request.size()));
        RawClient client{port()};
        client.send(request);
        client.close();
    }
}

TEST_F(Malice, AReaderThatDoesNotReadIsDroppedAndMemoryStaysBounded) {
    RawClient silent{port()};
    silent.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    silent.read_until("event: hello");
    play();
    const std::size_t before = test::allocated_bytes();

    // Fallen behind what is kept or, on a machine that makes it slowly, past the time that a write may take.
    bool is_let_go = false;
    for (int i = 0; i < 20'000 && !is_let_go; ++i) {
        publish();
        if (i % 100 != 0) continue;
        const std::string metrics = get("/metrics").body;
        is_let_go = metrics.find("dexarb_event_clients_dropped_total 1") != std::string::npos ||
                    metrics.find("dexarb_event_clients 0") != std::string::npos;
    }

    EXPECT_TRUE(is_let_go);
    EXPECT_LT(test::allocated_bytes(), before + (64U << 20U));
}

TEST_F(Malice, OnlySoManyListenAtOnce) {
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 256; ++i) {
        clients.push_back(std::make_unique<RawClient>(port()));
        clients.back()->send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        clients.back()->read_until("event: hello");
    }

    const RawAnswer refused = get("/api/v1/events");

    EXPECT_EQ(refused.status, 503);
    EXPECT_NE(refused.header("Retry-After"), "");
}

}  // namespace
}  // namespace dexarb::testing

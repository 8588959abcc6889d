// The window as its user meets it: the real program, its page and API while it runs, and how both end.
#include <atomic>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/served_demo.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kToken = "0123456789abcdef0123456789abcdef";

class Http : public ServedDemo {};

TEST_F(Http, TheWindowShowsARunAndLeavesWithIt) {
    begin();

    const Json status = Json::parse(get("/api/v1/status").body);
    demo->send(SIGTERM);
    const ProcessEnd end = end_of(*demo, kStopsWithin);

    EXPECT_EQ(status["run"]["is_simulated"], true);
    EXPECT_EQ(status["configs"].size(), 12U);
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_THAT(end.out, HasSubstr("last report"));
}

TEST_F(Http, TwoHundredListenersHoldNoEndUp) {
    begin();
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 200; ++i) {
        clients.push_back(std::make_unique<RawClient>(port()));
        clients.back()->send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    for (auto& client : clients)
        client->read_until("event: hello");
    std::atomic<int> whole = 0;
    std::atomic<int> told = 0;
    std::vector<std::thread> readers;
    for (int part = 0; part < 4; ++part)
        readers.emplace_back([&clients, &whole, &told, part] {
            for (std::size_t i = static_cast<std::size_t>(part); i < clients.size(); i += 4) {
                const std::string all = clients[i]->read_to_end();
                whole += all.ends_with("\r\n0\r\n\r\n") ? 1 : 0;
                told += all.find("event: end\n") != std::string::npos ? 1 : 0;
            }
        });

    const auto asked = std::chrono::steady_clock::now();
    demo->send(SIGTERM);
    ASSERT_TRUE(eventually([this] { return demo->out().find("last report") != std::string::npos; }));
    const auto reported = std::chrono::steady_clock::now() - asked;
    const ProcessEnd end = end_of(*demo);
    for (auto& reader : readers)
        reader.join();

    EXPECT_LT(reported, kStopsWithin);
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(whole, 200) << "each stream ends with its last chunk";
    EXPECT_EQ(told, 200);
}

TEST_F(Http, APortInUseEndsTheProgramOnlyIfItWasNamed) {
    begin();
    const std::string taken = "127.0.0.1:" + std::to_string(port());

    const ProcessEnd named = run({"demo", "--max-blocks", "1", "--listen", taken});
    const ProcessEnd open = run({"demo", "--max-blocks", "1", "--listen", "0.0.0.0:0"});
    const ProcessEnd off = run({"demo", "--max-blocks", "1", "--listen", taken, "--no-http"});

    EXPECT_EQ(named.exit_code, 3);
    EXPECT_THAT(named.err, HasSubstr("choose another address or port"));
    EXPECT_EQ(open.exit_code, 3);
    EXPECT_THAT(open.err, HasSubstr("HTTP_TOKEN"));
    EXPECT_EQ(off.exit_code, 0);
}

TEST_F(Http, TheTokenIsNeverShown) {
    begin({"--log-level", "trace"}, {{"HTTP_TOKEN", kToken}});
    static_cast<void>(get("/api/v1/reload", std::string{"Authorization: Bearer "} + kToken + "\r\n", "POST"));
    static_cast<void>(get("/api/v1/reload", "Authorization: Bearer wrong-but-secret\r\n", "POST"));
    const std::string status = get("/api/v1/status").body + get("/metrics").body + get("/api/v1/report").body;
    demo->send(SIGTERM);
    const ProcessEnd end = end_of(*demo);

    EXPECT_EQ((status + end.out + end.err).find(kToken), std::string::npos);
    EXPECT_EQ((end.out + end.err).find("wrong-but-secret"), std::string::npos);
}

TEST_F(Http, StatusShowsTheSameInATerminal) {
    begin();
    const std::string url = "http://127.0.0.1:" + std::to_string(port());

    const ProcessEnd text = run({"status", "--url", url});
    const ProcessEnd json = run({"status", "--url", url, "--json"});

    EXPECT_EQ(text.exit_code, 0) << text.err;
    EXPECT_THAT(text.out, HasSubstr("SIMULATED"));
    EXPECT_THAT(text.out, HasSubstr("moderate"));
    EXPECT_THAT(text.out, Not(HasSubstr("\x1b"))) << "no escapes into a pipe";
    for (const std::string& line : lines_of(text.out))
        EXPECT_LE(line.size(), 80U) << line;
    EXPECT_EQ(Json::parse(json.out)["configs"].size(), 12U);
}

TEST_F(Http, StatusSaysWhereNobodyAnswers) {
    const ProcessEnd end = run({"status", "--url", "http://127.0.0.1:1"});

    EXPECT_EQ(end.exit_code, 4);
    EXPECT_THAT(end.err, HasSubstr("does paper-trading run there"));
}

}  // namespace
}  // namespace dexarb::testing

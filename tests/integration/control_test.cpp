// Configurations that are paused, resumed and reset by request while the real program runs.

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/live_journal.hpp"
#include "support/http_peer.hpp"

namespace dexarb::testing {
namespace {

using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr const char* kControlToken = "a-token-long-enough-to-be-one";

/// A run or demo with journal, recording and window.
class Control : public LiveJournal {
  protected:
    void begin_run(const std::string& url) { begin({"run", "--rpc", url}); }
    void begin_run() {
        begin_run(node.url());
        wait_until_ready();
    }
    void begin_demo(const Words& more = {}) {
        Words words{"demo", "--record", "--block-interval", "50ms", "--duration", "10m"};
        words.insert(words.end(), more.begin(), more.end());
        begin(words);
        wait_until_ready();
    }
    void wait_until_ready() const {
        ASSERT_TRUE(eventually([this] { return ask("/readyz", "GET").status == 200; })) << daemon->err();
    }

    RawAnswer ask(const std::string& target, const std::string& method = "POST", bool with_token = true) const {
        RawClient client{port()};
        client.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                    (with_token ? std::string{"Authorization: Bearer "} + kControlToken + "\r\n" : "") + "\r\n");
        return parse_answer(client.read_to_end());
    }
    RawAnswer change(const std::string& id, const std::string& verb) const {
        return ask("/api/v1/configs/" + id + "/" + verb);
    }
    /// Why it decides nothing, as the status says.
    Json pause_of(const std::string& id) const {
        const Json status = Json::parse(ask("/api/v1/status", "GET").body);
        return (*std::ranges::find_if(status["configs"], [&](const Json& row) { return row["id"] == id; }))["pause"];
    }
    std::int64_t actions_of(const std::string& id, const std::string& more = "") const {
        return number(
            "SELECT count(*) FROM actions a JOIN steps s ON s.id = a.step JOIN epochs e ON e.id = a.epoch "
            "WHERE e.config = '" +
            id + "' " + more);
    }
    void wait_for_actions_of(const std::string& id, const std::string& more = "") const {
        EXPECT_TRUE(eventually([&] { return actions_of(id, more) > 0; })) << daemon->err();
    }

    /// Every recording, in order, decides as it did live.
    void expect_verified(std::size_t count) const {
        Words files;
        for (const auto& entry : std::filesystem::directory_iterator{state() / "recordings"})
            files.push_back(entry.path().string());
        std::ranges::sort(files);
        EXPECT_THAT(files, SizeIs(count));
        for (const std::string& file : files) {
            const ProcessEnd verified = run({"replay", file, "--verify", "--json"});
            EXPECT_EQ(verified.exit_code, 0) << verified.err;
            EXPECT_THAT(verified.err, HasSubstr("and the end of the run"));
        }
    }

    std::unique_ptr<ChildProcess> daemon;

  private:
    void begin(Words words) {
        words.insert(words.end(),
                     {"--state-dir", "state", "--listen", "127.0.0.1:0", "--set", "*.min_profit_usd=0.01", "--json"});
        daemon = start(words, {{"HTTP_TOKEN", kControlToken}});
        ASSERT_TRUE(eventually([this] { return port() != 0; })) << daemon->err();
    }
    std::uint16_t port() const {
        const std::string log = daemon->err();
        const std::string mark = "metrics at http://127.0.0.1:";
        const auto at = log.find(mark);
        return at == std::string::npos ? std::uint16_t{0}
                                       : static_cast<std::uint16_t>(std::stoul(log.substr(at + mark.size())));
    }
};

TEST_F(Control, APauseStopsOneConfigurationUntilItIsResumedAndTheRecordingsAreVerified) {
    begin_demo();
    wait_for_actions_of("aggressive");

    const RawAnswer paused = change("aggressive", "pause");
    const RawAnswer again = change("aggressive", "pause");
    EXPECT_EQ(pause_of("aggressive"), "paused_by_hand");
    EXPECT_TRUE(pause_of("moderate").is_null());
    EXPECT_TRUE(eventually([&] { return number("SELECT count(*) FROM rejects WHERE reason = 'paused_by_hand'") > 0; }));
    const RawAnswer resumed = change("aggressive", "resume");
    EXPECT_TRUE(pause_of("aggressive").is_null());
    wait_for_actions_of("aggressive", "AND s.run = 3");
    const ProcessEnd end = stop(*daemon);

    EXPECT_EQ(paused.status, 200) << paused.body;
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(resumed.status, 200) << resumed.body;
    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_EQ(actions_of("aggressive", "AND s.run = 2 AND a.block >= (SELECT min(number) FROM blocks WHERE run = 2)"),
              0);
    EXPECT_EQ(number("SELECT count(*) FROM runs"), 3);
    EXPECT_EQ(number("SELECT count(*) FROM runs WHERE ended = 'reloaded' AND reason IN ('paused aggressive by hand', "
                     "'resumed aggressive')"),
              2);
    EXPECT_EQ(number("SELECT count(*) FROM epochs"), 12) << "its books go on";
    expect_sound();
    expect_verified(3);
}

TEST_F(Control, AResetBeginsAnEpochAndTheOldOneStaysReadable) {
    begin_demo({"--set", "aggressive.submit_latency_ms=60000"});
    wait_for_actions_of("aggressive");

    const RawAnswer answer = change("aggressive", "reset");
    wait_for_actions_of("aggressive", "AND s.run = 2 AND e.id > 12");
    const ProcessEnd end = stop(*daemon);

    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(end.err, AllOf(HasSubstr("closed: Aggressive: net "), HasSubstr("11 of 12 configurations")));
    EXPECT_EQ(number("SELECT count(*) FROM epochs WHERE config = 'aggressive'"), 2);
    EXPECT_EQ(number("SELECT count(*) FROM epochs"), 13);
    EXPECT_EQ(
        number("SELECT count(*) FROM actions a WHERE NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.action = a.id)"), 0);
    EXPECT_GT(number("SELECT count(*) FROM outcomes o JOIN steps s ON s.id = o.step JOIN actions a ON a.id = o.action "
                     "JOIN epochs e ON e.id = a.epoch WHERE s.run = 1 AND s.kind = 'end' AND o.result = 'unknown' AND "
                     "e.config = 'aggressive'"),
              0)
        << "what was in flight";
    EXPECT_EQ(run({"report", "1", "--state-dir", "state", "-c", "aggressive"}).exit_code, 0);
    expect_sound();
    expect_verified(2);
}

TEST_F(Control, ARestartKeepsThePauseUntilItIsResumed) {
    begin_run();
    wait_for_actions_of("aggressive");
    ASSERT_EQ(change("aggressive", "pause").status, 200);
    daemon->send(SIGKILL);
    static_cast<void>(end_of(*daemon));

    begin_run();
    EXPECT_EQ(pause_of("aggressive"), "paused_by_hand");
    wait_for_blocks(5);
    const RawAnswer resumed = change("aggressive", "resume");
    EXPECT_TRUE(pause_of("aggressive").is_null());
    wait_for_actions_of("aggressive", "AND s.run = (SELECT max(id) FROM runs)");
    const ProcessEnd end = stop(*daemon);

    EXPECT_EQ(resumed.status, 200) << resumed.body;
    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_EQ(number("SELECT count(*) FROM epochs"), 12);
    expect_sound();
    expect_sums(last_report(end));
}

TEST_F(Control, WhatIsAskedBeforeTheFirstBlockIsDoneWithIt) {
    std::atomic<bool> is_open = false;
    const Intercept gate = [&is_open](std::string_view, std::string_view) {
        return is_open ? std::nullopt : std::optional{reply_with_http(503, "not yet")};
    };
    const ServedNode gated{
        {.block_interval = std::chrono::milliseconds{120}, .intercept = gate, .head_age = std::chrono::seconds{0}}};
    begin_run(gated.url());

    const RawAnswer noted = change("aggressive", "pause");
    is_open = true;
    wait_until_ready();

    EXPECT_EQ(noted.status, 202) << noted.body;
    EXPECT_TRUE(eventually([&] { return pause_of("aggressive") == "paused_by_hand"; }));
    wait_for_blocks(3);
    EXPECT_EQ(stop(*daemon).exit_code, 0);
    expect_sound();
    expect_verified(2);
}

TEST_F(Control, WhatCannotBeDoneIsSaid) {
    begin_demo();

    const RawAnswer unknown = change("agressive", "pause");
    const RawAnswer running = change("aggressive", "resume");

    EXPECT_EQ(unknown.status, 404);
    EXPECT_THAT(unknown.body, HasSubstr("aggressive"));
    EXPECT_EQ(running.status, 409);
    EXPECT_THAT(running.body, HasSubstr("aggressive is not paused"));
    EXPECT_EQ(ask("/api/v1/configs/aggressive/pause", "GET").status, 405);
    EXPECT_EQ(ask("/api/v1/configs/aggressive/pause", "POST", false).status, 401);
    EXPECT_TRUE(pause_of("aggressive").is_null());
}

}  // namespace
}  // namespace dexarb::testing

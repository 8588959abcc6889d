// A daemon that is told to read its strategies again, between two blocks.

#include <algorithm>
#include <csignal>
#include <filesystem>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "dexarb/journal/journal_check.hpp"
#include "dexarb/journal/journal_file.hpp"

#include "integration/live_journal.hpp"
#include "integration/served_demo.hpp"
#include "support/notify_socket.hpp"
#include "support/places.hpp"

namespace dexarb::testing {
namespace {

using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kFile = "mine.json";
const Words kMine{"--strategies", kFile};

std::string shipped() {
    return read_whole(test::source_dir() / "configs/strategies.json");
}

/// The shipped strategies with another cap for Low Gas and without High Gas.
std::string changed() {
    std::string text = shipped();
    const std::string cap = R"({"name": "Low Gas", )";
    const auto low = text.find(cap);
    text.insert(low + cap.size(), R"("max_trade_size_usd": 77, )");
    const auto high = text.find(R"(    {"name": "High Gas")");
    return text.erase(high, text.find('\n', high) + 1 - high);
}

class Reload : public LiveJournal {
  protected:
    std::unique_ptr<ChildProcess> running(const Environment& environment = {}) {
        write(kFile, shipped());
        auto daemon = start(run_words(kMine), environment);
        EXPECT_TRUE(eventually([&] { return number("SELECT count(*) FROM actions") > 0; })) << daemon->err();
        return daemon;
    }

    static void hang_up(ChildProcess& daemon, const std::string& sign) {
        daemon.send(SIGHUP);
        EXPECT_TRUE(eventually([&] { return daemon.err().find(sign) != std::string::npos; })) << daemon.err();
    }

    std::vector<std::string> recordings() const {
        std::vector<std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator{state() / "recordings"})
            files.push_back(entry.path().string());
        std::ranges::sort(files);
        return files;
    }

    std::int64_t actions_of(const std::string& id) const {
        return number("SELECT count(*) FROM actions a JOIN epochs e ON e.id = a.epoch WHERE e.config = '" + id + "'");
    }
};

Json config_of(const Json& report, const std::string& id) {
    return *std::ranges::find_if(report["configurations"], [&](const Json& c) { return c["config"]["id"] == id; });
}

TEST_F(Reload, KeepsTheBooksOfWhatIsUnchangedAndClosesWhatIsLeftOut) {
    const auto daemon = running();

    write(kFile, changed());
    hang_up(*daemon, "reloaded: 11 configurations from block ");
    wait_for_blocks(5);
    const ProcessEnd end = stop(*daemon);

    ASSERT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(end.err,
                AllOf(HasSubstr("the books go on from run 1, reloaded at "), HasSubstr("10 of 11 configur"),
                      HasSubstr("Low Gas: new or changed, its books begin anew"), HasSubstr("closed: High Gas: net ")));
    const Json report = last_report(end);
    EXPECT_EQ(report["resumed"]["run"], 1);
    EXPECT_EQ(report["resumed"]["begun_anew"], Json::array({"Low Gas"}));
    EXPECT_THAT(report["resumed"]["closed"], SizeIs(2)) << "the changed one and the one left out";
    EXPECT_EQ(number("SELECT count(*) FROM actions a JOIN epochs e ON e.id = a.epoch WHERE e.config IN ('low_gas', "
                     "'high_gas') AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.action = a.id)"),
              0)
        << "what was in flight has an outcome";
    EXPECT_EQ(config_of(report, "low_gas")["config"]["max_trade_size_usd"], 77.0);
    EXPECT_EQ(config_of(report, "aggressive")["metrics"]["actions"], actions_of("aggressive"));
    EXPECT_GT(actions_of("aggressive"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM runs"), 2);
    EXPECT_EQ(report["feed"]["blocks_missed"], 0);
    EXPECT_EQ(report["feed"]["fresh_starts"], 0);
    expect_sound();
}

TEST_F(Reload, BothRecordingsAreVerified) {
    const auto daemon = running();
    write(kFile, changed());
    hang_up(*daemon, "reloaded: ");
    wait_for_blocks(5);
    const Json report = last_report(stop(*daemon));

    const auto files = recordings();
    ASSERT_THAT(files, SizeIs(2));
    const ProcessEnd before = run({"replay", files.front(), "--verify", "--json"});
    const ProcessEnd after = run({"replay", files.back(), "--verify", "--json"});

    EXPECT_EQ(before.exit_code, 0) << before.err;
    EXPECT_EQ(after.exit_code, 0) << after.err;
    EXPECT_EQ(last_report(after)["digest"], report["digest"]);
}

TEST_F(Reload, ABadFileChangesNothingAndIsSaidUntilAGoodOneComes) {
    const auto daemon = running();

    write(kFile, "{\"strategies\": [");
    hang_up(*daemon, "reload refused: ");
    daemon->send(SIGUSR1);
    EXPECT_TRUE(eventually([&] { return !lines_of(daemon->out()).empty(); }));
    const Json told = Json::parse(lines_of(daemon->out()).back());
    write(kFile, shipped());
    hang_up(*daemon, "reloaded: 12 configurations");
    const ProcessEnd end = stop(*daemon);

    EXPECT_THAT(daemon->err(), HasSubstr("reload refused: mine.json"));
    EXPECT_THAT(told["alarms"].dump(), HasSubstr("was refused, nothing changed: mine.json"));
    EXPECT_THAT(told["configurations"], SizeIs(12));
    EXPECT_THAT(last_report(end)["alarms"], IsEmpty());
    EXPECT_EQ(last_report(end)["resumed"]["begun_anew"], Json::array());
    expect_sound();
}

TEST_F(Reload, AnotherMarketTakesARestart) {
    std::filesystem::copy_file(test::source_dir() / "configs/polygon.json", folder() / "market.json");
    write(kFile, shipped());
    const auto daemon = start(run_words({"--strategies", kFile, "--market", "market.json"}));
    ASSERT_TRUE(eventually([&] { return blocks() > 0; })) << daemon->err();

    Json market = Json::parse(read_whole(folder() / "market.json"), nullptr, true, true);
    market["pairs"].erase(market["pairs"].size() - 1);
    write("market.json", market.dump());
    daemon->send(SIGHUP);

    EXPECT_TRUE(eventually([&] { return daemon->err().find("reload refused: ") != std::string::npos; }));
    EXPECT_EQ(stop(*daemon).exit_code, 0);
}

TEST_F(Reload, SystemdIsToldOfIt) {
    const NotifySocket manager{(folder() / "notify").string()};
    const auto daemon = running({{"NOTIFY_SOCKET", (folder() / "notify").string()}});

    daemon->send(SIGHUP);

    EXPECT_THAT(manager.receive_with("RELOADING=1"), MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+\n"));
    EXPECT_THAT(manager.receive_with("READY=1"), HasSubstr("STATUS=block "));
    write(kFile, "nonsense");
    daemon->send(SIGHUP);
    EXPECT_THAT(manager.receive_with("refused"), HasSubstr("nothing changed: mine.json"));
}

class ReloadByRequest : public ServedDemo {
  protected:
    static constexpr const char* kToken = "a-token-long-enough-to-be-one";
    RawAnswer ask() const {
        return get("/api/v1/reload", std::string{"Authorization: Bearer "} + kToken + "\r\n", "POST");
    }
};

TEST_F(ReloadByRequest, SwapsUnderTheEyesOfThePageAndTheDifferenceIsShownBefore) {
    write(kFile, shipped());
    begin(kMine, {{"HTTP_TOKEN", kToken}});
    const std::string url = "http://127.0.0.1:" + std::to_string(port());
    write(kFile, changed());
    RawClient stream{port()};
    stream.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");

    const ProcessEnd before = run({"check", "--diff", "--url", url, "--strategies", kFile});
    const RawAnswer answer = ask();
    EXPECT_THAT(stream.read_until("event: reload"), HasSubstr("event: reload"));
    const Json served = Json::parse(get("/api/v1/configs").body);
    const ProcessEnd after = run({"check", "--diff", "--url", url, "--strategies", kFile});

    EXPECT_THAT(before.out, AllOf(HasSubstr("Low Gas is changed: max_trade_size_usd 77.0 instead of "),
                                  HasSubstr("high_gas is left out: its books would be closed"),
                                  HasSubstr("10 of 11 configurations would go on with their books")));
    EXPECT_EQ(answer.status, 202);
    EXPECT_THAT(served["configs"], SizeIs(11));
    EXPECT_EQ(config_of({{"configurations", served["configs"]}}, "low_gas")["config"]["max_trade_size_usd"], 77.0);
    EXPECT_THAT(after.out, AllOf(HasSubstr("11 of 11 configurations would go on"), Not(HasSubstr("is changed"))))
        << after.err;
    write(kFile, "nonsense");
    const RawAnswer refused = ask();
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("mine.json"));
    EXPECT_EQ(get("/api/v1/reload", "", "POST").status, 401);
}

TEST_F(ReloadByRequest, ADifferenceToNobodyIsAnError) {
    const ProcessEnd end = run({"check", "--diff", "--url", "http://127.0.0.1:9"});

    EXPECT_NE(end.exit_code, 0);
    EXPECT_THAT(end.err, HasSubstr("does paper-trading run there"));
}

}  // namespace
}  // namespace dexarb::testing

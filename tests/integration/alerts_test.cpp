#include "integration/alerts.hpp"

#include <csignal>

#include <gmock/gmock.h>

#include "support/places.hpp"

namespace dexarb::testing {
namespace {

using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class Alerts : public Program {
  protected:
    Alerts() {
        write("plain.json", kPlainTemplate);
        write("alerts.json", alerts_file("plain.json"));
    }

    static Words demo(const Words& more) {
        Words words{"demo", "--alerts", "alerts.json", "--block-interval", "2ms", "--no-http"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }
};

TEST_F(Alerts, ADemoTellsItsStartAndItsEndWithoutAServerOfItsOwn) {
    WebhookPeer peer;

    const ProcessEnd end = run(demo({"--max-blocks", "20"}), told(peer.url(kHookPath)));

    EXPECT_EQ(end.exit_code, 0) << end.err;
    const auto kinds = kinds_of(peer);
    ASSERT_THAT(kinds, SizeIs(::testing::Ge(2U)));
    EXPECT_EQ(kinds.front(), "started");
    EXPECT_EQ(kinds.back(), "stopped");
    EXPECT_THAT(told_of(peer, "started"), HasSubstr("on Polygon PoS (SIMULATED)"));
    EXPECT_THAT(end.err, HasSubstr("alerts go to ops at http://127.0.0.1"));
    EXPECT_THAT(end.out + end.err, Not(HasSubstr(kHookSecret)));
}

TEST_F(Alerts, AStopIsToldOnSigterm) {
    WebhookPeer peer;
    const auto process = start(demo({"--duration", "10m"}), told(peer.url(kHookPath)));
    ASSERT_TRUE(peer.has_received(1));

    process->send(SIGTERM);
    const ProcessEnd end = end_of(*process, kStopsWithin);

    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(kinds_of(peer).back(), "stopped");
}

TEST_F(Alerts, ADeadWebhookChangesNoDecision) {
    const Words words{"--max-blocks", "30", "--seed", "7", "--event-log", "events"};
    const ProcessEnd with = run(demo(words), told("http://127.0.0.1:9" + std::string{kHookPath}));
    const Words events_with = lines_of(read_whole(folder() / "events"));
    std::filesystem::remove(folder() / "events");
    const ProcessEnd without = run(
        {"demo", "--block-interval", "2ms", "--no-http", "--max-blocks", "30", "--seed", "7", "--event-log", "events"});
    const Words events_without = lines_of(read_whole(folder() / "events"));

    EXPECT_EQ(with.exit_code, 0) << with.err;
    EXPECT_THAT(with.err,
                AllOf(HasSubstr("alerts to ops: http://127.0.0.1: cannot connect"), Not(HasSubstr(kHookSecret))));
    EXPECT_EQ(without.exit_code, 0);
    ASSERT_GT(events_with.size(), 50U);
    EXPECT_EQ(Words(events_with.begin() + 1, events_with.end()),
              Words(events_without.begin() + 1, events_without.end()));
}

TEST_F(Alerts, TestSendsOneOfEachThroughEveryShippedTemplate) {
    for (const std::string name : {"discord", "ntfy", "slack", "telegram"}) {
        WebhookPeer peer;
        const std::string variables = name == "ntfy"       ? R"(, "variables": {"topic": "t"})"
                                      : name == "telegram" ? R"(, "variables": {"chat_id": "1"})"
                                                           : "";
        write("configs-" + name + ".json",
              alerts_file(test::source_dir() / ("configs/alerts/" + name + ".json"), variables));

        const ProcessEnd end =
            run({"alerts", "test", "--alerts", "configs-" + name + ".json"}, told(peer.url(kHookPath)));

        EXPECT_EQ(end.exit_code, 0) << end.err;
        EXPECT_THAT(end.out, HasSubstr("ops at http://127.0.0.1: 14 of 14 taken")) << name;
        EXPECT_THAT(peer.messages(), SizeIs(14));
        for (const HttpRequest& message : peer.messages())
            EXPECT_THAT(message.body, AllOf(HasSubstr("TEST of "), Not(HasSubstr("{title}"))));
    }
}

TEST_F(Alerts, TestSaysWhatWasNotTakenAndShowsNoSecret) {
    WebhookPeer peer{[](const HttpRequest& message, std::size_t) {
        return webhook_answer(403, {}, Json{{"message", "no " + message.target}}.dump());
    }};

    const ProcessEnd end =
        run({"alerts", "test", "--alerts", "alerts.json", "--log-level", "trace"}, told(peer.url(kHookPath)));

    EXPECT_EQ(end.exit_code, 1);
    EXPECT_THAT(end.out, HasSubstr("ops at http://127.0.0.1: 0 of 14 taken; http://127.0.0.1: HTTP 403"));
    EXPECT_THAT(end.out + end.err, Not(HasSubstr(kHookSecret)));
}

TEST_F(Alerts, ListNamesEveryKindAndWhoIsSentIt) {
    write("alerts.json", alerts_file("plain.json", R"(, "kinds": ["no_block"])"));

    const ProcessEnd end = run({"alerts", "list", "--alerts", "alerts.json"}, told("http://127.0.0.1:9/"));
    const ProcessEnd json = run({"alerts", "list", "--json"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(lines_of(end.out), SizeIs(14));
    EXPECT_THAT(end.out, ::testing::ContainsRegex("no_block +error +ops +no new block"));
    EXPECT_THAT(end.out, ::testing::ContainsRegex("trade +info +- +"));
    EXPECT_THAT(Json::parse(json.out)["kinds"], SizeIs(14));
    EXPECT_THAT(json.err, HasSubstr("Nobody is told: no alerts file"));
}

TEST_F(Alerts, AFileThatIsWrongIsRefusedByEveryCommandThatReadsIt) {
    write("alerts.json", alerts_file("plain.json", R"(, "kindz": ["no_block"])"));

    for (const Words& words : {Words{"check"}, Words{"run"}, Words{"demo"}, Words{"alerts", "test"}}) {
        Words all = words;
        all.insert(all.end(), {"--alerts", "alerts.json"});
        const ProcessEnd end = run(all, told("http://127.0.0.1:9" + std::string{kHookPath}));
        EXPECT_EQ(end.exit_code, 3);
        EXPECT_THAT(end.err, AllOf(HasSubstr("alerts.json: /webhooks/0/kindz: unknown key; did you mean \"kinds\"?"),
                                   Not(HasSubstr(kHookSecret))));
    }
}

TEST_F(Alerts, TheEnvFileGivesFileAndAddressAndCheckShowsSchemeAndHost) {
    write(".env", "ALERTS_FILE=alerts.json\nALERT_URL=https://hooks.example" + std::string{kHookPath} + "\n");

    const ProcessEnd end = run({"check", "--log-level", "trace"});

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_THAT(end.out, HasSubstr("alerts.json: webhook ops: https://hooks.example, 14 of 14 kinds of alerts"));
    EXPECT_THAT(end.out + end.err, AllOf(Not(HasSubstr(kHookSecret)), Not(HasSubstr("ignored"))));
}

TEST_F(Alerts, TestWithoutAFileSaysWhatIsMissing) {
    const ProcessEnd end = run({"alerts", "test"});

    EXPECT_EQ(end.exit_code, 3);
    EXPECT_THAT(end.err, HasSubstr("--alerts or ALERTS_FILE"));
}

}  // namespace
}  // namespace dexarb::testing

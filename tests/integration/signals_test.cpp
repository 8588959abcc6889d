#include <csignal>
#include <set>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/program.hpp"
#include "integration/served_node.hpp"

namespace dexarb::testing {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// A port nobody listens on.

class Signals : public Program {
  protected:
    static std::string log_of(const ChildProcess& process) { return process.err(); }

    /// Running once it has said that it reads the market.
    std::unique_ptr<ChildProcess> running(const Words& arguments, const std::string& sign) const {
        auto process = start(arguments);
        EXPECT_TRUE(eventually([&] { return (process->err() + process->out()).find(sign) != std::string::npos; }))
            << process->err();
        return process;
    }

    static void expect_orderly_end(ChildProcess& process, int signal) {
        process.send(signal);
        const ProcessEnd end = end_of(process, kStopsWithin);
        EXPECT_EQ(end.exit_code, 0) << "signal " << end.signal << "\n" << end.err;
        EXPECT_THAT(end.out, HasSubstr("last report"));
    }

    std::size_t count_of(const std::string& file, const std::string& part) const {
        std::size_t count = 0;
        for (const std::string& line : lines_of(read_whole(folder() / file)))
            count += line.find(part) == std::string::npos ? 0U : 1U;
        return count;
    }
};

TEST_F(Signals, DemoEndsWithItsLastReportAndEveryActionAnswered) {
    for (const int signal : {SIGTERM, SIGINT}) {
        const std::string log = "events-" + std::to_string(signal);
        auto demo = running({"demo", "--block-interval", "10ms", "--event-log", log}, "pools certain");
        ASSERT_TRUE(eventually([&] { return count_of(log, R"("type":"action")") > 0; }));

        expect_orderly_end(*demo, signal);

        EXPECT_EQ(count_of(log, R"("type":"action")"), count_of(log, R"("type":"outcome")"));
    }
}

TEST_F(Signals, DemoEndsBeforeItsFirstBlock) {
    auto demo = running({"demo", "--block-interval", "1h"}, "reading the market");

    expect_orderly_end(*demo, SIGTERM);
}

TEST_F(Signals, RunAgainstADeadEndpointEnds) {
    for (const int signal : {SIGTERM, SIGINT}) {
        auto run = running({"run", "--rpc", kDead}, "trying again");

        expect_orderly_end(*run, signal);
    }
}

TEST_F(Signals, RunAgainstASlowNodeEnds) {
    ServedNodeOptions options;
    options.intercept = [](std::string_view, std::string_view) { return reply_after(30s); };
    ServedNode node{std::move(options)};
    auto run = running({"run", "--rpc", node.url()}, "reading the market");

    expect_orderly_end(*run, SIGTERM);
}

TEST_F(Signals, SecondStopEndsWithoutDelay) {
    auto run = running({"run", "--rpc", kDead}, "trying again");

    run->send(SIGTERM);
    run->send(SIGTERM);
    const ProcessEnd end = end_of(*run, kStopsWithin);

    EXPECT_TRUE(end.exit_code == 0 || end.exit_code == 128 + SIGTERM || end.signal == SIGTERM) << end.exit_code;
}

TEST_F(Signals, Usr1PrintsAReportAtAnyTime) {
    auto run = running({"run", "--rpc", kDead}, "trying again");

    run->send(SIGUSR1);

    EXPECT_TRUE(eventually([&] { return run->out().find("CONFIGURATIONS") != std::string::npos; }));
    EXPECT_NE(run->out().find("ASSUMED, NOT MEASURED"), std::string::npos) << "the whole of it";
    expect_orderly_end(*run, SIGTERM);
}

TEST_F(Signals, ReportsInBetweenAreBriefAndTheLastIsWhole) {
    const ProcessEnd end = run(
        {"demo", "--max-blocks", "80", "--block-interval", "10ms", "--report-every", "200ms", "--log-level", "error"});

    const auto occurrences = [&](const std::string& part) {
        std::size_t count = 0;
        for (auto at = end.out.find(part); at != std::string::npos; at = end.out.find(part, at + 1))
            ++count;
        return count;
    };
    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_GE(occurrences("CONFIGURATIONS by net"), 3U);
    EXPECT_EQ(occurrences("ASSUMED, NOT MEASURED"), 1U);
    EXPECT_EQ(occurrences("paper-trading report --full"), occurrences("CONFIGURATIONS by net") - 1);
}

TEST_F(Signals, Usr2OpensTheRenamedEventLogAnew) {
    auto demo = running({"demo", "--block-interval", "10ms", "--event-log", "events"}, "pools certain");
    ASSERT_TRUE(eventually([&] { return count_of("events", R"("type":"action")") > 0; }));

    std::filesystem::rename(folder() / "events", folder() / "events.1");
    demo->send(SIGUSR2);
    ASSERT_TRUE(eventually([&] { return count_of("events", "") > 1; }));
    expect_orderly_end(*demo, SIGTERM);

    const Words lines = lines_of(read_whole(folder() / "events"));
    EXPECT_EQ(Json::parse(lines.front())["type"], "start");
    EXPECT_EQ(count_of("events", R"("type":"start")"), 1U);
    EXPECT_EQ(count_of("events.1", R"("type":"start")"), 1U);
    EXPECT_EQ(count_of("events", R"("type":"action")") + count_of("events.1", R"("type":"action")"),
              count_of("events", R"("type":"outcome")") + count_of("events.1", R"("type":"outcome")"));
}

}  // namespace
}  // namespace dexarb::testing

#include <csignal>

#include <gmock/gmock.h>

#include "integration/program.hpp"
#include "support/notify_socket.hpp"
#include "support/places.hpp"

namespace dexarb::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

/// A port nobody listens on.

/// The program as systemd starts it.
class Systemd : public Program {
  protected:
    [[nodiscard]] Environment told(const Environment& more = {}) const {
        Environment environment{{"NOTIFY_SOCKET", (folder() / "notify").string()}};
        environment.insert(more.begin(), more.end());
        return environment;
    }

    NotifySocket manager{(folder() / "notify").string()};
};

TEST_F(Systemd, IsReadyWithTheFirstSnapshotAndSaysItsEnd) {
    const auto demo = start({"demo", "--block-interval", "10ms", "--duration", "10m"}, told());

    EXPECT_THAT(manager.receive_with("READY=1"),
                MatchesRegex("READY=1\nSTATUS=block [0-9]+, [0-9]+ s old; 12 configurations, net -?\\$[0-9.]+\n"));
    demo->send(SIGTERM);
    EXPECT_THAT(manager.receive_with("STOPPING=1"), HasSubstr("STATUS=ending: block "));
    EXPECT_EQ(end_of(*demo).exit_code, 0);
}

TEST_F(Systemd, ADeadNodeKeepsItWaitingAliveAndNotReady) {
    const auto run = start({"run", "--rpc", kDead}, told({{"WATCHDOG_USEC", "80000"}}));

    EXPECT_THAT(manager.receive_with("STATUS"),
                AllOf(StartsWith("STATUS=waiting for the node: "), HasSubstr("http://127.0.0.1: cannot connect")));
    for (int feeds = 0; feeds < 3; ++feeds)
        EXPECT_THAT(manager.receive_with("WATCHDOG=1"), Not(HasSubstr("READY")));
    run->send(SIGTERM);
    EXPECT_EQ(end_of(*run).exit_code, 0);
    EXPECT_THAT(manager.receive_with("STOPPING=1"), HasSubstr("ending: reading the market"));
}

TEST_F(Systemd, FollowingFeedsTheWatchdog) {
    const auto demo =
        start({"demo", "--block-interval", "10ms", "--duration", "10m"}, told({{"WATCHDOG_USEC", "80000"}}));

    ASSERT_THAT(manager.receive_with("READY=1"), Not(""));
    for (int feeds = 0; feeds < 5; ++feeds)
        EXPECT_THAT(manager.receive_with("WATCHDOG=1"), Not(""));
}

TEST_F(Systemd, TheLogHasNoLinePerBlock) {
    const ProcessEnd end = run({"demo", "--block-interval", "1ms", "--max-blocks", "25"});

    EXPECT_THAT(lines_of(end.err), SizeIs(::testing::Lt(20U))) << end.err;
}

/// The files of configs/systemd as systemd's own tools judge them; without these there is nothing to ask.
class Unit : public Program {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(kAnalyze)) GTEST_SKIP() << "no " << kAnalyze << " (package systemd)";
        // The judge wants the program where the unit says that it is.
        std::string text = read_whole(test::source_dir() / "configs/systemd/dexarb.service");
        const std::string installed = "/usr/bin/paper-trading";
        for (auto at = text.find(installed); at != std::string::npos; at = text.find(installed, at + 1))
            text.replace(at, installed.size(), PAPER_TRADING);
        write("dexarb.service", text);
    }

    [[nodiscard]] ProcessEnd analyze(Words arguments) const {
        arguments.push_back((folder() / "dexarb.service").string());
        ChildProcess process{{kAnalyze, std::move(arguments), {}, folder()}};
        return end_of(process);
    }

    static constexpr const char* kAnalyze = "/usr/bin/systemd-analyze";
};

TEST_F(Unit, IsVerified) {
    const ProcessEnd end = analyze({"verify", "--man=no"});

    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.err, "");
}

TEST_F(Unit, IsExposedByTwoOfTenAtMost) {
    const ProcessEnd end = analyze({"security", "--offline=true", "--threshold=20", "--no-pager"});

    EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

}  // namespace
}  // namespace dexarb::testing

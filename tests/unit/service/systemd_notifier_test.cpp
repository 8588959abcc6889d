#include "dexarb/service/systemd_notifier.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <unistd.h>

#include "support/child_process.hpp"
#include "support/notify_socket.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Optional;

/// Datagrams between two local sockets are there as soon as they were sent.
constexpr auto kAtOnce = 0ms;

class SystemdNotifierTest : public ::testing::Test {
  protected:
    dexarb::testing::TemporaryFolder folder_;
    std::string path_ = (folder_.path() / "notify").string();
    dexarb::testing::NotifySocket manager_{path_};
};

TEST_F(SystemdNotifierTest, SaysEachStateInItsOwnDatagram) {
    SystemdNotifier notifier{{path_, std::nullopt}};

    notifier.ready("block 7");
    notifier.status("block 8");
    notifier.stopping("ending");

    EXPECT_THAT(manager_.receive(kAtOnce), Optional(std::string{"READY=1\nSTATUS=block 7\n"}));
    EXPECT_THAT(manager_.receive(kAtOnce), Optional(std::string{"STATUS=block 8\n"}));
    EXPECT_THAT(manager_.receive(kAtOnce), Optional(std::string{"STOPPING=1\nSTATUS=ending\n"}));
}

TEST_F(SystemdNotifierTest, StatusIsOneLineAndNotRepeated) {
    SystemdNotifier notifier{{path_, std::nullopt}};

    notifier.status("two\nlines");
    notifier.status("two\nlines");

    EXPECT_THAT(manager_.receive(kAtOnce), Optional(std::string{"STATUS=two lines\n"}));
    EXPECT_EQ(manager_.receive(kAtOnce), std::nullopt);
}

TEST_F(SystemdNotifierTest, WatchdogIsFedByProgressAlone) {
    SystemdNotifier notifier{{path_, 1h}};

    notifier.status("alive");
    EXPECT_THAT(manager_.receive(kAtOnce), Optional(std::string{"STATUS=alive\n"}));
    EXPECT_EQ(manager_.receive(kAtOnce), std::nullopt);
    notifier.progress();
    notifier.progress();

    EXPECT_THAT(manager_.receive(kAtOnce), Optional(std::string{"WATCHDOG=1\n"}));
    EXPECT_EQ(manager_.receive(kAtOnce), std::nullopt) << "often enough in an hour";
}

TEST_F(SystemdNotifierTest, WithoutWatchdogProgressIsNotTold) {
    SystemdNotifier notifier{{path_, std::nullopt}};

    notifier.progress();

    EXPECT_EQ(manager_.receive(kAtOnce), std::nullopt);
}

TEST_F(SystemdNotifierTest, AFullQueueLosesStatusButNotReady) {
    SystemdNotifier notifier{{path_, std::nullopt}};
    for (int i = 0; i < 5'000; ++i)
        notifier.status(std::to_string(i));
    notifier.ready("started");

    while (manager_.receive(kAtOnce)) {
    }
    notifier.status("later");

    EXPECT_THAT(manager_.receive(kAtOnce), Optional(std::string{"READY=1\nSTATUS=started\nSTATUS=later\n"}));
}

TEST(SystemdNotifier, ReachesAnAbstractSocket) {
    const std::string name = "@dexarb-notify-" + std::to_string(::getpid());
    const dexarb::testing::NotifySocket manager{name};
    SystemdNotifier notifier{{name, std::nullopt}};

    notifier.ready("here");

    EXPECT_THAT(manager.receive(kAtOnce), Optional(HasSubstr("READY=1")));
}

TEST(SystemdNotifier, DoesNothingWithoutAUsableSocket) {
    for (const std::string& socket :
         {std::string{}, std::string{"vsock:2:1"}, std::string{"/nobody/here"}, "/" + std::string(200, 'x')}) {
        SystemdNotifier notifier{{socket, 1s}};

        notifier.ready("here");
        notifier.progress();
        notifier.stopping("gone");
    }
}

class NotifyEnvironment : public ::testing::Test {
  protected:
    void TearDown() override {
        for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            ::unsetenv(name);
    }
    static NotifyOptions with_watchdog(const std::string& usec, const std::string& pid) {
        ::setenv("WATCHDOG_USEC", usec.c_str(), 1);
        ::setenv("WATCHDOG_PID", pid.c_str(), 1);
        return notify_options_from_environment();
    }
};

TEST_F(NotifyEnvironment, NamesSocketAndWatchdog) {
    ::setenv("NOTIFY_SOCKET", "/run/systemd/notify", 1);

    const NotifyOptions options = with_watchdog("2000000", std::to_string(::getpid()));

    EXPECT_EQ(options.socket, "/run/systemd/notify");
    EXPECT_EQ(options.watchdog, 2s);
}

TEST_F(NotifyEnvironment, AWatchdogOfAnotherProcessOrNoNumberIsNone) {
    EXPECT_EQ(with_watchdog("2000000", "1").watchdog, std::nullopt);
    EXPECT_EQ(with_watchdog("2 s", "").watchdog, std::nullopt);
    EXPECT_EQ(with_watchdog("0", "").watchdog, std::nullopt);
    EXPECT_EQ(with_watchdog("-5", "").watchdog, std::nullopt);
}

}  // namespace
}  // namespace dexarb

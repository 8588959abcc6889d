// The journal as its user meets it: written by the real program, read by its verbs, refused with exit code 5.

#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "integration/program.hpp"
#include "integration/served_node.hpp"

namespace dexarb::testing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Journal : public Program {
  protected:
    Words demo(const Words& more = {}) const {
        Words words{"demo", "--seed", "7", "--max-blocks", "60", "--block-interval", "2ms"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }
    Json json(const Words& arguments, int code = 0) const {
        const ProcessEnd end = run(arguments);
        EXPECT_EQ(end.exit_code, code) << end.out << end.err;
        return Json::parse(end.out, nullptr, false);
    }
    fs::path file() const { return folder() / "state" / "journal.sqlite"; }

    /// The program in a mount namespace of its own, in which `options` lie over the folder "mounted". Nothing where
    /// this system does not let us.
    std::unique_ptr<ChildProcess> start_mounted(const std::string& options, const Words& arguments) const {
        fs::create_directory(folder() / "mounted");
        std::string command = "mount -t tmpfs -o " + options + " none mounted && exec " PAPER_TRADING;
        for (const std::string& argument : arguments)
            command += " " + argument;
        return std::make_unique<ChildProcess>(
            ProcessCall{"/usr/bin/unshare", {"-rm", "sh", "-c", command}, {{"HOME", folder().string()}}, folder()});
    }
    bool can_mount() const {
        fs::create_directory(folder() / "tried");
        ChildProcess tried{
            ProcessCall{"/usr/bin/unshare", {"-rm", "sh", "-c", "mount -t tmpfs none tried"}, {}, folder()}};
        return end_of(tried).exit_code == 0;
    }
};

TEST_F(Journal, OfADemoIsWrittenWhereItIsAskedForAndHoldsTogether) {
    const ProcessEnd without = run(demo({"--json"}));
    const ProcessEnd with = run(demo({"--json", "--state-dir", "state"}));
    const Json report = Json::parse(lines_of(with.out).back());
    const Json check = json({"journal", "check", "--json", "--state-dir", "state"});
    const Json runs = json({"runs", "--json", "--state-dir", "state"})["runs"];

    EXPECT_FALSE(fs::exists(folder() / ".local"));
    EXPECT_EQ(report["configurations"], Json::parse(lines_of(without.out).back())["configurations"]);
    EXPECT_EQ(check["ok"], true) << check["problems"];
    EXPECT_EQ(check["blocks"], 60);
    EXPECT_EQ(check["books_compared"], 12);
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0]["ended"], "stopped");
    EXPECT_EQ(runs[0]["command"], "demo");
    EXPECT_EQ(runs[0]["actions"], check["actions"]);
    EXPECT_GT(check["actions"], 0);
    std::int64_t net = 0;
    for (const Json& config : report["configurations"])
        net += std::llround(config["metrics"]["net_usd"].get<double>() * 1e6);
    EXPECT_EQ(std::llround(runs[0]["net_usd"].get<double>() * 1e6), net);
}

TEST_F(Journal, OfARunCanBeReadWhileItIsWrittenAndByNoSecondWriter) {
    const ServedNode node{{.block_interval = 50ms, .intercept = {}}};
    const auto daemon = start({"run", "--rpc", node.url(), "--report-every", "200ms"});
    const fs::path state = folder() / ".local/state/dexarb";
    ASSERT_TRUE(eventually([&] {
        const ProcessEnd listed = run({"runs", "--json"});
        return listed.exit_code == 0 && Json::parse(listed.out)["runs"][0]["blocks"] > 5;
    }));
    const Json running = json({"runs", "--last", "1", "--json"})["runs"][0];
    const Json check = json({"journal", "check", "--json"});
    const Json vacuumed = json({"journal", "vacuum", "--keep", "1ms", "--json"});
    const ProcessEnd second = run({"run", "--rpc", node.url()});
    const ProcessEnd unjournalled = run({"run", "--rpc", node.url(), "--no-journal", "--max-blocks", "2"});
    daemon->send(SIGTERM);
    const ProcessEnd end = end_of(*daemon);

    EXPECT_EQ(running["ended"], "running");
    EXPECT_EQ(check["ok"], true) << check["problems"];
    EXPECT_EQ(vacuumed["dropped"], Json::array());
    EXPECT_EQ(second.exit_code, kJournal);
    EXPECT_THAT(second.err, AllOf(HasSubstr("another paper-trading, process "), HasSubstr("--state-dir")));
    EXPECT_EQ(unjournalled.exit_code, 0) << unjournalled.err;
    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_EQ(json({"runs", "--json"})["runs"][0]["ended"], "stopped");
    EXPECT_EQ(json({"journal", "check", "--json"})["ok"], true);
}

TEST_F(Journal, OfAKilledRunEndsWithAWholeStepAndCountsAsCrashed) {
    const ServedNode node{{.block_interval = 20ms, .intercept = {}}};
    const auto daemon = start({"run", "--rpc", node.url()});
    ASSERT_TRUE(eventually([&] { return run({"runs"}).exit_code == 0; }));
    std::this_thread::sleep_for(300ms);
    daemon->send(SIGKILL);
    EXPECT_EQ(end_of(*daemon).signal, SIGKILL);

    EXPECT_EQ(json({"runs", "--json"})["runs"][0]["ended"], "crashed");
    EXPECT_EQ(json({"journal", "check", "--json"})["ok"], true);
}

TEST_F(Journal, ThatCannotBeUsedEndsTheStartWithFive) {
    ASSERT_EQ(run(demo({"--state-dir", "state"})).exit_code, 0);
    std::ofstream{file(), std::ios::binary | std::ios::in | std::ios::out} << std::string(200, 'x');
    fs::remove(file().string() + "-wal");
    const ProcessEnd damaged = run(demo({"--state-dir", "state"}));
    const ProcessEnd checked = run({"journal", "check", "--state-dir", "state"});
    const ProcessEnd missing = run({"journal", "check", "--state-dir", "nowhere"});

    EXPECT_EQ(damaged.exit_code, kJournal);
    EXPECT_EQ(damaged.out.find("last report"), std::string::npos);
    EXPECT_THAT(damaged.err, HasSubstr("this is no journal"));
    EXPECT_EQ(checked.exit_code, kJournal);
    EXPECT_EQ(missing.exit_code, kJournal);
    EXPECT_THAT(missing.err, HasSubstr("there is no journal"));
}

TEST_F(Journal, OnAReadOnlyFileSystemEndsTheStartWithFive) {
    if (!can_mount()) GTEST_SKIP() << "no mount namespaces here";
    const auto program = start_mounted("ro", demo({"--state-dir", "mounted/state"}));
    const ProcessEnd end = end_of(*program);

    EXPECT_EQ(end.exit_code, kJournal) << end.err;
    EXPECT_THAT(end.err, AllOf(HasSubstr("Read-only file system"), HasSubstr("--no-journal")));
}

TEST_F(Journal, OnADiskThatIsFullFromTheStartEndsItWithFive) {
    if (!can_mount()) GTEST_SKIP() << "no mount namespaces here";
    const auto program = start_mounted("size=16k", demo({"--state-dir", "mounted"}));
    const ProcessEnd end = end_of(*program);

    EXPECT_EQ(end.exit_code, kJournal) << end.err;
    EXPECT_THAT(end.err, HasSubstr("disk is full"));
}

TEST_F(Journal, OnADiskThatFillsUpLetsTradingGoOnWithAnAlarm) {
    if (!can_mount()) GTEST_SKIP() << "no mount namespaces here";
    const auto program = start_mounted("size=900k", demo({"--state-dir", "mounted", "--json"}));
    const ProcessEnd end = end_of(*program);
    const Json report = Json::parse(lines_of(end.out).back());

    EXPECT_EQ(end.exit_code, 0) << end.err;
    EXPECT_EQ(report["feed"]["blocks_seen"], 60);
    ASSERT_EQ(report["alarms"].size(), 1U);
    EXPECT_THAT(report["alarms"][0], AllOf(HasSubstr("the disk is full"), HasSubstr("trading goes on")));
    EXPECT_THAT(end.err, HasSubstr("ALARM"));
}

}  // namespace
}  // namespace dexarb::testing

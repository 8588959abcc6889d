// The page in a real browser. One browser, started by run.mjs, goes through all checks; each is a test here.
#include <cstdlib>
#include <filesystem>
#include <map>

#include <gtest/gtest.h>

#include "integration/program.hpp"
#include "support/places.hpp"

namespace dexarb::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kHangsInBrowser{300'000};

/// What keeps the checks from running here, or nothing.
std::string missing() {
    const fs::path source = test::source_dir();
    if (!fs::exists(CHROMIUM)) return "no " CHROMIUM " (Debian's package chromium)";
    if (!fs::exists(source / "tests/page/node_modules")) return "tests/page/install was not run";
    if (!fs::exists(source / "src/service/page/dist/index.html")) return "src/service/page/build was not run";
    return {};
}

class Page : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!missing().empty()) return;
        const fs::path script = test::source_dir() / "tests/page/run.mjs";
        const TemporaryFolder home;
        ChildProcess checks{{"/usr/bin/env",
                             {"node", script.string(), PAPER_TRADING, CHROMIUM},
                             {{"HOME", home.path().string()}, {"PATH", std::getenv("PATH")}},
                             home.path()}};
        const ProcessEnd end = end_of(checks, kHangsInBrowser);
        output() = end.out + end.err;
        for (const std::string& line : lines_of(end.out)) {
            if (line.starts_with("ok ")) results()[line.substr(3)] = "ok";
            if (line.starts_with("not ok "))
                results()[line.substr(7, line.find(':') - 7)] = line.substr(line.find(':') + 1);
        }
    }

    static std::map<std::string, std::string>& results() {
        static std::map<std::string, std::string> all;
        return all;
    }
    static std::string& output() {
        static std::string all;
        return all;
    }

    /// The check named like the running test.
    void expect_ok() const {
        if (const std::string why = missing(); !why.empty()) GTEST_SKIP() << why;
        const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
        EXPECT_EQ(results()[name], "ok") << output();
    }
};

TEST_F(Page, ContentIsThere) {
    expect_ok();
}

TEST_F(Page, BlocksComeLive) {
    expect_ok();
}

TEST_F(Page, ComesBackAfterARestart) {
    expect_ok();
}

TEST_F(Page, FitsAndReads) {
    expect_ok();
}

TEST_F(Page, WorksByKeyboard) {
    expect_ok();
}

TEST_F(Page, TenThousandTrades) {
    expect_ok();
}

TEST_F(Page, PastShowsTheRun) {
    expect_ok();
}

TEST_F(Page, PastFitsAndPrints) {
    expect_ok();
}

}  // namespace
}  // namespace dexarb::testing

#include "dexarb/app/state_directory.hpp"

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "support/child_process.hpp"

namespace dexarb {
namespace {

using ::testing::HasSubstr;

/// The two variables as a test needs them, and as they were afterwards.
class StateDirectory : public ::testing::Test {
  protected:
    StateDirectory() { set(nullptr, nullptr); }
    ~StateDirectory() override { set(nullptr, nullptr); }

    static void set(const char* state_directory, const char* home) {
        put("STATE_DIRECTORY", state_directory);
        put("HOME", home);
    }

  private:
    static void put(const char* name, const char* value) {
        if (value == nullptr)
            ::unsetenv(name);
        else
            ::setenv(name, value, 1);
    }
};

TEST_F(StateDirectory, WhatIsNamedComesFirstThenSystemdsThenHome) {
    set(nullptr, "/home/ada");
    EXPECT_EQ(state_directory({}, "")->string(), "/home/ada/.local/state/dexarb");

    set("/var/lib/dexarb:/var/lib/other", "/home/ada");
    EXPECT_EQ(state_directory({})->string(), "/var/lib/dexarb");
    EXPECT_EQ(state_directory({.folder = "here"})->string(), "here");
}

TEST_F(StateDirectory, AnInstalledDaemonsComesBeforeHomeForItsOwnerAndWhoMayRead) {
    set(nullptr, "/home/ada");
    const testing::TemporaryFolder installed;
    const auto nowhere = installed.path() / "nowhere";

    EXPECT_EQ(*state_directory({}, installed.path()), installed.path());
    EXPECT_EQ(*state_to_read({}, installed.path()), installed.path());
    EXPECT_EQ(state_directory({}, nowhere)->string(), "/home/ada/.local/state/dexarb");
    EXPECT_EQ(state_to_read({}, nowhere)->string(), "/home/ada/.local/state/dexarb");
    EXPECT_EQ(state_to_read({.folder = "here"}, installed.path())->string(), "here");
}

TEST_F(StateDirectory, AnotherUsersIsReadButNotWritten) {
    set(nullptr, "/home/ada");
    const testing::TemporaryFolder installed;
    if (::chown(installed.path().c_str(), 65'534, 65'534) != 0) GTEST_SKIP() << "only root may give a folder away";

    EXPECT_EQ(state_directory({}, installed.path())->string(), "/home/ada/.local/state/dexarb");
    EXPECT_EQ(*state_to_read({}, installed.path()), installed.path());
}

TEST_F(StateDirectory, WithoutAnyTheErrorNamesAllThree) {
    const auto folder = state_directory({}, "");

    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().code, ErrorCode::kIo);
    for (const char* name : {"--state-dir", "$STATE_DIRECTORY", "$HOME"})
        EXPECT_THAT(folder.error().detail, HasSubstr(name));
}

TEST_F(StateDirectory, FoldersAreMadeAsDeepAsNeeded) {
    const testing::TemporaryFolder folder;
    const StateOptions options{folder.path() / "a" / "b"};

    const auto made = make_state_folder(options, "recordings");

    ASSERT_TRUE(made) << made.error().detail;
    EXPECT_TRUE(std::filesystem::is_directory(folder.path() / "a" / "b" / "recordings"));
}

TEST_F(StateDirectory, WhatCannotBeMadeIsNamed) {
    const testing::TemporaryFolder folder;
    std::ofstream{folder.path() / "file"} << "no folder";

    const auto made = make_state_folder({folder.path() / "file"}, "recordings");

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::kIo);
    EXPECT_THAT(made.error().detail, HasSubstr((folder.path() / "file" / "recordings").string()));
    EXPECT_THAT(made.error().detail, HasSubstr("--state-dir"));
}

}  // namespace
}  // namespace dexarb

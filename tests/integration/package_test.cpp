#include <gmock/gmock.h>

#include "integration/program.hpp"
#include "support/length.hpp"
#include "support/places.hpp"

namespace dexarb::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kDpkgDeb = "/usr/bin/dpkg-deb";
constexpr const char* kShlibdeps = "/usr/bin/dpkg-shlibdeps";
constexpr const char* kLintian = "/usr/bin/lintian";

/// The Debian package as `cpack` makes it of this build, made once for all
/// tests here.
class Package : public Program {
  protected:
    static void SetUpTestSuite() {
        if (!test::runs_full_length() || !exists(kDpkgDeb) || !exists(kShlibdeps)) return;
        folder_of_all = std::make_unique<TemporaryFolder>();
        const ProcessEnd end =
            tool(CPACK, {"--config", std::string{DEXARB_BUILD} + "/CPackConfig.cmake", "-G", "DEB;TGZ", "-D",
                         "CPACK_DEBIAN_COMPRESSION_TYPE=gzip", "-B", folder_of_all->path().string()});
        ASSERT_EQ(end.exit_code, 0) << end.out << end.err;
        for (const auto& file : std::filesystem::directory_iterator{folder_of_all->path()}) {
            if (file.path().extension() == ".deb") deb = file.path().string();
            if (file.path().extension() == ".gz") tarball = file.path().string();
        }
    }
    static void TearDownTestSuite() { folder_of_all.reset(); }

    void SetUp() override {
        if (!test::runs_full_length()) GTEST_SKIP() << "packs only with DEXARB_FULL=1";
        if (!exists(kDpkgDeb) || !exists(kShlibdeps)) GTEST_SKIP() << "no dpkg-deb or dpkg-shlibdeps (dpkg-dev)";
        ASSERT_NE(deb, "");
    }

    static bool exists(const char* file) { return std::filesystem::exists(file); }

    static ProcessEnd tool(const std::string& program, Words arguments) {
        const Environment environment{{"LC_ALL", "C"}, {"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};
        ChildProcess process{{program, std::move(arguments), environment, folder_of_all->path()}};
        return end_of(process, std::chrono::minutes{10});
    }

    /// What the listing of an archive names, from the root on, without folders. No name has a space in it.
    static Words files_in(const std::string& listing) {
        Words files;
        for (const std::string& line : lines_of(listing)) {
            const auto name = line.rfind(' ');
            if (name != std::string::npos && !line.ends_with('/')) files.push_back(line.substr(line.find('/', name)));
        }
        return files;
    }

    static inline std::unique_ptr<TemporaryFolder> folder_of_all;
    static inline std::string deb;
    static inline std::string tarball;
};

TEST_F(Package, HoldsAllThatAServiceNeeds) {
    const std::string files = tool(kDpkgDeb, {"--contents", deb}).out;

    for (const char* file :
         {"./usr/bin/paper-trading\n", "./etc/dexarb/polygon.json\n", "./etc/dexarb/strategies.json\n",
          "./etc/dexarb/strategies.schema.json\n", "./etc/dexarb/alerts.json\n", "./etc/dexarb/alerts.schema.json\n",
          "./etc/dexarb/alert-template.schema.json\n", "./etc/dexarb/alerts/discord.json\n",
          "./etc/dexarb/alerts/ntfy.json\n", "./etc/dexarb/alerts/slack.json\n", "./etc/dexarb/alerts/telegram.json\n",
          "./lib/systemd/system/dexarb.service\n", "./usr/lib/sysusers.d/dexarb.conf\n",
          "./usr/share/man/man1/paper-trading.1", "./usr/share/bash-completion/completions/paper-trading\n",
          "./usr/share/zsh/vendor-completions/_paper-trading\n", "./usr/share/doc/dexarb/operations.md\n"})
        EXPECT_THAT(files, HasSubstr(file));
    EXPECT_THAT(files, Not(HasSubstr("/home/")));
}

TEST_F(Package, NamesTheLibrariesThatTheProgramIsLinkedTo) {
    const std::string depends = tool(kDpkgDeb, {"--field", deb, "Depends"}).out;

    for (const char* library : {"libc6 (>=", "libssl3", "libsqlite3-0", "libspdlog", "libsimdjson", "systemd"})
        EXPECT_THAT(depends, HasSubstr(library));
}

TEST_F(Package, EveryFileBelowEtcIsAConffile) {
    ASSERT_EQ(tool(kDpkgDeb, {"--control", deb, "control"}).exit_code, 0);

    const Words listed = lines_of(read_whole(folder_of_all->path() / "control/conffiles"));

    Words packed;
    for (const std::string& line : lines_of(tool(kDpkgDeb, {"--contents", deb}).out))
        if (const auto at = line.find("./etc/"); at != std::string::npos && !line.ends_with('/'))
            packed.push_back(line.substr(at + 1));
    EXPECT_THAT(listed, ::testing::UnorderedElementsAreArray(packed));
}

TEST_F(Package, TheTarballHoldsTheSameFiles) {
    const Words packed = files_in(tool(kDpkgDeb, {"--contents", deb}).out);

    EXPECT_THAT(packed, ::testing::SizeIs(::testing::Gt(30U)));
    EXPECT_THAT(files_in(tool("/usr/bin/tar", {"-tvzf", tarball}).out), ::testing::UnorderedElementsAreArray(packed));
}

TEST_F(Package, LivesOnACleanTreeFromInstallToPurge) {
    const std::string script = (test::source_dir() / "tests/integration/package_life").string();

    const ProcessEnd end = tool(script, {deb, folder_of_all->path().string()});

    if (end.exit_code == 77) GTEST_SKIP() << end.out;
    EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
    EXPECT_THAT(end.out, HasSubstr("ok: nothing of it is left\n0 amiss"));
}

TEST_F(Package, LintianFindsNoError) {
    if (!exists(kLintian)) GTEST_SKIP() << "no " << kLintian;

    const ProcessEnd end = tool(kLintian, {"--fail-on", "error", "--no-tag-display-limit", deb});

    EXPECT_EQ(end.exit_code, 0) << end.out;
}

}  // namespace
}  // namespace dexarb::testing

#include "dexarb/config/text_file.hpp"

#include <gtest/gtest.h>

#include "config_support.hpp"

namespace dexarb {
namespace {

TEST(TextFile, NamesAFileThatIsMissing) {
    EXPECT_EQ(read_text_file("/nowhere/polygon.json").error().detail, "/nowhere/polygon.json: no such file");
    EXPECT_EQ(read_text_file("/nowhere/polygon.json").error().code, ErrorCode::kNotFound);
}

TEST(TextFile, RefusesADirectory) {
    EXPECT_EQ(read_text_file("/").error().detail, "/: is a directory, not a file");
}

TEST(TextFile, RefusesAFileThatMayNotBeRead) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may read every file";
    const TemporaryFile file{"{}"};
    std::filesystem::permissions(file.path(), std::filesystem::perms::none);

    EXPECT_EQ(read_text_file(file.path()).error().detail, file.path() + ": cannot be read: Permission denied");
}

TEST(TextFile, RefusesAFileWithoutEnd) {
    EXPECT_EQ(read_text_file("/dev/zero").error().detail, "/dev/zero: is larger than 4 MiB; is this the right file?");
}

TEST(TextFile, NamesThePlaceThatIsNotUtf8) {
    const TemporaryFile file{"{\n  \"name\": \"caf\xe9\"\n}"};

    EXPECT_EQ(read_text_file(file.path()).error().detail,
              file.path() + ":2:15: not UTF-8 (byte 0xe9): save the file as UTF-8");
}

// The edges of Table 3-7 of the Unicode standard.
TEST(TextFile, KnowsWellFormedUtf8) {
    for (const char* text : {"", "a", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                             "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
        EXPECT_EQ(find_invalid_utf8(text), std::string_view::npos) << text;
    for (const char* text : {"\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
                             "\xf5\x80\x80\x80", "\xe2\x82", "\xf0\x90\x80", "\xc3"})
        EXPECT_EQ(find_invalid_utf8(text), 0U) << text;
}

}  // namespace
}  // namespace dexarb

#include "dexarb/app/replaced_file.hpp"

#include <gmock/gmock.h>

#include "support/child_process.hpp"

namespace dexarb {
namespace {

namespace files = std::filesystem;
using ::testing::HasSubstr;
using testing::read_whole;

class ReplacedFile : public ::testing::Test {
  protected:
    files::path file() const { return folder_.path() / "text"; }
    std::size_t count() const {
        return static_cast<std::size_t>(std::distance(files::directory_iterator{folder_.path()}, {}));
    }

    testing::TemporaryFolder folder_;
};

TEST_F(ReplacedFile, HasTheNewTextAndNothingIsLeftBeside) {
    ASSERT_TRUE(replace_file(file(), "a longer one"));
    ASSERT_TRUE(replace_file(file(), [](const TextSink& sink) -> Result<void> {
        if (auto first = sink("in "); !first) return first;
        return sink("pieces");
    }));

    EXPECT_EQ(read_whole(file()), "in pieces");
    EXPECT_EQ(count(), 1U);
}

TEST_F(ReplacedFile, KeepsItsTextWhereTheNewOneBreaksOff) {
    ASSERT_TRUE(replace_file(file(), "old"));

    const auto broken = replace_file(file(), [](const TextSink& sink) -> Result<void> {
        if (auto begun = sink("half of it"); !begun) return begun;
        return Error{ErrorCode::kMalformed, "no more"};
    });

    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().detail, "no more");
    EXPECT_EQ(read_whole(file()), "old");
    EXPECT_EQ(count(), 1U);
}

TEST_F(ReplacedFile, SaysWhichFileCannotBeWritten) {
    const auto nowhere = replace_file(folder_.path() / "nowhere/text", "x");
    files::create_directories(file() / "full");
    const auto folder = replace_file(file(), "x");

    ASSERT_FALSE(nowhere);
    EXPECT_THAT(nowhere.error().detail, HasSubstr("nowhere/text.part: No such file or directory"));
    ASSERT_FALSE(folder);
    EXPECT_THAT(folder.error().detail, HasSubstr(file().string() + ": is a folder: name a file in it"));
    EXPECT_EQ(count(), 1U);
}

}  // namespace
}  // namespace dexarb

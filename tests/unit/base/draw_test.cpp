#include "dexarb/base/draw.hpp"

#include <array>

#include <gtest/gtest.h>

#include "dexarb/base/hash.hpp"

namespace dexarb {
namespace {

TEST(Keccak, HashesTheEmptyStringAsTheEvmDoes) {
    EXPECT_EQ(to_string(keccak256("")), "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

TEST(SeededDraw, DependsOnEachInput) {
    const std::array<std::uint8_t, 2> key{1, 2};
    const std::array<std::uint8_t, 2> other{1, 3};
    const double base = seeded_draw(1, 137, 100, key);

    EXPECT_EQ(seeded_draw(1, 137, 100, key), base);
    EXPECT_NE(seeded_draw(2, 137, 100, key), base);
    EXPECT_NE(seeded_draw(1, 138, 100, key), base);
    EXPECT_NE(seeded_draw(1, 137, 101, key), base);
    EXPECT_NE(seeded_draw(1, 137, 100, other), base);
}

TEST(SeededDraw, IsUniformEnoughToBeARate) {
    int below_half = 0;
    for (std::uint64_t block = 0; block < 10'000; ++block) {
        const double u = seeded_draw(7, 137, block, {});
        ASSERT_GE(u, 0.0);
        ASSERT_LT(u, 1.0);
        below_half += u < 0.5 ? 1 : 0;
    }
    EXPECT_NEAR(below_half, 5'000, 200);
}

}  // namespace
}  // namespace dexarb

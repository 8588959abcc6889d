#include "dexarb/metrics/kaplan_meier.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "dexarb/base/random_sequence.hpp"

namespace dexarb {
namespace {

/// Weeks in remission of 21 patients on 6-mercaptopurine (Freireich et al., Blood 21, 1963).
std::array<LifeTableRow, 36> remissions() {
    std::array<LifeTableRow, 36> rows{};
    for (const int week : {6, 6, 6, 7, 10, 13, 16, 22, 23})
        ++rows[static_cast<std::size_t>(week)].ended;
    for (const int week : {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35})
        ++rows[static_cast<std::size_t>(week)].censored;
    return rows;
}

TEST(KaplanMeier, GivesThePublishedCurveOfTheFreireichTrial) {
    struct Published {
        std::size_t week;
        std::uint64_t at_risk;
        double share;
        double standard_error;
    };
    constexpr std::array kPublished{Published{6, 21, 0.857, 0.0764},  Published{7, 17, 0.807, 0.0869},
                                    Published{10, 15, 0.753, 0.0963}, Published{13, 12, 0.690, 0.1068},
                                    Published{16, 11, 0.627, 0.1141}, Published{22, 7, 0.538, 0.1282},
                                    Published{23, 6, 0.448, 0.1346}};

    const auto curve = kaplan_meier(remissions());

    for (const auto& [week, at_risk, share, standard_error] : kPublished) {
        EXPECT_EQ(curve[week].at_risk, at_risk) << week;
        EXPECT_NEAR(curve[week].share, share, 0.0005) << week;
        EXPECT_NEAR(curve[week].standard_error, standard_error, 0.00006) << week;
    }
    EXPECT_EQ(half_life(curve), 23U);
}

TEST(KaplanMeier, GivesThePublishedLogLogInterval) {
    const auto curve = kaplan_meier(remissions());

    EXPECT_NEAR(curve[6].interval.low, 0.620, 0.001);
    EXPECT_NEAR(curve[6].interval.high, 0.952, 0.001);
    EXPECT_NEAR(curve[23].interval.low, 0.188, 0.001);
    EXPECT_NEAR(curve[23].interval.high, 0.680, 0.001);
}

TEST(KaplanMeier, WithoutCensoringIsTheShareThatIsLeft) {
    const std::array<LifeTableRow, 4> rows{{{0, 0}, {5, 0}, {3, 0}, {2, 0}}};

    const auto curve = kaplan_meier(rows);

    EXPECT_DOUBLE_EQ(curve[0].share, 1.0);
    EXPECT_DOUBLE_EQ(curve[1].share, 0.5);
    EXPECT_DOUBLE_EQ(curve[2].share, 0.2);
    EXPECT_DOUBLE_EQ(curve[3].share, 0.0);
    EXPECT_EQ(half_life(curve), 1U);
}

TEST(KaplanMeier, SaysNothingOfNobody) {
    const std::array<LifeTableRow, 3> rows{};

    const auto curve = kaplan_meier(rows);

    EXPECT_EQ(curve[2].at_risk, 0U);
    EXPECT_EQ(curve[2].share, 1.0);
    EXPECT_EQ(half_life(curve), std::nullopt);
}

/// Each block an opportunity goes with chance 0.3 and is lost sight of with chance 0.2: the share left is 0.7^k, which
/// the plain share of those seen to last is far from.
TEST(KaplanMeier, FindsTheTrueCurveUnderCensoring) {
    std::array<LifeTableRow, 9> rows{};
    std::uint64_t state = 7;
    for (int i = 0; i < 40'000; ++i) {
        std::size_t block = 1;
        bool is_gone = next_uniform(state) < 0.3;
        while (!is_gone && block < 8 && next_uniform(state) >= 0.2) {
            ++block;
            is_gone = next_uniform(state) < 0.3;
        }
        ++(is_gone ? rows[block].ended : rows[block].censored);
    }

    const auto curve = kaplan_meier(rows);

    for (std::size_t block = 1; block <= 8; ++block)
        EXPECT_NEAR(curve[block].share, std::pow(0.7, static_cast<double>(block)), 0.012) << block;
}

}  // namespace
}  // namespace dexarb

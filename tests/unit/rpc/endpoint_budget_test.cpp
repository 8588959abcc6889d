#include "dexarb/rpc/endpoint_budget.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr Timestamp at_day(int day, std::chrono::milliseconds time = 0ms) {
    return std::chrono::sys_days{std::chrono::year{2026} / 9 / day} + time;
}
constexpr EndpointBudget::Time kSteady{1'000'000s};

EndpointLimits per_day(std::uint64_t units) {
    EndpointLimits limits;
    limits.units_per_day = units;
    return limits;
}
EndpointLimits per_month(std::uint64_t units, unsigned starts = 1) {
    EndpointLimits limits;
    limits.units_per_month = units;
    limits.month_starts = starts;
    return limits;
}

TEST(EndpointBudget, BothRatesHold) {
    EndpointLimits limits;
    limits.requests_per_second = 3;
    limits.units_per_second = 100;
    EndpointBudget budget{limits, {}, at_day(1)};

    EXPECT_EQ(budget.take(10, kSteady, at_day(1)), kSteady);
    EXPECT_EQ(budget.take(75, kSteady, at_day(1)), kSteady);
    EXPECT_EQ(budget.take(75, kSteady, at_day(1)), kSteady + 1s) << "by units";
    EXPECT_EQ(budget.take(1, kSteady, at_day(1)), kSteady + 1s);
    EXPECT_EQ(budget.take(1, kSteady, at_day(1)), kSteady + 1s);
    EXPECT_EQ(budget.take(1, kSteady, at_day(1)), kSteady + 2s) << "by requests";
}

TEST(EndpointBudget, ASpentDayRefusesUntilMidnightAndCountsNothing) {
    EndpointBudget budget{per_day(100), {}, at_day(1)};
    EXPECT_TRUE(budget.take(75, kSteady, at_day(1, 1h)));
    EXPECT_TRUE(budget.take(26, kSteady, at_day(1, 2h)));

    EXPECT_FALSE(budget.take(1, kSteady, at_day(1, 23h)));
    EXPECT_EQ(budget.refusal(at_day(1, 23h)),
              "its quota of 100 units a day is spent; it begins anew at 2026-09-02T00:00:00.000Z");
    EXPECT_TRUE(budget.status(at_day(1, 23h)).is_spent);
    EXPECT_EQ(budget.status(at_day(1, 23h)).units, 101U);
    EXPECT_EQ(budget.status(at_day(1, 23h)).requests, 2U);

    EXPECT_TRUE(budget.take(1, kSteady, at_day(2)));
    EXPECT_EQ(budget.status(at_day(2)).today_left, 99U);
}

TEST(EndpointBudget, ASpentMonthRefusesUntilTheDayOnWhichItBeginsAnew) {
    EndpointBudget budget{per_month(100, 15), {}, at_day(14)};
    EXPECT_TRUE(budget.take(100, kSteady, at_day(14)));
    EXPECT_FALSE(budget.take(1, kSteady, at_day(14, 23h)));

    EXPECT_TRUE(budget.take(100, kSteady, at_day(15)));
    EXPECT_FALSE(budget.take(1, kSteady, at_day(30)));
    EXPECT_EQ(budget.status(at_day(30)).quota_renewed,
              Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 10 / 15}});
}

TEST(EndpointBudget, AStartInTheMiddleOfADayPlansWithItsRest) {
    EndpointBudget budget{per_day(1'000'000), {}, at_day(1, 18h)};

    EXPECT_EQ(budget.status(at_day(1, 18h)).today, 250'000U);
    EXPECT_EQ(budget.status(at_day(1, 18h)).quota_left, 1'000'000U);
    EXPECT_EQ(budget.status(at_day(2)).today, 1'000'000U);
}

TEST(EndpointBudget, AMonthIsSharedOutByDays) {
    EndpointBudget budget{per_month(30'000'000), {}, at_day(1)};
    EXPECT_EQ(budget.status(at_day(1)).today, 1'000'000U);

    (void)budget.take(15'000'000, kSteady, at_day(1));

    EXPECT_EQ(budget.status(at_day(2)).today, 517'242U) << "a 29th of what is left";
    EXPECT_EQ(budget.status(at_day(16)).today, 1'000'000U) << "what was not spent is shared out among later days";
}

TEST(EndpointBudget, WithLittleLeftItIsSpreadOverTheRestOfTheDayButForAReserve) {
    EndpointBudget budget{per_day(864'000), {}, at_day(1)};
    (void)budget.take(691'000, kSteady, at_day(1, 12h));
    EXPECT_FALSE(budget.slowed_to(at_day(1, 12h)));
    EXPECT_FALSE(budget.status(at_day(1, 12h)).is_low);

    (void)budget.take(1'000, kSteady, at_day(1, 12h));

    ASSERT_TRUE(budget.slowed_to(at_day(1, 12h)));
    EXPECT_DOUBLE_EQ(*budget.slowed_to(at_day(1, 12h)), (172'000.0 - 8'640.0) / 43'200.0);
    EXPECT_TRUE(budget.status(at_day(1, 12h)).is_low);
    EXPECT_FALSE(budget.slowed_to(at_day(2)));
}

TEST(EndpointBudget, WithoutAQuotaNothingSlowsDown) {
    EndpointBudget budget{{}, {}, at_day(1)};
    (void)budget.take(1'000'000'000, kSteady, at_day(1));

    EXPECT_FALSE(budget.slowed_to(at_day(1)));
    EXPECT_FALSE(budget.spent_at(1e12, at_day(1)));
    EXPECT_EQ(budget.status(at_day(1)).units, 1'000'000'000U);
}

TEST(EndpointBudget, TheEndOfAQuotaIsForeseen) {
    EndpointBudget day{per_day(1'000'000), {}, at_day(1)};
    EXPECT_FALSE(day.spent_at(999'000.0, at_day(1)));
    EXPECT_EQ(day.spent_at(2'000'000.0, at_day(1)), at_day(1, 12h));
    EXPECT_EQ(day.spent_at(2'000'000.0, at_day(1, 18h)), at_day(2, 12h)) << "this one lasts, the next does not";

    EndpointBudget month{per_month(30'000'000), {}, at_day(1)};
    EXPECT_FALSE(month.spent_at(900'000.0, at_day(1)));
    EXPECT_EQ(month.spent_at(5'000'000.0, at_day(1)), at_day(7));
}

/// Follows blocks for whole days as a collector does, its pace set by the budget.
struct Day {
    explicit Day(EndpointLimits limits) : budget{limits, {}, at_day(1)} {}

    void follow(Timestamp until) {
        while (now < until) {
            PaceQuestion question;
            question.units_per_second = budget.slowed_to(now);
            question.units_per_block = 91.0;
            question.units_per_round = 127.0;
            question.most = 250;
            const std::uint64_t blocks = affordable_blocks(question);
            slowest = std::max(slowest, blocks);
            now += std::chrono::seconds{2} * static_cast<std::int64_t>(blocks);
            if (!budget.take(blocks == 1 ? 91 : 127, kSteady, now)) ++refused;
            longest_pause = std::max<std::chrono::milliseconds>(
                longest_pause, std::chrono::seconds{2} * static_cast<std::int64_t>(blocks));
        }
    }

    EndpointBudget budget;
    Timestamp now = at_day(1);
    std::uint64_t slowest = 0;
    std::uint64_t refused = 0;
    std::chrono::milliseconds longest_pause{0};
};

TEST(EndpointBudget, ADayThatCannotPayForEveryBlockEndsSlowlyAndIsNotCutOff) {
    Day day{per_day(1'000'000)};

    day.follow(at_day(2));

    EXPECT_EQ(day.refused, 0U);
    EXPECT_GT(day.slowest, 10U);
    EXPECT_LT(day.slowest, 40U);
    EXPECT_GT(day.budget.status(at_day(1, 24h) - 1ms).units, 950'000U) << "the quota is used, not hoarded";
    EXPECT_LE(day.budget.status(at_day(1, 24h) - 1ms).units, 1'000'000U);
}

TEST(EndpointBudget, AMonthThatCannotPayForEveryBlockLastsToItsEnd) {
    Day month{per_month(30'000'000)};

    month.follow(std::chrono::sys_days{std::chrono::year{2026} / 10 / 1});

    EXPECT_EQ(month.refused, 0U);
    EXPECT_GT(month.budget.status(month.now - 1h).units, 28'500'000U);
    EXPECT_LE(month.budget.status(month.now - 1h).units, 30'000'000U);
}

TEST(AffordableBlocks, AreTheLeastUntilThereIsNeed) {
    PaceQuestion question;
    question.units_per_block = 100.0;
    question.units_per_round = 120.0;
    question.most = 250;
    EXPECT_EQ(affordable_blocks(question), 1U);
    question.units_per_second = 60.0;
    EXPECT_EQ(affordable_blocks(question), 1U) << "2 s pay for a block";
    question.units_per_second = 49.0;
    EXPECT_EQ(affordable_blocks(question), 2U);
    question.units_per_second = 6.0;
    EXPECT_EQ(affordable_blocks(question), 10U);
    question.least = 20;
    EXPECT_EQ(affordable_blocks(question), 20U);
    question.units_per_second = 0.0;
    EXPECT_EQ(affordable_blocks(question), 250U);
}

}  // namespace
}  // namespace dexarb

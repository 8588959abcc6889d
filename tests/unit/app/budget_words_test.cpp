#include "dexarb/app/budget_words.hpp"

#include <gmock/gmock.h>

#include "dexarb/config/units_file.hpp"

namespace dexarb {
namespace {

using ::testing::HasSubstr;

PlanQuestion twenty_pools() {
    PlanQuestion question;
    question.pools = 20;
    question.concentrated_pools = 8;
    return question;
}

FeedStatus planned(std::optional<std::uint64_t> units_per_day) {
    const RequestPlan plan = plan_requests(twenty_pools(), usual_method_units());
    FeedStatus feed;
    feed.units_per_day = plan.units_per_day;
    feed.units_per_block = plan.units_per_block;
    EndpointStatus endpoint;
    endpoint.name = "https://node";
    endpoint.units_per_day = units_per_day;
    if (units_per_day && static_cast<double>(*units_per_day) < plan.units_per_day)
        endpoint.spent_at = std::chrono::sys_days{std::chrono::year{2026} / 9 / 1} + std::chrono::hours{5};
    feed.endpoints = {endpoint};
    return feed;
}

FeedStatus at_pace(std::uint64_t blocks) {
    FeedStatus feed;
    feed.blocks_at_a_time = blocks;
    return feed;
}

TEST(RequestPlan, SeveralBlocksAtATimeCostLessEach) {
    PlanQuestion question = twenty_pools();
    const RequestPlan one = plan_requests(question, usual_method_units());
    question.every = 10;
    const RequestPlan ten = plan_requests(question, usual_method_units());

    EXPECT_GT(one.units_per_block, 91.0);
    EXPECT_LT(ten.units_per_block, one.units_per_block / 5.0);
    EXPECT_NEAR(one.units_per_day, one.units_per_block * 43'200.0, 1.0);
}

TEST(RequestPlan, MorePoolsThanOneCallReadsCostMoreCalls) {
    PlanQuestion question = twenty_pools();
    question.every = 10;
    const double few = plan_requests(question, usual_method_units()).units_per_block;
    question.pools = question.concentrated_pools = 300;

    EXPECT_NEAR(plan_requests(question, usual_method_units()).units_per_block - few, 2.6, 1e-9);
}

TEST(RequestPlan, StandbysAreLookedAt) {
    PlanQuestion question = twenty_pools();
    const RequestPlan alone = plan_requests(question, usual_method_units());
    question.endpoints = 3;

    EXPECT_NEAR(plan_requests(question, usual_method_units()).requests_per_day - alone.requests_per_day, 5'760.0, 1e-6);
}

TEST(BudgetWords, SayWhenAQuotaEndsAndWhatWouldLast) {
    const auto words = budget_words(planned(1'000'000), twenty_pools(), usual_method_units());

    ASSERT_EQ(words.size(), 2U);
    EXPECT_THAT(words[0].text, HasSubstr("requests a day for"));
    EXPECT_TRUE(words[1].is_warning);
    EXPECT_EQ(words[1].text,
              "https://node: 1000000 units a day would be spent on 2026-09-01 05:00 UTC; with little left of a day it "
              "slows down instead. --every 10 would last");
}

TEST(BudgetWords, SayThatAQuotaLastsOrThatNothingMakesItLast) {
    EXPECT_EQ(budget_words(planned(100'000'000), twenty_pools(), usual_method_units())[1].text,
              "https://node: 100000000 units a day pay for that");
    EXPECT_THAT(budget_words(planned(1'000), twenty_pools(), usual_method_units())[1].text,
                HasSubstr("take a larger plan"));
    EXPECT_EQ(budget_words(planned({}), twenty_pools(), usual_method_units()).size(), 1U) << "no quota, no word";
}

TEST(PaceWatch, TellsEachChangeOnce) {
    PaceWatch watch{1};

    EXPECT_FALSE(watch.note(at_pace(1)));
    EXPECT_THAT(watch.note(at_pace(5)).value(), HasSubstr("following 5 blocks at a time"));
    EXPECT_FALSE(watch.note(at_pace(6)));
    EXPECT_TRUE(watch.note(at_pace(10)));
    EXPECT_EQ(watch.note(at_pace(1)), "the budget pays for every block again");
    EXPECT_FALSE(watch.note(at_pace(1)));
}

TEST(PaceWatch, APaceThatWasAskedForIsNoNews) {
    PaceWatch watch{10};

    EXPECT_FALSE(watch.note(at_pace(10)));
    EXPECT_TRUE(watch.note(at_pace(12)));
    EXPECT_TRUE(watch.note(at_pace(10)));
}

}  // namespace
}  // namespace dexarb

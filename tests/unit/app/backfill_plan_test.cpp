#include "dexarb/app/backfill_plan.hpp"

#include <gtest/gtest.h>

#include "dexarb/app/backfill_options.hpp"
#include "dexarb/collector/history_fetcher.hpp"
#include "dexarb/config/units_file.hpp"

namespace dexarb {
namespace {

using namespace std::chrono_literals;

BackfillQuestion day_of(EndpointLimits limits) {
    BackfillQuestion question;
    question.pieces = plan_history(1'024'000, 1'024'000 + 43'007, 1'024'000 + 43'007);
    question.pools = 90;
    question.limits = limits;
    question.latency = 80ms;
    question.in_flight = 8;
    return question;
}

TEST(BackfillPlan, CountsHeadersRangesFeesAndTheHead) {
    const BackfillPlan plan = plan_backfill(day_of({}), usual_method_units());

    EXPECT_EQ(plan.requests, 43'008U + 168U + 42U + 16U);
    EXPECT_EQ(plan.units, 43'008U * 16 + 168U * 75 + 42U * 10 + 16U * 26);
}

TEST(BackfillPlan, TakesAsLongAsTheTightestLimitSays) {
    EXPECT_EQ(plan_backfill(day_of({}), usual_method_units()).duration, 433s);
    EXPECT_EQ(plan_backfill(day_of({}), usual_method_units()).bound, "8 at once, an answer taking 80 ms");
    EndpointLimits requests;
    requests.requests_per_second = 25;
    EXPECT_EQ(plan_backfill(day_of(requests), usual_method_units()).duration, 1'730s);
    EndpointLimits both = requests;
    both.units_per_second = 300;
    EXPECT_EQ(plan_backfill(day_of(both), usual_method_units()).bound, "at its limit of 300 units a second");
}

TEST(BackfillPlan, SaysDurationsInTwoUnits) {
    EXPECT_EQ(duration_text(12s), "12 s");
    EXPECT_EQ(duration_text(200s), "3 min 20 s");
    EXPECT_EQ(duration_text(7'500s), "2 h 05 min");
}

TEST(ChainPoint, IsABlockATimeOrSoLongAgo) {
    EXPECT_EQ(std::get<BlockNumber>(parse_chain_point("79812000")->at), 79'812'000U);
    EXPECT_EQ(std::get<std::chrono::milliseconds>(parse_chain_point("24h")->at), 24h);
    EXPECT_EQ(to_rfc3339(std::get<Timestamp>(parse_chain_point("2026-09-01T12:00:00Z")->at)),
              "2026-09-01T12:00:00.000Z");
}

TEST(ChainPoint, RefusesTheRestInWordsThatSayWhatToWrite) {
    for (const char* text : {"", "yesterday", "-5", "12.5", "99999999999999999999999", "2026-13-01"}) {
        const auto point = parse_chain_point(text);
        ASSERT_FALSE(point) << text;
        EXPECT_NE(point.error().detail.find("write 79812000, 24h (ago)"), std::string::npos);
    }
}

}  // namespace
}  // namespace dexarb

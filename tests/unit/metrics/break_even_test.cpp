#include "dexarb/metrics/break_even.hpp"

#include <gtest/gtest.h>

namespace dexarb::testing {
namespace {

/// `filled` trades that gross $3 for $1 of gas each, and `lost` that paid the gas for nothing.
TraderMetrics books_of_races(std::uint64_t filled, std::uint64_t lost) {
    TraderMetrics metrics;
    const auto trades = static_cast<std::int64_t>(filled + lost);
    const auto fills = static_cast<std::int64_t>(filled);
    metrics.results[static_cast<std::size_t>(TradeResult::kFilled)] = filled;
    metrics.results[static_cast<std::size_t>(TradeResult::kLost)] = lost;
    metrics.gross_usd = {3'000'000 * fills};
    metrics.gas_usd = {1'000'000 * trades};
    metrics.net_usd = metrics.gross_usd - metrics.gas_usd;
    metrics.model_net_usd[static_cast<std::size_t>(FillModel::kSurvival)] = {2'000'000 * trades};
    return metrics;
}

TEST(BreakEven, GasMayCostSoManyTimesWhatItDid) {
    TraderMetrics metrics = books_of_races(30, 10);

    EXPECT_DOUBLE_EQ(break_even(metrics).value().gas_multiple, 90.0 / 40.0);

    metrics.flash_fee_usd = {10'000'000};
    EXPECT_DOUBLE_EQ(break_even(metrics).value().gas_multiple, 80.0 / 40.0);
}

/// $2 for each race won and minus $1 for each lost: zero where twice as many are lost as won.
TEST(BreakEven, SoManyRacesMayBeLost) {
    EXPECT_DOUBLE_EQ(break_even(books_of_races(30, 10)).value().competition_rate, 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(break_even(books_of_races(5, 35)).value().competition_rate, 2.0 / 3.0) << "whatever was drawn";
}

TEST(BreakEven, IsZeroWhereNothingWouldHaveDone) {
    TraderMetrics metrics = books_of_races(0, 40);
    metrics.flash_fee_usd = {1'000'000};
    metrics.model_net_usd = {};

    EXPECT_EQ(break_even(metrics).value().gas_multiple, 0.0);
    EXPECT_EQ(break_even(metrics).value().competition_rate, 0.0);
}

TEST(BreakEven, IsNotSaidOfFewerThanThirtyTrades) {
    EXPECT_FALSE(break_even(books_of_races(29, 0)));
    EXPECT_TRUE(break_even(books_of_races(29, 1)));
    EXPECT_FALSE(break_even(TraderMetrics{}));
}

}  // namespace
}  // namespace dexarb::testing

#include "report/model_band.hpp"

#include <gtest/gtest.h>

#include "report_support.hpp"

namespace dexarb {
namespace {

using test::busy_report;

MicroUsd& net(RunReport& report, std::size_t trader, FillModel model) {
    return report.traders[trader].metrics.model_net_usd[static_cast<std::size_t>(model)];
}

TEST(ModelBand, LeavesLegacyOut) {
    auto report = busy_report();
    net(report, 0, FillModel::kLegacy) = {99'000'000};
    net(report, 0, FillModel::kSurvival) = {-5'000'000};

    const ModelBand band = model_band(report, report.traders[0]);

    EXPECT_EQ(band.lowest, MicroUsd{-5'000'000});
    EXPECT_EQ(band.highest, MicroUsd{4'250'000});
}

TEST(ModelBand, CountsTheModelsInWhichNobodyNetsMore) {
    auto report = busy_report();
    net(report, 1, FillModel::kSurvival) = {7'000'000};
    net(report, 1, FillModel::kInstant) = net(report, 0, FillModel::kInstant);

    EXPECT_EQ(model_band(report, report.traders[0]).first_in, 3U) << "all but survival";
    EXPECT_EQ(model_band(report, report.traders[1]).first_in, 2U) << "survival, and level under instant";
    EXPECT_EQ(model_band(report, report.traders[2]).first_in, 0U);
}

TEST(ModelBand, NobodyIsFirstWithoutAProfit) {
    auto report = busy_report();
    for (auto& trader : report.traders)
        trader.metrics.model_net_usd.fill({});

    EXPECT_EQ(model_band(report, report.traders[0]).first_in, 0U);
}

}  // namespace
}  // namespace dexarb

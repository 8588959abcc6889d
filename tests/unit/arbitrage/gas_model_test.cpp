#include "dexarb/arbitrage/gas_model.hpp"

#include <gtest/gtest.h>

#include "sizing_support.hpp"

namespace dexarb::testing {
namespace {

constexpr GasModel kModel{40'000, 60'000, 90'000, 22'000};

TEST(GasModel, CountsBaseHopsByKindAndCrossedTicks) {
    MarketBuilder builder;
    const PoolIndex pair = builder.add(PairPool{});
    const PoolIndex range = builder.add(RangePool{});
    const auto market = builder.market();

    EXPECT_EQ(gas_units(kModel, *market, route_over(*market, pair, range), 3), 40'000U + 60'000 + 90'000 + 3 * 22'000);
}

TEST(GasModel, TheCalibratedModelChargesForEverything) {
    const GasModel model = default_gas_model();

    EXPECT_GT(model.base, 0U);
    EXPECT_GT(model.constant_product_hop, 0U);
    EXPECT_GT(model.concentrated_hop, model.constant_product_hop);
    EXPECT_GT(model.crossed_tick, 0U);
}

TEST(GasModel, CostIsUnitsAtTheGasPriceInDollarsOfTheNativeToken) {
    const UsdPrice dime{U256{100'000'000'000'000'000ULL}, 18};

    // 350,000 gas at 300 gwei are 0.105 POL: one cent and five hundredths at ten cents each.
    EXPECT_EQ(gas_cost(350'000, 300'000'000'000, dime), MicroUsd{10'500});
}

TEST(GasModel, CostIsUnknownWithoutANativePrice) {
    EXPECT_EQ(gas_cost(350'000, 300'000'000'000, std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace dexarb::testing

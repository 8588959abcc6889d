#include "dexarb/market/usd_price.hpp"

#include <gtest/gtest.h>

namespace dexarb {
namespace {

/// A token at `dollars` with that many decimals.
UsdPrice at(std::uint64_t dollars, std::uint8_t decimals) {
    return {U256{dollars} * power_of_ten(18), decimals};
}

TEST(UsdPrice, AStablecoinIsExactlyOneDollarWhateverItsDecimals) {
    for (const std::uint8_t decimals : {std::uint8_t{6}, std::uint8_t{8}, std::uint8_t{18}})
        EXPECT_EQ(usd_value(power_of_ten(decimals), stablecoin_price(decimals)), MicroUsd{1'000'000});
}

TEST(UsdPrice, ValuesWholeTokensOfEveryListedKind) {
    EXPECT_EQ(usd_value(power_of_ten(18), at(2000, 18)), MicroUsd{2'000'000'000});
    EXPECT_EQ(usd_value(power_of_ten(8), at(60'000, 8)), MicroUsd{60'000'000'000});
    EXPECT_EQ(usd_value(power_of_ten(18), UsdPrice{U256{117} * power_of_ten(15), 18}), MicroUsd{117'000});
}

TEST(UsdPrice, RoundsAValueDownToTheMicroDollar) {
    EXPECT_EQ(usd_value(U256{999'999'999'999ULL}, at(1, 18)), MicroUsd{0});
    EXPECT_EQ(usd_value(U256{1'000'000'000'000ULL}, at(1, 18)), MicroUsd{1});
    EXPECT_EQ(usd_value(U256{1'999'999'999'999ULL}, at(1, 18)), MicroUsd{1});
}

TEST(UsdPrice, RoundsALossTowardsMinusInfinitySoThatNoDustIsForgiven) {
    EXPECT_EQ(usd_difference(U256{0}, U256{1}, at(1, 18)), MicroUsd{-1});
    EXPECT_EQ(usd_difference(U256{1}, U256{0}, at(1, 18)), MicroUsd{0});
    EXPECT_EQ(usd_difference(U256{5}, U256{5}, at(1, 18)), MicroUsd{0});
    EXPECT_EQ(usd_difference(U256{1'000'000}, U256{3'500'000}, at(1, 6)), MicroUsd{-2'500'000});
}

TEST(UsdPrice, HasNoValueBeyondInt64) {
    EXPECT_EQ(usd_value(U256{static_cast<std::uint64_t>(INT64_MAX)}, at(1, 6)), MicroUsd{INT64_MAX});
    EXPECT_FALSE(usd_value(U256{1ULL << 63}, at(1, 6)));
    EXPECT_FALSE(usd_value(U256::max(), at(1, 18)));
    EXPECT_FALSE(usd_difference(U256{0}, U256::max(), at(1, 18)));
}

TEST(UsdPrice, TheAmountWorthAValueIsTheGreatestThatDoesNotExceedIt) {
    for (const UsdPrice& price : {at(1, 6), at(2000, 18), at(60'000, 8), UsdPrice{U256{3}, 18}})
        for (const MicroUsd value : {MicroUsd{0}, MicroUsd{1}, MicroUsd{999'999}, MicroUsd{1'000'000'000}}) {
            const auto amount = amount_worth(value, price);
            ASSERT_TRUE(amount);
            EXPECT_LE(usd_value(*amount, price), value);
            const auto more = usd_value(*amount + U256{1}, price);
            EXPECT_TRUE(!more || *more > value);
        }
}

TEST(UsdPrice, NoAmountIsWorthANegativeValueOrAZeroPrice) {
    EXPECT_FALSE(amount_worth({-1}, at(1, 6)));
    EXPECT_FALSE(amount_worth({1}, UsdPrice{U256{0}, 6}));
}

}  // namespace
}  // namespace dexarb

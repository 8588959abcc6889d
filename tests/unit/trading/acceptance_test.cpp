#include "dexarb/trading/acceptance.hpp"

#include <gtest/gtest.h>

#include "support/market_builder.hpp"

namespace dexarb {
namespace {

using namespace dexarb::testing;

RouteQuote quote_of(std::uint64_t in, std::uint64_t out) {
    return {.amount_in = U256{in}, .amounts_out = {U256{7}, U256{out}}};
}

TEST(Acceptance, TheLeastOutputIsRoundedUp) {
    EXPECT_EQ(least_output(quote_of(100, 1'000'001), U256{}, 5'000), U256{995'001});
    EXPECT_EQ(least_output(quote_of(100, 1'000'000), U256{}, 5'000), U256{995'000});
    EXPECT_EQ(least_output(quote_of(100, 1'000'000), U256{}, 0), U256{1'000'000});
}

TEST(Acceptance, TheLeastOutputReturnsInputAndLoanFee) {
    EXPECT_EQ(least_output(quote_of(999'999, 1'000'100), U256{}, 5'000), U256{999'999});
    EXPECT_EQ(least_output(quote_of(999'000, 1'000'100), U256{900}, 5'000), U256{999'900});
    EXPECT_EQ(least_output(quote_of(100, 1'000'000), U256{}, 1'000'000), U256{100});
}

TEST(Acceptance, TheLeastOutputOfHugeAmountsDoesNotOverflow) {
    RouteQuote quote{.amount_in = U256{1}, .amounts_out = {U256::max()}};

    EXPECT_EQ(least_output(quote, U256{}, 0), U256::max());
}

TEST(Acceptance, AGasPriceBeyondTheScaleSaturates) {
    StrategyConfig config;
    config.priority_fee_wei = 30;
    BlockHeader header;
    header.base_fee_wei = UINT64_MAX - 10;

    EXPECT_EQ(gas_price_wei(header, config), UINT64_MAX);
}

struct Scanned {
    MarketBuilder market;
    SnapshotPtr snapshot;
    std::optional<RouteBook> routes;
    ScannerOptions options;
    Opportunity opportunity;

    explicit Scanned(const PairPool& dear) { open(market.add(PairPool{}), market.add(dear)); }
    explicit Scanned(const RangePool& dear) { open(market.add(PairPool{}), market.add(dear)); }

    const Route& route() const { return routes->route(opportunity.episode.route); }

  private:
    void open(PoolIndex, PoolIndex) {
        snapshot = market.next_block();
        routes.emplace(*market.market());
        OpportunityScanner scanner{market.market(), *routes, options};
        opportunity = scanner.scan(*snapshot).opportunities.at(0);
    }
};

StrategyConfig roomy() {
    StrategyConfig config;
    config.max_trade_size_usd = {1'000'000'000'000};
    return config;
}

TEST(Acceptance, TakesTheScansSizeWhereNothingOfItsOwnBinds) {
    Scanned scanned{PairPool{.price = 2100.0}};

    const auto value = value_for(roomy(), scanned.options, *scanned.snapshot, scanned.route(), scanned.opportunity);

    EXPECT_EQ(value->quote.amount_in, scanned.opportunity.sized.quote.amount_in);
    EXPECT_EQ(value->net_usd, scanned.opportunity.net_usd);
    EXPECT_EQ(value->loan_fee, U256{});
}

TEST(Acceptance, ALoanFeeMakesTheBestInputSmallerAndIsPaidOnIt) {
    Scanned scanned{PairPool{.price = 2100.0}};
    StrategyConfig config = roomy();
    config.flash_premium_ppm = 900;

    const auto value = value_for(config, scanned.options, *scanned.snapshot, scanned.route(), scanned.opportunity);

    EXPECT_LT(value->quote.amount_in, scanned.opportunity.sized.quote.amount_in);
    EXPECT_EQ(value->loan_fee, loan_fee(value->quote.amount_in, 900));
    EXPECT_LT(value->net_usd, scanned.opportunity.net_usd);
}

TEST(Acceptance, NothingWhereTheLoanFeeEatsTheSpread) {
    Scanned scanned{PairPool{.price = 2020.0}};
    StrategyConfig config = roomy();
    config.flash_premium_ppm = 100'000;

    EXPECT_FALSE(value_for(config, scanned.options, *scanned.snapshot, scanned.route(), scanned.opportunity));
}

TEST(Acceptance, AnotherTipPaysAnotherGasAndSizesForItWhereTicksAreCrossed) {
    Scanned scanned{RangePool{
        .price = 2100.0,
        .quote_reserve = 200'000.0,
        .positions = {{-887'270, 887'270, 1'000'000'000'000'000}, {200'000, 201'000, 1'000'000'000'000'000}}}};
    StrategyConfig config = roomy();
    config.priority_fee_wei = 300'000'000'000;

    const auto value = value_for(config, scanned.options, *scanned.snapshot, scanned.route(), scanned.opportunity);

    ASSERT_TRUE(value.has_value());
    EXPECT_LT(value->net_usd, scanned.opportunity.net_usd);
}

}  // namespace
}  // namespace dexarb

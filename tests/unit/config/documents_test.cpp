#include "dexarb/config/documents.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "dexarb/config/market_file.hpp"
#include "dexarb/config/overrides.hpp"
#include "dexarb/config/strategy_fields.hpp"

#include "support/places.hpp"

namespace dexarb {
namespace {

const std::string kConfigs = (test::source_dir() / "configs/").string();

MarketDefinition shipped_market() {
    return *load_market(kConfigs + "polygon.json");
}

ResolvedStrategies shipped_strategies(const MarketDefinition& market, const char* file) {
    return *load_strategies(kConfigs + file, market);
}

MarketDefinition read_back(const MarketDefinition& market) {
    const auto document = parse_json(market_document(market), "document");
    if (!document) throw std::runtime_error{document.error().detail};
    auto read = read_market(*document, "document");
    if (!read) throw std::runtime_error{read.error().detail};
    return *std::move(read);
}

ResolvedStrategies read_back(const ResolvedStrategies& strategies, const MarketDefinition& market) {
    const auto document = parse_json(strategies_document(strategies, market), "document");
    if (!document) throw std::runtime_error{document.error().detail};
    auto read = read_strategies(*document, "document", market);
    if (!read) throw std::runtime_error{read.error().detail};
    return *std::move(read);
}

/// Every value, as text.
std::string values_of(const ResolvedStrategies& strategies, const MarketDefinition& market) {
    std::string text = std::to_string(strategies.simulation.seed) + " " +
                       std::to_string(strategies.simulation.modelled_arrival.count()) + "\n";
    for (const ResolvedStrategy& strategy : strategies.strategies) {
        text += strategy.config.id + " " + strategy.config.name;
        for (const StrategyField& field : strategy_fields())
            text += " " + field.show(strategy.config, market);
        text += "\n";
    }
    return text;
}

TEST(MarketDocument, ReadsBackTheSameMarket) {
    MarketDefinition market = shipped_market();
    market.name = "a \"name\" with \\ in it";
    market.priority_fee_wei = 25'000'000'001;
    const MarketDefinition read = read_back(market);

    EXPECT_EQ(read.name, market.name);
    EXPECT_EQ(read.chain_id, market.chain_id);
    EXPECT_EQ(read.native, market.native);
    EXPECT_EQ(read.priority_fee_wei, market.priority_fee_wei);
    ASSERT_EQ(read.tokens.size(), market.tokens.size());
    for (std::size_t i = 0; i < market.tokens.size(); ++i) {
        EXPECT_EQ(read.tokens[i].address, market.tokens[i].address);
        EXPECT_EQ(read.tokens[i].decimals, market.tokens[i].decimals);
        EXPECT_EQ(read.tokens[i].is_stablecoin, market.tokens[i].is_stablecoin);
    }
    ASSERT_EQ(read.pairs.size(), market.pairs.size());
    for (std::size_t i = 0; i < market.pairs.size(); ++i)
        EXPECT_EQ(read.pairs[i].symbol, market.pairs[i].symbol);
    EXPECT_EQ(market_document(read), market_document(market));
}

TEST(MarketDocument, KeepsThePoolsInTheirPlaces) {
    MarketDefinition market = shipped_market();
    std::ranges::reverse(market.pools);
    const MarketDefinition read = read_back(market);

    ASSERT_EQ(read.pools.size(), market.pools.size());
    for (std::size_t i = 0; i < market.pools.size(); ++i) {
        const PoolDefinition& now = read.pools[i];
        const PoolDefinition& was = market.pools[i];
        EXPECT_EQ(std::tie(now.address, now.dex, now.token0, now.token1, now.fee, now.tick_spacing),
                  std::tie(was.address, was.dex, was.token0, was.token1, was.fee, was.tick_spacing));
    }
}

TEST(StrategiesDocument, ReadsBackEveryValue) {
    const MarketDefinition market = shipped_market();
    for (const char* file : {"strategies.json", "strategies-2026.json"}) {
        const ResolvedStrategies strategies = shipped_strategies(market, file);
        EXPECT_EQ(values_of(read_back(strategies, market), market), values_of(strategies, market));
    }
}

TEST(StrategiesDocument, ReadsBackValuesThatNoDoubleHolds) {
    const MarketDefinition market = shipped_market();
    const auto strategies =
        with_settings(shipped_strategies(market, "strategies.json"), market,
                      {"moderate.daily_loss_limit_usd=999999999.000001", "moderate.min_profit_usd=0.000001",
                       "*.competition_rate=0.123456789012345", "moderate.max_gas_price_gwei=999999.000000001"});
    ASSERT_TRUE(strategies) << strategies.error().detail;

    EXPECT_EQ(values_of(read_back(*strategies, market), market), values_of(*strategies, market));
}

}  // namespace
}  // namespace dexarb

#include "dexarb/report/event_log_line.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/market_builder.hpp"

namespace dexarb {
namespace {

using nlohmann::ordered_json;

/// A market of two pools, its routes, one configuration and an action on its first route.
class EventLogLine : public ::testing::Test {
  protected:
    EventLogLine() {
        builder.add(testing::PairPool{});
        builder.add(testing::RangePool{});
        market = builder.market();
        routes.emplace(*market);
        configs.resize(1);
        configs[0].id = "moderate";
        configs[0].name = "Moderate";
        configs[0].pairs = {0};
        action.decided_on = builder.next_block();
        action.episode = {RouteIndex{0}, 1000};
        action.decided_at = Timestamp{std::chrono::milliseconds{1'790'000'000'100}};
        action.quote.amount_in = U256::max();
        action.quote.amounts_out = {U256{1}, U256{2}};
        action.min_out = U256{3};
        action.max_fee_wei = 100'000'000'000;
    }

    [[nodiscard]] EventLogNames names() const { return {*market, *routes, configs}; }
    [[nodiscard]] ordered_json line(const EngineRecord& record) const {
        return ordered_json::parse(event_log_line(names(), record));
    }
    [[nodiscard]] static std::vector<std::string> keys(const ordered_json& json) {
        std::vector<std::string> keys;
        for (const auto& [key, value] : json.items())
            keys.push_back(key);
        return keys;
    }

    testing::MarketBuilder builder;
    MarketDefinitionPtr market;
    std::optional<RouteBook> routes;
    std::vector<StrategyConfig> configs;
    SimulatedTradeAction action;
};

using Keys = std::vector<std::string>;

TEST_F(EventLogLine, AnActionHasItsShape) {
    const auto json = line(action);

    EXPECT_EQ(keys(json), (Keys{"type", "id", "episode", "config", "block", "route", "amount_in", "amounts_out",
                                "min_out", "decided_at", "max_fee_gwei"}));
    EXPECT_EQ(json["id"], "moderate:" + json["episode"].get<std::string>());
    EXPECT_EQ(json["amount_in"], to_decimal(U256::max())) << "a string, to the last digit";
    EXPECT_EQ(json["amounts_out"], (ordered_json{"1", "2"}));
    EXPECT_EQ(json["decided_at"], "2026-09-21T14:13:20.100Z");
    EXPECT_EQ(json["max_fee_gwei"], 100.0);
}

TEST_F(EventLogLine, ARouteNamesPoolsAndTokensByChecksummedAddress) {
    const auto route = line(action)["route"];

    ASSERT_EQ(route.size(), 2U);
    EXPECT_EQ(keys(route[0]), (Keys{"pool", "token_in", "token_out", "zero_for_one"}));
    EXPECT_EQ(route[0]["token_in"], "0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174");
    EXPECT_EQ(route[0]["token_out"], route[1]["token_in"]);
    EXPECT_EQ(route[1]["token_out"], route[0]["token_in"]);
    EXPECT_TRUE(parse_checksummed_address(route[0]["pool"].get<std::string>()));
}

TEST_F(EventLogLine, AnOpportunityHasItsShape) {
    EpisodeChange change;
    change.block = {1007, {}};
    change.phase = EpisodePhase::kMove;
    change.opportunity.episode = action.episode;
    change.opportunity.sized.quote = action.quote;
    change.opportunity.gross_usd = {1'500'000};
    change.opportunity.gas_usd = MicroUsd{13'000};
    change.opportunity.net_usd = {1'487'000};
    const auto json = line(change);

    EXPECT_EQ(keys(json), (Keys{"type", "id", "episode", "phase", "block", "block_hash", "route", "amount_in",
                                "amounts_out", "gross_usd", "gas_usd", "net_usd", "certificate_gap"}));
    EXPECT_EQ(json["phase"], "move");
    EXPECT_EQ(json["id"], json["episode"].get<std::string>() + "@1007");
    EXPECT_EQ(json["net_usd"], 1.487);
    EXPECT_EQ(json["certificate_gap"], "0");
}

TEST_F(EventLogLine, AnOutcomeHasItsShapeAndRefersToItsAction) {
    TradeOutcome outcome;
    outcome.episode = action.episode;
    outcome.inclusion_block = BlockId{1001, {}};
    outcome.primary.result = TradeResult::kReverted;
    outcome.primary.net_usd = {-13'000};
    outcome.models[0].net_usd = {5'000'000};
    const auto json = line(outcome);

    EXPECT_EQ(keys(json), (Keys{"type", "action", "config", "inclusion_block", "result", "amount_out", "gross_usd",
                                "gas_usd", "flash_fee_usd", "net_usd", "models"}));
    EXPECT_EQ(json["action"], line(action)["id"]);
    EXPECT_EQ(json["result"], "reverted");
    EXPECT_EQ(json["net_usd"], -0.013);
    EXPECT_EQ(keys(json["models"]), (Keys{"legacy", "instant", "first_in_block", "survival", "survival_competition"}));
    EXPECT_EQ(json["models"]["legacy"], 5.0);
    outcome.inclusion_block.reset();
    EXPECT_TRUE(line(outcome)["inclusion_block"].is_null());
}

TEST_F(EventLogLine, RejectsAndCorrectionsHaveTheirShapes) {
    Reject reject;
    reject.episode = action.episode;
    reject.block = 1000;
    reject.reason = RejectReason::kGasAboveCap;
    Correction correction;
    correction.episode = action.episode;
    correction.net_usd = {13'000};

    EXPECT_EQ(keys(line(reject)), (Keys{"type", "config", "episode", "block", "reason"}));
    EXPECT_EQ(line(reject)["reason"], "gas_above_cap");
    EXPECT_EQ(keys(line(correction)), (Keys{"type", "outcome", "config", "net_usd"}));
    EXPECT_EQ(line(correction)["type"], "correction");
    EXPECT_EQ(line(correction)["outcome"], line(action)["id"]);
    correction.kind = Correction::Kind::kQuarantine;
    EXPECT_EQ(line(correction)["type"], "quarantine");
    correction.kind = Correction::Kind::kStranded;
    EXPECT_EQ(line(correction)["type"], "correction");
    EXPECT_EQ(line(correction)["beyond_undo_depth"], true);
}

TEST_F(EventLogLine, AnEpisodeIsNamedByRouteAndFirstBlockAlone) {
    const auto name = episode_name(*routes, {RouteIndex{0}, 1000});

    EXPECT_EQ(name.size(), 16U + 5U);
    EXPECT_EQ(name.substr(16), "-1000");
    EXPECT_EQ(name, episode_name(RouteBook{*market}, {RouteIndex{0}, 1000}));
    EXPECT_NE(name, episode_name(*routes, {RouteIndex{1}, 1000}));
    EXPECT_NE(name, episode_name(*routes, {RouteIndex{0}, 1001}));
}

TEST_F(EventLogLine, TheFirstLineHoldsVersionChainConfigurationsAndAssumptions) {
    RunContext context;
    context.version = "0.1.0";
    context.assumptions = make_assumptions(*market, 9, GasModel{1, 2, 3, 4});
    const auto json = ordered_json::parse(event_log_header(names(), context));

    EXPECT_EQ(json["type"], "start");
    EXPECT_EQ(json["version"], "0.1.0");
    EXPECT_EQ(json["chain_id"], market->chain_id);
    EXPECT_EQ(json["assumptions"]["seed"], 9);
    EXPECT_EQ(json["assumptions"]["gas_units"]["concentrated_hop"], 3);
    ASSERT_EQ(json["configurations"].size(), 1U);
    EXPECT_EQ(json["configurations"][0]["id"], "moderate");
    EXPECT_EQ(json["configurations"][0]["pairs"], (ordered_json{market->pairs[0].symbol}));
}

}  // namespace
}  // namespace dexarb

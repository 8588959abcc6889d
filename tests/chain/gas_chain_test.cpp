#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "dexarb/arbitrage/gas_model.hpp"

namespace dexarb {
namespace {

using nlohmann::json;

constexpr double kTolerance = 0.15;
constexpr std::size_t kLeastCycles = 1'000;
constexpr std::uint32_t kTicksReached = 18;

constexpr PoolIndex kPair{0};
constexpr PoolIndex kConcentratedPool{1};

/// One pool of each kind: the model looks at nothing else.
MarketDefinition market_of_both_kinds() {
    MarketDefinition market;
    market.dexes.resize(2);
    market.dexes[1].kind = DexKind::kConcentrated;
    market.pools.resize(2);
    market.pools[1].dex = 1;
    return market;
}

Route route_of(const json& cycle) {
    Route route;
    route.hops.insert(route.hops.end(), cycle.at("v2").get<std::size_t>(), Hop{.pool = kPair});
    route.hops.insert(route.hops.end(), cycle.at("v3").get<std::size_t>(), Hop{.pool = kConcentratedPool});
    return route;
}

/// What tests/chain/calibrate_gas.mjs measured: one executed cycle per line.
std::vector<json> read_cycles(const std::string& path) {
    std::vector<json> cycles;
    std::ifstream file{path};
    for (std::string text; std::getline(file, text);)
        cycles.push_back(json::parse(text));
    return cycles;
}

TEST(ChainGas, ExecutedCyclesUseWhatTheModelSaysWithin15Percent) {
    const char* path = std::getenv("DEXARB_CHAIN_CYCLES");
    if (path == nullptr) GTEST_SKIP() << "DEXARB_CHAIN_CYCLES is unset: tests/chain/install was not run before cmake";
    const auto cycles = read_cycles(path);
    const auto market = market_of_both_kinds();

    std::set<std::string> kinds;
    std::uint32_t most_ticks = 0;
    for (const json& cycle : cycles) {
        const auto ticks = cycle.at("ticks").get<std::uint32_t>();
        const auto used = cycle.at("gas").get<double>();
        const auto modelled = static_cast<double>(gas_units(default_gas_model(), market, route_of(cycle), ticks));
        EXPECT_NEAR(modelled, used, kTolerance * used) << cycle.dump();
        kinds.insert(cycle.at("kinds").get<std::string>());
        most_ticks = std::max(most_ticks, ticks);
    }

    EXPECT_GE(cycles.size(), kLeastCycles);
    EXPECT_TRUE(kinds.contains("v2-v2") && kinds.contains("v2-v3") && kinds.contains("v3-v2") &&
                kinds.contains("v3-v3"));
    EXPECT_GE(most_ticks, kTicksReached);
}

}  // namespace
}  // namespace dexarb

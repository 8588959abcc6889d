#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dexarb/base/micro_usd.hpp"

namespace dexarb {

/// Place of a configuration in the list the engine runs.
enum class ConfigIndex : std::uint32_t {};
[[nodiscard]] constexpr std::size_t position(ConfigIndex index) {
    return static_cast<std::size_t>(index);
}

/// How an action is valued (docs/simulation.md). Every outcome carries all five; one of them books.
enum class FillModel {
    kLegacy,               ///< What the old trader would have claimed: mid spread times size. For contrast only.
    kInstant,              ///< State of the block decided on.
    kFirstInBlock,         ///< State at the end of the block before inclusion.
    kSurvival,             ///< State at the end of the inclusion block: everyone else went first.
    kSurvivalCompetition,  ///< `kSurvival` and the draw.
};
inline constexpr std::size_t kFillModelCount = 5;

[[nodiscard]] std::string_view to_string(FillModel model);
[[nodiscard]] std::optional<FillModel> fill_model_from_string(std::string_view name);

/// One configuration of the arbitrageur. Every field changes an outcome; tests prove it for each.
struct StrategyConfig {
    std::string id;    ///< Name in lower case with `_`.
    std::string name;  ///< As shown.
    MicroUsd min_profit_usd;
    MicroUsd max_trade_size_usd;
    std::uint32_t max_slippage_ppm = 5'000;
    std::uint64_t max_gas_price_wei = 0;  ///< maxFeePerGas.
    std::uint64_t priority_fee_wei = 30'000'000'000;
    std::vector<std::uint32_t> pairs;  ///< Places in `MarketDefinition::pairs`, ascending.
    std::chrono::milliseconds poll_interval{100};
    std::chrono::milliseconds submit_latency{1000};
    double competition_rate = 0.5;
    std::uint32_t max_daily_trades = 20;
    std::uint32_t max_consecutive_losses = 5;
    MicroUsd daily_loss_limit_usd;
    std::uint64_t phantom_blocks = 30;
    std::uint32_t flash_premium_ppm = 0;
    FillModel fill_model = FillModel::kSurvivalCompetition;
    bool simulate_slippage = true;
    bool simulate_gas_variance = true;
    bool simulate_competition = true;
};

}  // namespace dexarb

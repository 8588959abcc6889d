#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dexarb/metrics/evidence.hpp"

namespace dexarb {

/// What all atomic arbitrage on Polygon earns a day, about.
inline constexpr double kMarketUsdPerDay = 18'000.0;
/// What a trade of it earned, in the native token, about: from January 2023 to October 2024.
inline constexpr double kUsualNativePerTrade = 1.2;

/// What makes a result look like a mistake.
enum class Doubt : std::uint8_t {
    kMarketShare,   ///< More than `kMostMarketShare` of what the whole market earns. Dollars a day.
    kMeanPerTrade,  ///< More than `kMostTimesUsual` times the usual per trade. Dollars.
    kOneRoute,      ///< One route made more than half of the profit. A share, above one where others lost.
    kNoVariance,    ///< The trades hardly differ. Deviation over mean.
    kNeverLost,     ///< Trades of which none lost, although one that reverts costs its gas. Their number.
};
/// "market_share".
[[nodiscard]] std::string_view to_string(Doubt doubt);

inline constexpr double kMostMarketShare = 0.05;
inline constexpr double kMostTimesUsual = 10.0;
inline constexpr double kMostRouteShare = 0.5;
inline constexpr double kLeastVariation = 0.01;
/// Below so many trades nothing is said of their mean; of routes and variation; of losses.
inline constexpr std::uint64_t kMeanTrades = 5;
inline constexpr std::uint64_t kShapeTrades = 10;
inline constexpr std::uint64_t kLossTrades = 30;

struct DoubtfulResult {
    Doubt doubt{};
    double figure = 0.0;
    double bound = 0.0;  ///< Beyond which the figure is doubted, in its unit.
};

/// What the trades were made in.
struct MarketFacts {
    bool is_simulated = false;               ///< Then nothing is held against what Polygon earns.
    std::optional<double> native_price_usd;  ///< Without one the mean per trade is not judged.
    std::chrono::sys_seconds until{};        ///< To where the trades were watched for.
};

/// Watched from the first trade that is kept; less than an hour counts as one.
[[nodiscard]] double watched_days(const TradeEvidence& evidence, const MarketFacts& facts);

/// In the order of `Doubt`. A doubt is no proof: it says where to look before the figure is believed.
[[nodiscard]] std::vector<DoubtfulResult> doubtful_results(const TradeEvidence& evidence, const MarketFacts& facts);

}  // namespace dexarb

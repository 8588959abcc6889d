#include "dexarb/metrics/plausibility.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dexarb {
namespace {

void doubt_market_share(std::vector<DoubtfulResult>& doubts, const TradeEvidence& evidence, const MarketFacts& facts) {
    if (facts.is_simulated || evidence.trades == 0) return;
    const double per_day = evidence.mean * static_cast<double>(evidence.trades) / watched_days(evidence, facts);
    const double bound = kMostMarketShare * kMarketUsdPerDay;
    if (per_day > bound) doubts.push_back({Doubt::kMarketShare, per_day, bound});
}

void doubt_mean(std::vector<DoubtfulResult>& doubts, const TradeEvidence& evidence, const MarketFacts& facts) {
    if (facts.is_simulated || !facts.native_price_usd || evidence.trades < kMeanTrades) return;
    const double bound = kMostTimesUsual * kUsualNativePerTrade * *facts.native_price_usd;
    if (evidence.mean > bound) doubts.push_back({Doubt::kMeanPerTrade, evidence.mean, bound});
}

}  // namespace

std::string_view to_string(Doubt doubt) {
    constexpr std::array<std::string_view, 5> kNames{"market_share", "mean_per_trade", "one_route", "no_variance",
                                                     "never_lost"};
    return kNames.at(static_cast<std::size_t>(doubt));
}

double watched_days(const TradeEvidence& evidence, const MarketFacts& facts) {
    const auto watched = std::max<std::chrono::seconds>(facts.until - evidence.first_trade, std::chrono::hours{1});
    return std::chrono::duration<double, std::chrono::days::period>{watched}.count();
}

std::vector<DoubtfulResult> doubtful_results(const TradeEvidence& evidence, const MarketFacts& facts) {
    std::vector<DoubtfulResult> doubts;
    doubt_market_share(doubts, evidence, facts);
    doubt_mean(doubts, evidence, facts);
    if (evidence.trades < kShapeTrades) return doubts;
    if (evidence.best_route && evidence.best_route->share > kMostRouteShare)
        doubts.push_back({Doubt::kOneRoute, evidence.best_route->share, kMostRouteShare});
    const double variation = evidence.trial.moments.deviation / std::abs(evidence.mean);
    if (evidence.mean > 0.0 && variation < kLeastVariation)
        doubts.push_back({Doubt::kNoVariance, variation, kLeastVariation});
    if (evidence.trades >= kLossTrades && evidence.losses == 0)
        doubts.push_back({Doubt::kNeverLost, static_cast<double>(evidence.trades), static_cast<double>(kLossTrades)});
    return doubts;
}

}  // namespace dexarb

#pragma once

#include <vector>

#include "dexarb/metrics/trade_samples.hpp"

#include "unit/metrics/random_family.hpp"

namespace dexarb::testing {

inline MicroUsd micro_usd(double dollars) {
    return {static_cast<std::int64_t>(dollars * 1e6)};
}

inline constexpr std::chrono::sys_days kFirstDay{std::chrono::days{20'000}};

/// A trade of episode `number`, filled at `time`; every model says the same.
inline TradeOutcome sample_trade(BlockNumber number, double net, std::chrono::sys_seconds time = kFirstDay) {
    TradeOutcome outcome;
    outcome.episode = {RouteIndex{0}, number};
    outcome.inclusion_time = time;
    outcome.primary.result = TradeResult::kFilled;
    outcome.primary.net_usd = micro_usd(net);
    for (auto& model : outcome.models)
        model.net_usd = micro_usd(net);
    return outcome;
}

/// Trades one hour apart.
inline TradeSamples samples_of(const std::vector<double>& nets) {
    TradeSamples samples;
    for (std::size_t i = 0; i < nets.size(); ++i)
        samples.add(sample_trade(i, nets[i], kFirstDay + std::chrono::hours{i}));
    return samples;
}

/// What a made-up family traded; its rows as episodes.
inline std::vector<TradeSamples> samples_of(const TrialFamily& family) {
    std::vector<TradeSamples> list(family.columns.size());
    for (std::size_t i = 0; i < list.size(); ++i)
        for (std::size_t j = 0; j < family.columns[i].rows.size(); ++j) {
            const std::uint32_t row = family.columns[i].rows[j];
            list[i].add(
                sample_trade(row, family.columns[i].nets[j], kFirstDay + std::chrono::days{family.day_of_row[row]}));
        }
    return list;
}

}  // namespace dexarb::testing

#pragma once

#include <array>
#include <cstdint>

#include "dexarb/base/random_sequence.hpp"
#include "dexarb/metrics/trial_family.hpp"

namespace dexarb::testing {

/// What a made-up family of configurations is like. All trade on the same episodes, so their luck is partly shared.
struct FamilyShape {
    std::uint32_t episodes = 150;
    std::uint32_t days = 1;
    std::size_t configs = 12;
    std::size_t alike = 3;   ///< The first so many are one and the same, as Moderate, Fast and Slow Polling mostly are.
    double trading = 0.6;    ///< Share of the episodes that a configuration trades.
    bool is_skewed = false;  ///< Four small losses for each large win, not a bell.
    double edge = 0.0;       ///< Mean per trade of the last configuration, in deviations.
};

/// Mean 0 and variance 1.
inline double luck(bool is_skewed, std::uint64_t& state) {
    if (is_skewed) return next_uniform(state) < 0.8 ? -0.5 : 2.0;
    double sum = -6.0;
    for (int i = 0; i < 12; ++i)
        sum += next_uniform(state);
    return sum;
}

inline TrialFamily random_family(const FamilyShape& shape, std::uint64_t seed) {
    constexpr double kShared = 0.8;
    constexpr double kOwn = 0.6;  // 0.8^2 + 0.6^2 = 1
    std::uint64_t state = seed;
    next_random(state);
    TrialFamily family;
    family.days = shape.days;
    family.columns.resize(shape.configs);
    for (std::uint32_t row = 0; row < shape.episodes; ++row) {
        family.day_of_row.push_back(row * shape.days / shape.episodes);
        const double shared = luck(shape.is_skewed, state);
        for (std::size_t i = 0; i < shape.configs; ++i) {
            const bool trades = next_uniform(state) < shape.trading;
            const double own = luck(shape.is_skewed, state);
            if (i > 0 && i < shape.alike) continue;
            if (!trades) continue;
            family.columns[i].rows.push_back(row);
            family.columns[i].nets.push_back(kShared * shared + kOwn * own + (i + 1 == shape.configs ? shape.edge : 0));
        }
    }
    for (std::size_t i = 1; i < shape.alike; ++i)
        family.columns[i] = family.columns[0];
    return family;
}

}  // namespace dexarb::testing

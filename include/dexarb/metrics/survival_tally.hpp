#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

#include "dexarb/metrics/kaplan_meier.hpp"

namespace dexarb {

/// So many blocks after the decision an opportunity is looked at.
inline constexpr std::size_t kSurvivalBlocks = 8;

/// Where an opportunity stood: a pair of the market, and the DEXes of the pools it stood between, the lower place
/// first.
struct SurvivalGroup {
    std::uint32_t pair = 0;
    std::uint32_t dex_a = 0;
    std::uint32_t dex_b = 0;

    friend auto operator<=>(const SurvivalGroup&, const SurvivalGroup&) = default;
};

/// By blocks after the decision: what was found closed there, and what was last seen open there and then no more.
using SurvivalTally = std::array<LifeTableRow, kSurvivalBlocks + 1>;
using SurvivalTallies = std::map<SurvivalGroup, SurvivalTally>;

}  // namespace dexarb

#pragma once

#include <cstdint>
#include <vector>

#include "dexarb/collector/audit.hpp"

namespace dexarb {

/// Chooses what each audit looks at: pools in an order drawn by a seed, drawn anew once all had their turn, and of each
/// pool bitmap words and ticks that move on from turn to turn. So over time everything known is looked at.
class AuditRota {
  public:
    AuditRota(std::size_t pools, const AuditOptions& options, std::uint64_t seed);

    /// Questions about certain pools of this snapshot; none if no pool is certain.
    [[nodiscard]] std::vector<AuditQuestion> draw(const MarketSnapshot& snapshot);
    /// The node refused so many calls: half of them from now on, down to a few.
    void ask_less();

  private:
    [[nodiscard]] PoolIndex next_pool();
    [[nodiscard]] std::vector<AuditQuestion> questions(PoolIndex pool, const PoolState& state,
                                                       std::uint64_t turn) const;
    [[nodiscard]] std::vector<std::int32_t> words(const ConcentratedState& state, std::uint64_t turn) const;
    [[nodiscard]] std::vector<std::int32_t> ticks(const ConcentratedState& state,
                                                  const std::vector<std::int32_t>& words, std::uint64_t turn) const;

    AuditOptions options_;
    std::uint64_t random_;
    std::vector<PoolIndex> order_;
    std::size_t next_;
    std::vector<std::uint64_t> turns_;  ///< By pool.
};

}  // namespace dexarb
